import type Stripe from 'stripe';
import type { SandboxState } from '../state.ts';

/** One request to the sandbox, from the API or from a guest, with what it may use. */
export type Call = {
  state: SandboxState;
  /** Whether the key is of live mode, which its events say. */
  isLive: boolean;
  nowSeconds: number;
  /** A fresh id, such as `pi_3…`. */
  newId(prefix: string): string;
  /** Stands in the events that this request causes. */
  request: { id: string; idempotency_key: string | null };
  /** Where guests reach the sandbox. */
  url: string;
  /** Whether a payment that goes through rests in `processing` until it is settled. */
  processing: boolean;
  /** Whether refunds go through at once, rest in `pending`, fail, or are made in a status that is new. */
  refunds: 'succeed' | 'pending' | 'fail' | 'wander';
  /** Whether a hold that is confirmed as it is made stands, or rests in a status that is new. */
  holds: 'succeed' | 'deny' | 'wander';
  publish(event: Stripe.Event): void;
};

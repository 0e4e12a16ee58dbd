import type Stripe from 'stripe';
import type { Change } from '../webhooks/changes.ts';
import type { Chaos } from '../webhooks/chaos.ts';
import type { Delivery } from '../webhooks/delivery.ts';
import { cancelExpired } from './objects/capture.ts';
import type { SandboxState } from './state.ts';
import type { Call } from './wire/call.ts';
import { type Route, routes } from './wire/routes.ts';

/** The parts of one sandbox that its surfaces (API, pages, control) work on. */
export type Sandbox = {
  state: SandboxState;
  chaos: Chaos<Route>;
  delivery: Delivery<Stripe.Event>;
  counts: Record<Route, number>;
  /** The newest requests that ask for a change, and the key of each as it came. */
  changes: Change<Route>[];
  secretKey: string;
  nowSeconds(): number;
  newId(prefix: string): string;
  /** Does the work of one request, and keeps its effects even when it throws, as a declined card's are. */
  perform<Result>(request: Call['request'], work: (call: Call) => Result): Result;
  /** Forgets everything, as if just started. */
  reset(): void;
};

type Parts = Pick<Sandbox, 'state' | 'chaos' | 'delivery' | 'secretKey'> & {
  clock(): Date;
  random(): number;
  url(): string;
  save(): void;
};

export function createSandbox({ clock, random, url, save, ...parts }: Parts): Sandbox {
  const { state, chaos, delivery } = parts;
  const counts = noCounts();
  const changes: Change<Route>[] = [];
  const nowSeconds = () => Math.floor(clock().getTime() / 1000);
  const newId = (prefix: string) => `${prefix}_${randomText(random, 24)}`;
  return {
    ...parts,
    counts,
    changes,
    nowSeconds,
    newId,
    perform(request, work) {
      const call: Call = {
        state,
        isLive: /^[sr]k_live_/.test(parts.secretKey),
        nowSeconds: nowSeconds(),
        newId,
        request,
        url: url(),
        processing: chaos.settings().processing,
        refunds: chaos.settings().refunds,
        holds: chaos.settings().holds,
        publish: delivery.send,
      };
      try {
        cancelExpired(call);
        return work(call);
      } finally {
        save();
      }
    },
    reset() {
      for (const map of Object.values(state)) map.clear();
      Object.assign(counts, noCounts());
      changes.length = 0;
      chaos.calm();
      delivery.forget();
      save();
    },
  };
}

/** Notes on the event itself how many deliveries of it are outstanding. */
export function notePending(state: SandboxState, event: Stripe.Event, pending: number): void {
  const noted = state.events.get(event.id);
  if (noted) noted.pending_webhooks = pending;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function randomText(random: () => number, length: number): string {
  return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
}

function noCounts(): Record<Route, number> {
  // Every route is a key here, which Object.fromEntries forgets.
  return Object.fromEntries(routes.map((route) => [route, 0])) as Record<Route, number>;
}

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type {
  Authorization,
  Capture,
  Dispute,
  Order,
  Refund,
  Transaction,
  WebhookEvent,
} from './objects/objects.ts';
import type { Certificates } from './wire/certificates.ts';
import type { Webhook } from './wire/webhooks.ts';

/**
 * What comes of payments by a vaulted method, and how PayPal answers an order that is made with one. All of these were seen: `APPROVED`; `CREATED`,
 * which can be captured or authorized all the same (github.com/woocommerce/woocommerce-paypal-payments, issue 677); `COMPLETED`, authorized or
 * captured in the same call (developer.paypal.com/studio/checkout/standard/customize/recurring-payments-module); `PAYER_ACTION_REQUIRED`, where the
 * payer is asked once more (developer.paypal.com/api/orders/v2/definitions/order_status). `WANDERING` is a status that is new.
 */
export type Vaulted = {
  outcome: 'success' | 'declined';
  answers?: 'APPROVED' | 'CREATED' | 'COMPLETED' | 'PAYER_ACTION_REQUIRED' | 'WANDERING';
};

/** How the payer will behave once they have approved, and where the page sends them. */
export type Approval = {
  outcome: 'success' | 'declined' | 'pending';
  returnUrl: string;
  cancelUrl: string;
  savesMethod: boolean;
  /** Takes no eCheck: no capture is ever pending. */
  isInstantOnly: boolean;
  /** Made with a vaulted method: how that is answered. */
  vaulted?: Vaulted['answers'];
};

/** What a request with an id was, and the answer that its repetitions get. */
export type Kept = { body: string; answer: string; untilMs: number };

/** Everything the sandbox remembers; maps keep the order of creation. */
export type SandboxState = {
  orders: Map<string, Order>;
  approvals: Map<string, Approval>;
  captures: Map<string, Capture>;
  authorizations: Map<string, Authorization>;
  refunds: Map<string, Refund & { capture: string }>;
  disputes: Map<string, Dispute>;
  transactions: Map<string, Transaction>;
  webhooks: Map<string, Webhook>;
  vault: Map<string, Vaulted>;
  events: Map<string, WebhookEvent>;
  /** The events that have not been accepted, and how many deliveries of them are outstanding. */
  undelivered: Map<string, number>;
  kept: Map<string, Kept>;
};

export function emptyState(): SandboxState {
  return {
    orders: new Map(),
    approvals: new Map(),
    captures: new Map(),
    authorizations: new Map(),
    refunds: new Map(),
    disputes: new Map(),
    transactions: new Map(),
    webhooks: new Map(),
    vault: new Map(),
    events: new Map(),
    undelivered: new Map(),
    kept: new Map(),
  };
}

/** The state as plain JSON, map by map. */
export function stateAsJson(state: SandboxState): Record<string, unknown> {
  return Object.fromEntries(Object.entries(state).map(([name, map]) => [name, Object.fromEntries(map)]));
}

/** What lasts over a restart: the state, and the certificates, which receivers may have been told to trust. */
export type Saved = { state: SandboxState; certificates: Certificates };

/** What an earlier run has saved, if there is such a file. Throws for one it cannot read. */
export function loadSaved(file: string): Saved | undefined {
  if (!existsSync(file)) return undefined;
  const { certificates, ...maps } = parseSaved(file);
  const state = emptyState();
  for (const [name, map] of Object.entries(state))
    for (const [id, object] of Object.entries(maps[name] ?? {})) map.set(id, object);
  return { state, certificates };
}

type SavedJson = { certificates: Certificates } & Record<string, Record<string, never>>;

function parseSaved(file: string): SavedJson {
  try {
    // save alone writes the file, so what parses has its shape.
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(`The sandbox's state in ${file} cannot be read; remove the file to start anew.`, {
      cause,
    });
  }
}

/** Writes beside the file and renames, so that a crash leaves the old state or the new one, never half of it. */
export function save(file: string, { state, certificates }: Saved): void {
  writeFileSync(`${file}.new`, JSON.stringify({ certificates, ...stateAsJson(state) }, null, 2));
  renameSync(`${file}.new`, file);
}

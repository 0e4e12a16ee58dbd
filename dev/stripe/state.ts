import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type Stripe from 'stripe';
import type { ShownCard } from './objects/test-card.ts';
import type { KeptAnswer } from './wire/idempotency.ts';

/** Everything the sandbox remembers; maps keep the order of creation, which lists rely on. */
export type SandboxState = {
  paymentIntents: Map<string, Stripe.PaymentIntent>;
  charges: Map<string, Stripe.Charge>;
  refunds: Map<string, Stripe.Refund>;
  customers: Map<string, Stripe.Customer>;
  disputes: Map<string, Stripe.Dispute>;
  balanceTransactions: Map<string, Stripe.BalanceTransaction>;
  events: Map<string, Stripe.Event>;
  webhookEndpoints: Map<string, Stripe.WebhookEndpoint>;
  shownCards: Map<string, ShownCard>;
  keptAnswers: Map<string, KeptAnswer>;
  /** Under `account`: the one currency that the account has a balance in, and what others are exchanged at. */
  settlement: Map<string, { currency: string; rate: number }>;
};

export function emptyState(): SandboxState {
  return {
    paymentIntents: new Map(),
    charges: new Map(),
    refunds: new Map(),
    customers: new Map(),
    disputes: new Map(),
    balanceTransactions: new Map(),
    events: new Map(),
    webhookEndpoints: new Map(),
    shownCards: new Map(),
    keptAnswers: new Map(),
    settlement: new Map(),
  };
}

/** The state as plain JSON, map by map. */
export function stateAsJson(state: SandboxState): Record<string, unknown> {
  return Object.fromEntries(Object.entries(state).map(([name, map]) => [name, Object.fromEntries(map)]));
}

/** The state of an earlier run, or an empty one where there is no such file. Throws for a file it cannot read. */
export function loadState(file: string): SandboxState {
  const state = emptyState();
  if (!existsSync(file)) return state;
  const saved = parseState(file);
  for (const [name, map] of Object.entries(state)) {
    for (const [id, object] of Object.entries(saved[name] ?? {})) map.set(id, object);
  }
  return state;
}

function parseState(file: string): Record<string, Record<string, never>> {
  try {
    // saveState alone writes the file, so what parses has the shape of stateAsJson.
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(`The sandbox's state in ${file} cannot be read; remove the file to start anew.`, {
      cause,
    });
  }
}

/** Writes beside the file and renames, so that a crash leaves the old state or the new one, never half of it. */
export function saveState(file: string, state: SandboxState): void {
  writeFileSync(`${file}.new`, JSON.stringify(stateAsJson(state), null, 2));
  renameSync(`${file}.new`, file);
}

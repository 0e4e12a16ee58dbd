import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Authorization, Capture, Dispute, Order, Refund, Transaction, WebhookEvent } from './objects.ts';

/** How the payer will behave once they have approved, and where the page sends them. */
export type Approval = {
  outcome: 'success' | 'declined' | 'pending';
  returnUrl: string;
  cancelUrl: string;
  savesMethod: boolean;
};

/** An answer that a repeated request id gets again. */
export type Kept = { path: string; body: string; status: number; answer: string };

/** Everything the sandbox remembers; maps keep the order of creation. */
export type SandboxState = {
  orders: Map<string, Order>;
  approvals: Map<string, Approval>;
  captures: Map<string, Capture>;
  authorizations: Map<string, Authorization>;
  refunds: Map<string, Refund & { capture: string }>;
  disputes: Map<string, Dispute>;
  transactions: Map<string, Transaction>;
  vault: Map<string, { outcome: 'success' | 'declined' }>;
  events: Map<string, WebhookEvent>;
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
    vault: new Map(),
    events: new Map(),
    kept: new Map(),
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
  // saveState alone writes the file, so what parses has the shape of stateAsJson.
  const saved: Record<string, Record<string, never>> = JSON.parse(readFileSync(file, 'utf8'));
  for (const [name, map] of Object.entries(state))
    for (const [id, object] of Object.entries(saved[name] ?? {})) map.set(id, object);
  return state;
}

/** Writes beside the file and renames, so that a crash leaves the old state or the new one, never half of it. */
export function saveState(file: string, state: SandboxState): void {
  writeFileSync(`${file}.new`, JSON.stringify(stateAsJson(state), null, 2));
  renameSync(`${file}.new`, file);
}

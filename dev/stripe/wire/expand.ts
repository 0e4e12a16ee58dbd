import type { SandboxState } from '../state.ts';
import { invalidParameter } from './api-error.ts';

/**
 * The answer with the named references replaced by what they refer to: https://docs.stripe.com/api/expanding_objects.
 * Throws a 400 for a path that leads to nothing expandable.
 */
export function expandPaths(state: SandboxState, answer: object, paths: readonly string[]): object {
  const expanded = structuredClone(answer);
  for (const path of paths) expandPath(state, expanded, path.split('.'), path);
  return expanded;
}

const expandable = new Set([
  'balance_transaction',
  'charge',
  'customer',
  'failure_balance_transaction',
  'latest_charge',
  'payment_intent',
  'payment_method',
]);

/** A movement of the balance leads to what moved; the `source` of a charge is of another time. */
const canExpand = (parent: Record<string, unknown>, name: string) =>
  Object.hasOwn(parent, name) &&
  (expandable.has(name) || (name === 'source' && parent.object === 'balance_transaction'));

function expandPath(state: SandboxState, node: unknown, [name, ...rest]: string[], path: string): void {
  if (name === undefined || node === null) return;
  if (Array.isArray(node)) {
    for (const item of node) expandPath(state, item, [name, ...rest], path);
    return;
  }
  const parent = isRecord(node) ? node : {};
  const isList = name === 'data' && rest.length > 0 && Array.isArray(parent.data);
  if (!isList && !canExpand(parent, name)) {
    throw invalidParameter('expand', `This property cannot be expanded (${path}).`);
  }
  const value = parent[name];
  if (typeof value === 'string') parent[name] = structuredClone(referred(state, value));
  expandPath(state, parent[name], rest, path);
}

function referred(state: SandboxState, id: string): unknown {
  return (
    state.charges.get(id) ??
    state.paymentIntents.get(id) ??
    state.shownCards.get(id)?.method ??
    state.balanceTransactions.get(id) ??
    state.refunds.get(id) ??
    state.disputes.get(id) ??
    state.customers.get(id) ??
    id
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

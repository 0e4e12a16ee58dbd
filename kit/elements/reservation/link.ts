import type { ManageLink } from '../../client/midas.ts';
import { keyOf } from './steps.ts';
import { forget, keep, kept } from './tab-store.ts';

const parameter = 'midas-reservation';
const unpaid = new Map<string, string>();

/** The link of a reservation that stands behind `#` in the address, where no server sees it. */
export function linkInAddress(): ManageLink | undefined {
  const [, id, token] = /^#(res_\w+)\/(.+)$/.exec(location.hash) ?? [];
  return id && token ? { id, token } : undefined;
}

/** Runs `open` when another link is opened in the same tab, which changes nothing but what stands behind `#`. */
export function onNewLink(signal: AbortSignal, open: () => unknown): void {
  addEventListener('hashchange', () => linkInAddress() && open(), { signal });
}

/**
 * Keeps the token in this tab, for the payment provider must not learn it, and the id in the address: loading the page
 * again, or coming back to it, leads to this reservation.
 */
export function rememberLink(link: ManageLink, key: string): void {
  keep(`${parameter} ${link.id}`, link.token);
  keep(`${parameter}-of ${link.id}`, key);
  if (!linkInAddress()) history.replaceState(history.state, '', returnAddress(link));
}

/** Notes that a payment was made and has not arrived yet: whatever makes the page begin anew, it goes on waiting. */
export function rememberWaiting({ id }: ManageLink): void {
  keep(`${parameter}-waiting`, id);
}

export function isWaiting({ id }: ManageLink): boolean {
  return kept(`${parameter}-waiting`) === id;
}

export function forgetWaiting(): void {
  forget(`${parameter}-waiting`);
}

/** This page, to come back to from the provider with the reservation's id. */
export function returnAddress({ id }: ManageLink): string {
  const address = new URL(location.href);
  address.hash = '';
  address.searchParams.set(parameter, id);
  return address.href;
}

/** Whether the address names a reservation, as while somebody pays. */
export const isLedBack = () => new URL(location.href).searchParams.has(parameter);

/** Whether the address names a reservation that was made in the element of this key. */
export function isReturnTo(key: string): boolean {
  const id = new URL(location.href).searchParams.get(parameter);
  return kept(`${parameter}-of ${id}`) === key;
}

/** The reservation that the address names, and how it went at the provider for who comes back from there; not that of another element. */
export function readReturn(key: string): { link: ManageLink; outcome: string | undefined } | undefined {
  const address = new URL(location.href);
  const query = address.searchParams;
  const id = query.get(parameter);
  const token = id && kept(`${parameter} ${id}`);
  const link = linkInAddress() ?? (id && token ? { id, token } : undefined);
  const others = [...document.querySelectorAll(parameter)].map(keyOf).filter((other) => other !== key);
  if (!link || (!linkInAddress() && others.some(isReturnTo))) return undefined;
  const told = query.get('redirect_status');
  // That nothing was paid is said however often the element begins anew on this page.
  if (told === 'failed' || told === 'canceled') unpaid.set(link.id, told);
  // The provider adds a secret to the address. It need not stay there.
  for (const name of ['payment_intent', 'payment_intent_client_secret', 'redirect_status'])
    query.delete(name);
  if (told) history.replaceState(history.state, '', address);
  return { link, outcome: told ?? unpaid.get(link.id) };
}

/** Another reservation begins: the address no longer names the one before. */
export function forgetReturn(): void {
  const address = new URL(location.href);
  address.searchParams.delete(parameter);
  if (linkInAddress()) address.hash = '';
  history.replaceState(history.state, '', address);
}

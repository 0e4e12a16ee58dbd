import type { ManageLink } from '../../client/midas.ts';

const parameter = 'midas-reservation';

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
export function rememberLink(link: ManageLink): void {
  sessionStorage.setItem(`${parameter} ${link.id}`, link.token);
  if (!linkInAddress()) history.replaceState(history.state, '', returnAddress(link));
}

/** Notes that the guest leaves for PayPal, which leads back to a page that cannot know whether they have paid. */
export function rememberPaying({ id }: ManageLink): void {
  sessionStorage.setItem(`${parameter}-paying`, id);
}

/**
 * Whether the guest comes back from PayPal, led by it. It is told once: whoever loads the page again, or goes back because
 * PayPal's page did not come, may pay again.
 */
export function isBackFromPaying({ id }: ManageLink): boolean {
  const wasPaying = sessionStorage.getItem(`${parameter}-paying`) === id;
  if (wasPaying) sessionStorage.removeItem(`${parameter}-paying`);
  const [visit] = performance.getEntriesByType('navigation');
  return wasPaying && visit instanceof PerformanceNavigationTiming && visit.type === 'navigate';
}

/** This page, to come back to from the provider with the reservation's id. */
export function returnAddress({ id }: ManageLink): string {
  const address = new URL(location.href);
  address.hash = '';
  address.searchParams.set(parameter, id);
  return address.href;
}

/** The reservation with which somebody comes back from the provider, and how it went there. */
export function readReturn(): { link: ManageLink; outcome: string | null } | undefined {
  const address = new URL(location.href);
  const query = address.searchParams;
  const id = query.get(parameter);
  const token = id && sessionStorage.getItem(`${parameter} ${id}`);
  const outcome = query.get('redirect_status');
  // The provider adds a secret to the address. It need not stay there.
  for (const name of ['payment_intent', 'payment_intent_client_secret', 'redirect_status'])
    query.delete(name);
  if (outcome) history.replaceState(history.state, '', address);
  return id && token ? { link: { id, token }, outcome } : undefined;
}

/** Another reservation begins: the address no longer names the one before. */
export function forgetReturn(): void {
  const address = new URL(location.href);
  address.searchParams.delete(parameter);
  if (linkInAddress()) address.hash = '';
  history.replaceState(history.state, '', address);
}

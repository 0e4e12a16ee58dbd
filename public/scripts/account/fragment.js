/**
 * What stands behind `#`, taken out of the address bar at once: it stays in no history and over no shoulder. Another link in the same
 * tab changes nothing but what stands there, so it loads the page again.
 */
export function takeFragment() {
  const fragment = location.hash.slice(1);
  if (fragment) history.replaceState(history.state, '', `${location.pathname}${location.search}`);
  addEventListener('hashchange', () => location.reload());
  return fragment;
}

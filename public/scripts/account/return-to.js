/** The page of this site to go on to after the sign-in; anything else would send people to a stranger's. @param {string | null} path */
export function ownPage(path) {
  if (!path?.startsWith('/')) return '/account/';
  const url = new URL(path, location.origin);
  // Whole, for a path of its own may begin with two slashes, which name another host.
  return url.origin === location.origin ? url.href : '/account/';
}

/** The page of this site to go on to after the sign-in; anything else would send people to a stranger's. @param {string | null} path */
export function ownPage(path) {
  if (!path?.startsWith('/')) return '/account/';
  const { origin, pathname, search, hash } = new URL(path, location.origin);
  return origin === location.origin ? `${pathname}${search}${hash}` : '/account/';
}

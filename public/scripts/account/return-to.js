/** The page of this site to go on to after the sign-in; anything else would send people to a stranger's. @param {string | null} path */
export function ownPage(path) {
  if (!path?.startsWith('/')) return '/account/';
  const { origin, pathname, search, hash } = new URL(path, location.origin);
  // A path may come out with two slashes in front, which name another host.
  const isOwn = origin === location.origin && !pathname.startsWith('//');
  return isOwn ? `${pathname}${search}${hash}` : '/account/';
}

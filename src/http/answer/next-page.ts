/** The `Link` header (RFC 8288) to what follows in a list, for answers that have no member to say it in. */
export function nextPage(url: string, cursor: string): string {
  const { pathname, searchParams } = new URL(url);
  searchParams.set('cursor', cursor);
  return `<${pathname}?${searchParams}>; rel="next"`;
}

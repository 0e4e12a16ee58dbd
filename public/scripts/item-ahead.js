/**
 * Asks for the item that the address names while the other scripts are on their way; who then asks for it has
 * its answer.
 * It stands before the style sheets: behind one it would run only when that is there.
 */
{
  const slug = new URLSearchParams(location.search).get('item');
  if (slug) {
    const link = document.createElement('link');
    link.rel = 'preload';
    link.as = 'fetch';
    link.crossOrigin = 'anonymous';
    link.href = `/api/v1/items/${encodeURIComponent(slug)}?language=${document.documentElement.lang}`;
    document.head.append(link);
  }
}

/**
 * Asks for the categories, and the first items, while the kit is on its way, as its search does where the
 * address says no wish; it then has its answers.
 * It stands before the style sheets: behind one it would run only when that is there.
 */
{
  const language = `language=${document.documentElement.lang}`;
  const paths = [`categories?${language}`, ...(location.search ? [] : [`items?${language}&limit=18`])];
  for (const path of paths) {
    const link = document.createElement('link');
    link.rel = 'preload';
    link.as = 'fetch';
    link.crossOrigin = 'anonymous';
    link.href = `/api/v1/${path}`;
    document.head.append(link);
  }
}

interface Rule {
  readonly isFor: (pathname: string) => boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * What Netlify sends along with a page, by its path, as its file `_headers` says: a path on a line of its
 * own, the headers indented below it.
 */
export function headersFile(text: string): (pathname: string) => Record<string, string> {
  const rules: { isFor: Rule['isFor']; headers: Record<string, string> }[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('/')) rules.push({ isFor: patternOf(line.trim()), headers: {} });
    const [, name, value] = /^\s+([\w-]+):\s*(.+)$/.exec(line) ?? [];
    const last = rules.at(-1);
    if (last && name && value) last.headers[name] = value;
  }
  return (pathname) =>
    Object.assign({}, ...rules.filter(({ isFor }) => isFor(pathname)).map(({ headers }) => headers));
}

/** A path of Netlify's, where `*` at the end stands for whatever follows. */
export function patternOf(path: string): (pathname: string) => boolean {
  if (!path.endsWith('*')) return (pathname) => pathname === path;
  return (pathname) => pathname.startsWith(path.slice(0, -1));
}

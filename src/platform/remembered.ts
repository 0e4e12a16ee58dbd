/**
 * The same function, which remembers what it made last, by its texts; of so many at most. For what is dear to
 * make and says nothing of anybody, such as the formatters of a language and a zone.
 */
export function remembered<Texts extends readonly string[], Made>(
  most: number,
  make: (...texts: Texts) => Made,
): (...texts: Texts) => Made {
  const known = new Map<string, { readonly made: Made }>();
  return (...texts) => {
    const key = texts.join('\n');
    const found = known.get(key) ?? { made: make(...texts) };
    // The last is the one that was asked for last, and the first goes.
    known.delete(key);
    known.set(key, found);
    const [eldest] = known.keys();
    if (known.size > most && eldest !== undefined) known.delete(eldest);
    return found.made;
  };
}

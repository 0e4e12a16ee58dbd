const special = (char: string) => char.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** A class like `[a-c]` or `[^x]` from behind its bracket, and how far it goes; one that is not closed goes to the end. */
function classOf(glob: string, start: number): [pattern: string, next: number] {
  let at = start;
  const negated = glob[at] === '^';
  if (negated) at += 1;
  let items = '';
  while (at < glob.length && glob[at] !== ']') {
    if (glob[at] === '\\' && at + 1 < glob.length) {
      items += special(glob[at + 1] ?? '');
      at += 2;
    } else if (glob[at + 1] === '-' && at + 2 < glob.length) {
      const [low = '', high = ''] = [glob[at] ?? '', glob[at + 2] ?? ''].sort();
      items += `${special(low)}-${special(high)}`;
      at += 3;
    } else {
      items += special(glob[at] ?? '');
      at += 1;
    }
  }
  // Nothing is in an empty class, and everything outside it.
  return [items === '' ? (negated ? '[^]' : '[]') : `[${negated ? '^' : ''}${items}]`, at + 1];
}

/** A glob of Redis (`*`, `?`, `[a-c]`, `\` before a character) as a test of a whole string. */
export function matcher(glob: string): (text: string) => boolean {
  if (glob === '*') return () => true;
  let pattern = '';
  let at = 0;
  while (at < glob.length) {
    const char = glob[at] ?? '';
    at += 1;
    if (char === '*') pattern += pattern.endsWith('[^]*') ? '' : '[^]*';
    else if (char === '?') pattern += '[^]';
    else if (char === '[') {
      const [items, next] = classOf(glob, at);
      pattern += items;
      at = next;
    } else if (char === '\\' && at < glob.length) {
      pattern += special(glob[at] ?? '');
      at += 1;
    } else pattern += special(char);
  }
  const expression = new RegExp(`^${pattern}$`);
  return (text) => expression.test(text);
}

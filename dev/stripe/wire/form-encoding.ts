import { invalidParameter } from './api-error.ts';

/** What a bracketed form carries: text, or fields by name; a list is fields named 0, 1, 2. */
type FormValue = string | FormFields;
export type FormFields = { [name: string]: FormValue };

/** Reads `a=1&b[c]=2&d[]=3&e[0]=4`, the encoding of every request to the API. */
export function parseForm(encoded: string): FormFields {
  const root = fields();
  for (const [name, value] of new URLSearchParams(encoded)) place(root, segmentsOf(name), value);
  return root;
}

/** The same parameters give the same text whatever order they were sent in. */
export function canonicalForm(encoded: string): string {
  const pairs = new URLSearchParams(encoded);
  pairs.sort();
  return pairs.toString();
}

/** A parameter's path in the notation of Stripe's `param`: `metadata[colour]`. */
export function bracketed(path: readonly string[]): string {
  const [first = '', ...rest] = path;
  return first + rest.map((segment) => `[${segment}]`).join('');
}

// Without a prototype, so that a parameter named `__proto__` is only a parameter.
const fields = (): FormFields => Object.create(null);

function segmentsOf(name: string): string[] {
  const bracket = name.indexOf('[');
  if (bracket < 0) return [name];
  // A name that holds brackets of its own, such as a key of metadata (https://docs.stripe.com/metadata#data), cannot be told from nesting.
  if (!/^(\[[^[\]]*\])+$/.test(name.slice(bracket)))
    throw invalidParameter(name, `Names and metadata keys can't contain square brackets: ${name}`);
  return [
    name.slice(0, bracket),
    ...[...name.slice(bracket).matchAll(/\[([^\]]*)\]/g)].map((m) => m[1] ?? ''),
  ];
}

function place(parent: FormFields, [segment = '', ...rest]: string[], value: string): void {
  const name = segment === '' ? String(Object.keys(parent).length) : segment;
  if (rest.length === 0) {
    parent[name] = value;
    return;
  }
  const existing = parent[name];
  const child = typeof existing === 'object' ? existing : fields();
  parent[name] = child;
  place(child, rest, value);
}

import { invalidParameter } from './api-error.ts';

/** https://docs.stripe.com/search#query-fields-for-charges, and the same for the others; metadata is a field of each. */
export const searchable = {
  charges: {
    numeric: [
      'amount',
      'created',
      'payment_method_details.card.exp_month',
      'payment_method_details.card.exp_year',
    ],
    token: [
      'currency',
      'customer',
      'disputed',
      'payment_method_details.card.brand',
      'payment_method_details.card.fingerprint',
      'payment_method_details.card.last4',
      'refunded',
      'status',
    ],
    text: [],
  },
  customers: { numeric: ['created'], token: [], text: ['email', 'name', 'phone'] },
  payment_intents: { numeric: ['amount', 'created'], token: ['currency', 'customer', 'status'], text: [] },
} as const satisfies Record<string, Fields>;

type Fields = { numeric: readonly string[]; token: readonly string[]; text: readonly string[] };

type Clause = (item: object) => boolean;

const clausePattern =
  /\s*(-?)([a-z_][\w.]*)(?:\[(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\])?\s*(:|~|>=|<=|>|<)\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s"']+))(?=\s|$)/uy;

/**
 * Whether an item is found by a query: https://docs.stripe.com/search#search-query-language. Throws the 400 for one that cannot be
 * read. Found at once, though Stripe says that it may take a minute: who looks at once there has a fault that shows there alone.
 */
export function readQuery(query: string, fields: Fields): Clause {
  const clauses: Clause[] = [];
  const joints = new Set<string>();
  let at = 0;
  while (at < query.trimEnd().length) {
    if (clauses.length > 0) {
      const joint = /\s+(?:(AND|OR)\s+)?/iy;
      joint.lastIndex = at;
      const found = joint.exec(query);
      if (!found) throw unreadable(query);
      joints.add(found[1]?.toUpperCase() ?? 'AND');
      at = joint.lastIndex;
    }
    clausePattern.lastIndex = at;
    const match = clausePattern.exec(query);
    if (!match) throw unreadable(query);
    clauses.push(clauseOf(match, fields));
    at = clausePattern.lastIndex;
  }
  if (clauses.length === 0) throw unreadable(query);
  if (joints.size > 1) throw invalidQuery('You cannot combine `AND` and `OR` in the same query.');
  return joints.has('OR')
    ? (item) => clauses.some((holds) => holds(item))
    : (item) => clauses.every((holds) => holds(item));
}

function clauseOf(match: RegExpExecArray, fields: Fields): Clause {
  const [, minus, name = '', double, single, operator = ':', quoted, singly, bare] = match;
  const key = double ?? single;
  const value = unescaped(quoted ?? singly ?? bare ?? '');
  const kind = kindOf(name, key, fields);
  if (!kind) throw invalidQuery(`Field \`${name}\` is an unsupported search field for resource.`);
  const isNull = bare === 'null' && operator === ':';
  const takes = { numeric: [':', '>', '<', '>=', '<='], token: [':'], text: [':', '~'] }[kind];
  if (!takes.includes(operator))
    throw invalidQuery(`The operator \`${operator}\` is not supported for the field \`${name}\`.`);
  if (kind === 'numeric' && !isNull && !/^-?\d+$/.test(value))
    throw invalidQuery(`The field \`${name}\` needs a number.`);
  return (item) => {
    const found = key === undefined ? at(item, name.split('.')) : at(item, [name, unescaped(key)]);
    const holds = isNull ? found === undefined || found === null : compare(found, operator, value);
    return holds !== (minus === '-');
  };
}

function kindOf(name: string, key: string | undefined, fields: Fields): keyof Fields | undefined {
  if (name === 'metadata') return key === undefined ? undefined : 'token';
  if (key !== undefined) return undefined;
  return (['numeric', 'token', 'text'] as const).find((kind) => fields[kind].includes(name));
}

function compare(found: unknown, operator: string, value: string): boolean {
  if (found === undefined || found === null) return false;
  if (operator === '~') return String(found).toLowerCase().includes(value.toLowerCase());
  if (operator === ':') return String(found).toLowerCase() === value.toLowerCase();
  const [one, other] = [Number(found), Number(value)];
  if (operator === '>') return one > other;
  if (operator === '<') return one < other;
  return operator === '>=' ? one >= other : one <= other;
}

function at(item: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (node, name) =>
      typeof node === 'object' && node !== null && Object.hasOwn(node, name)
        ? Reflect.get(node, name)
        : undefined,
    item,
  );
}

const unescaped = (text: string) => text.replaceAll(/\\(.)/g, '$1');

const invalidQuery = (message: string) => invalidParameter('query', message);

const unreadable = (query: string) =>
  invalidQuery(
    `We were unable to parse your search query: ${query}. See https://docs.stripe.com/search#search-query-language.`,
  );

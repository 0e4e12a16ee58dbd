import { sha256 } from '../keys.ts';

/**
 * A creating request as the database knows it: what makes it the same request, and what makes it the same
 * body.
 */
export interface IdempotentRequest {
  readonly keyDigest: string;
  readonly requestDigest: string;
}

/**
 * `route` and `key` name the request; `body` is taken after validation, so that the order of its members does
 * not matter.
 */
export function identify(route: string, key: string, body: unknown): IdempotentRequest {
  return { keyDigest: sha256(`${route} ${key}`), requestDigest: sha256(canonical(body)) };
}

/** JSON with sorted members (after RFC 8785, for the values that our schemas let through). */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}

import { parseAccept } from 'hono/utils/accept';

/**
 * Whether a client would rather have a file of this type than JSON (RFC 9110 section 12.5.1). JSON is for all
 * that do not say.
 */
export function prefers(mediaType: 'text/calendar' | 'text/csv', header: string | undefined): boolean {
  const accepted = parseAccept((header ?? '').toLowerCase());
  const weightOf = (...types: string[]) =>
    Math.max(0, ...accepted.filter(({ type }) => types.includes(type)).map(({ q }) => q));
  const asked = weightOf(mediaType);
  return asked > 0 && asked > weightOf('application/json');
}

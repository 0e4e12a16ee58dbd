import type { Reply } from './engine.ts';

const encodeString = (text: string) => Buffer.from(text, 'utf8').toString('base64');

function encodeNested(reply: Reply): Reply {
  if (typeof reply === 'string') return encodeString(reply);
  return Array.isArray(reply) ? reply.map(encodeNested) : reply;
}

/**
 * `Upstash-Encoding: base64`: strings in base64, except a bare "OK"; numbers and null as they are. The client
 * decodes every string of an array, "OK" among them.
 */
export const encodeBase64 = (reply: Reply): Reply => (reply === 'OK' ? reply : encodeNested(reply));

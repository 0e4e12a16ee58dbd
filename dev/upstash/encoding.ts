import { type Reply, toText } from './engine.ts';

const mapStrings = (reply: Reply, convert: (bytes: string) => string): Reply => {
  if (typeof reply === 'string') return convert(reply);
  return Array.isArray(reply) ? reply.map((item) => mapStrings(item, convert)) : reply;
};

/** A reply whose strings are text. */
export const encodeText = (reply: Reply): Reply => mapStrings(reply, toText);

/**
 * `Upstash-Encoding: base64`: strings in base64, except a bare "OK"; numbers and null as they are. The client
 * decodes every string of an array, "OK" among them.
 */
export const encodeBase64 = (reply: Reply): Reply =>
  reply === 'OK' ? reply : mapStrings(reply, (bytes) => Buffer.from(bytes, 'latin1').toString('base64'));

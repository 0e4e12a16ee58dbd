import type { Context } from 'hono';

/**
 * The bytes that a signature is over, as text. `text()` would leave out a byte order mark, and take a body
 * that nobody signed.
 */
export async function signedBody(c: Context): Promise<string> {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await c.req.arrayBuffer());
}

import { createHash } from 'node:crypto';
import { etag, RETAINED_304_HEADERS } from 'hono/etag';

/**
 * Names what an answer holds (`ETag`), and answers 304 without a body to who has that already (RFC 9110,
 * section 13.1.2). Beside what the RFC says a 304 keeps what lets a page of another site read it, and what
 * Netlify's CDN keeps it by.
 */
export const conditional = () =>
  etag({
    retainedHeaders: [
      ...RETAINED_304_HEADERS,
      'Access-Control-Allow-Origin',
      'Access-Control-Expose-Headers',
      'Netlify-CDN-Cache-Control',
      'Netlify-Cache-Tag',
      'Netlify-Vary',
    ],
  });

/** The name of what an answer says, where its bytes differ in what does not count. */
export const weakTag = (text: string): string =>
  `W/"${createHash('sha256').update(text).digest('base64url')}"`;

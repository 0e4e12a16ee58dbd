import type { Context } from 'hono';
import type { Env } from '../env.ts';

/**
 * Lets Netlify's CDN keep an answer, and serve it a day longer while it fetches a new one; browsers ask again
 * each time. `tags` are what a change of the catalogue purges.
 */
export function cacheForMinutes(c: Context<Env>, minutes: number, tags: readonly string[]): void {
  c.header('Cache-Control', 'public, max-age=0, must-revalidate');
  c.header(
    'Netlify-CDN-Cache-Control',
    `public, durable, s-maxage=${minutes * 60}, stale-while-revalidate=86400`,
  );
  c.header('Netlify-Cache-Tag', tags.join(','));
  c.header('Netlify-Vary', 'query');
}

/**
 * Lets nobody keep an answer: what is personal, what changes at once, and every refusal, whatever was set
 * before it.
 */
export function keepNowhere(headers: Headers): void {
  headers.set('Cache-Control', 'no-store');
  for (const name of ['Netlify-CDN-Cache-Control', 'Netlify-Cache-Tag', 'Netlify-Vary']) headers.delete(name);
}

import type { Surroundings } from './surroundings.ts';

/**
 * Whether an API that seems away is there, and only does not let this page in: its origin is missing in `ALLOWED_ORIGINS`. Browsers
 * tell the page of both alike (https://fetch.spec.whatwg.org/#cors-check), so an answer is asked for that nobody may read, and then
 * the same to be read: only when just the second fails it is not the line. Says so in the console, for whoever makes the page.
 */
export async function isUnlisted(
  baseUrl: string,
  { fetch, isOnline, pageOrigin }: Surroundings,
): Promise<boolean> {
  if (!pageOrigin || !isOnline() || new URL(baseUrl).origin === pageOrigin) return false;
  const isAnswered = (mode: 'cors' | 'no-cors') =>
    fetch(`${baseUrl}/api/v1/openapi.json`, {
      method: 'HEAD',
      mode,
      signal: AbortSignal.timeout(10_000),
    }).then(
      () => true,
      () => false,
    );
  if (!(await isAnswered('no-cors')) || (await isAnswered('cors'))) return false;
  // biome-ignore lint/suspicious/noConsole: it is for whoever makes the page, who looks there.
  console.error(`midas: ${baseUrl} answers, but not to pages of ${pageOrigin}. Is that in ALLOWED_ORIGINS?`);
  return true;
}

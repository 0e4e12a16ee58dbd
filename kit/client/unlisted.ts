import type { Surroundings } from './surroundings.ts';

/**
 * Whether an API that seems away is there, and only does not let this page in: its origin is missing in `ALLOWED_ORIGINS`. Browsers
 * tell the page of both alike (https://fetch.spec.whatwg.org/#cors-check), so an answer is asked for that nobody may read. Says so
 * in the console, for whoever makes the page.
 */
export async function isUnlisted(baseUrl: string, { fetch, isOnline }: Surroundings): Promise<boolean> {
  const { location } = globalThis as { location?: { origin: string } };
  if (!location || !isOnline() || new URL(baseUrl).origin === location.origin) return false;
  try {
    await fetch(baseUrl, { method: 'HEAD', mode: 'no-cors', signal: AbortSignal.timeout(10_000) });
  } catch {
    return false;
  }
  // biome-ignore lint/suspicious/noConsole: it is for whoever makes the page, who looks there.
  console.error(
    `midas: ${baseUrl} answers, but not to pages of ${location.origin}. Is that in ALLOWED_ORIGINS?`,
  );
  return true;
}

/** What a CDN in front of the functions would have answered by itself. */
interface CdnCount {
  asked: number;
  answered: number;
}

/**
 * Counts what a CDN would have had of the addresses that are asked for: it keeps an answer as long as its
 * `Netlify-CDN-Cache-Control` says, and nothing changes in the catalogue meanwhile. Every call goes to the
 * functions all the same.
 */
export function cdnCounter() {
  const keptUntilMs = new Map<string, number>();
  const count: CdnCount = { asked: 0, answered: 0 };
  return {
    count,
    saw(address: string, cacheControl: string, atMs: number): void {
      count.asked += 1;
      if ((keptUntilMs.get(address) ?? 0) > atMs) {
        count.answered += 1;
        return;
      }
      const seconds = Number(/\bs-maxage=(\d+)/.exec(cacheControl)?.[1] ?? 0);
      if (seconds > 0) keptUntilMs.set(address, atMs + seconds * 1000);
    },
  };
}

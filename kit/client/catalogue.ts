import { type Caller, passes } from './caller.ts';
import type { CatalogueOptions } from './midas.ts';
import { MidasProblem } from './midas-problem.ts';
import type { Surroundings } from './surroundings.ts';

const minuteMs = 60_000;
/** From page to page nothing is asked again. */
const freshMs = minuteMs;
/** So old it is still shown at once, while the API is asked; as the CDN does. */
const presentableMs = 24 * 60 * minuteMs;
/** So old it is better than nothing, when there is no line or no API. */
const keepMs = 30 * 24 * 60 * minuteMs;
const mostEntries = 50;

interface Entry {
  readonly at: number;
  readonly etag?: string | undefined;
  readonly text: string;
}

export interface Catalogue {
  read<T>(path: string, parse: (text: string) => T, options: CatalogueOptions<T>): Promise<T>;
}

/** Answers of the catalogue, kept so that a page opens at once, and without a line. */
export function createCatalogue(baseUrl: string, call: Caller, { store, now }: Surroundings): Catalogue {
  const prefix = `catalogue ${baseUrl}`;
  const asking = new Map<string, Promise<string>>();
  void prune();

  return {
    async read(path, parse, { onFresh, signal }) {
      signal?.throwIfAborted();
      const kept = await find(path);
      const age = kept ? now() - kept.at : Number.POSITIVE_INFINITY;
      if (kept && age < freshMs) return parse(kept.text);
      const asked = ask(path, parse, kept);
      if (kept && age < presentableMs) {
        asked.then((text) => text === kept.text || signal?.aborted || onFresh?.(parse(text)), ignoreProblem);
        return parse(kept.text);
      }
      try {
        return parse(await asked);
      } catch (error) {
        if (kept && error instanceof MidasProblem && passes(error)) return parse(kept.text);
        throw error;
      } finally {
        signal?.throwIfAborted();
      }
    },
  };

  async function find(path: string): Promise<Entry | undefined> {
    const text = await store.get(prefix + path);
    const entry: Entry | undefined = text && JSON.parse(text);
    return entry && now() - entry.at < keepMs ? entry : undefined;
  }

  /** What several elements of a page ask for at the same time is asked once; so nobody's signal stops it. */
  function ask(path: string, parse: (text: string) => unknown, kept: Entry | undefined): Promise<string> {
    const running = asking.get(path) ?? askAndKeep(path, parse, kept).finally(() => asking.delete(path));
    asking.set(path, running);
    return running;
  }

  async function askAndKeep(path: string, parse: (text: string) => unknown, kept: Entry | undefined) {
    const { status, headers, text } = await call({ path, etag: kept?.etag });
    const isSame = status === 304 && kept !== undefined;
    if (!isSame) parse(text); // what cannot be read is not kept
    const entry: Entry = isSame
      ? { ...kept, at: now() }
      : { at: now(), etag: headers.get('ETag') ?? undefined, text };
    await store.set(prefix + path, JSON.stringify(entry));
    return entry.text;
  }

  /** Searches by text never end; the oldest answers go. */
  async function prune(): Promise<void> {
    const keys = (await store.keys()).filter((key) => key.startsWith(prefix));
    if (keys.length <= mostEntries) return;
    const entries = await Promise.all(keys.map(async (key) => ({ key, at: atOf(await store.get(key)) })));
    const oldest = entries.sort((a, b) => b.at - a.at).slice(mostEntries);
    await Promise.all(oldest.map(({ key }) => store.delete(key)));
  }
}

function atOf(text: string | undefined): number {
  const { at }: Entry = JSON.parse(text ?? '{"at":0}');
  return at;
}

/** What is shown stays: that it could not be looked up anew is no news. */
function ignoreProblem(error: unknown): void {
  if (!(error instanceof MidasProblem)) throw error;
}

import { type Call, createCaller } from './caller.ts';
import { createCatalogue } from './catalogue.ts';
import { circuitOf } from './circuit.ts';
import { createContactQueue } from './contact-queue.ts';
import { createIdempotencyKeys } from './idempotency-keys.ts';
import type { ContactMessage, Language, ManageLink, Midas } from './midas.ts';
import { MidasProblem } from './midas-problem.ts';
import { contentOf } from './refusal.ts';
import { ownSurroundings, type Surroundings } from './surroundings.ts';

export interface MidasOptions {
  /** Where the API is, such as `https://book.example`; the paths under `/api/v1` are added. */
  readonly baseUrl: string;
  /** Of the catalogue, of the requests that leave theirs out, and of our own sentences. English when left out. */
  readonly language?: Language | undefined;
}

/** The client of one API. `surroundings` is for tests. */
export function createMidas(
  { baseUrl: address, language = 'en' }: MidasOptions,
  surroundings: Surroundings = ownSurroundings(),
): Midas {
  const baseUrl = address.replace(/\/+$/, '');
  const call = createCaller(baseUrl, language, surroundings);
  const catalogue = createCatalogue(baseUrl, call, surroundings);
  const withKey = createIdempotencyKeys(surroundings.newKey);
  const queue = createContactQueue(baseUrl, sendMessage, surroundings);

  surroundings.onOnline(() => {
    circuitOf(baseUrl).close();
    void queue.flush();
  });
  void queue.flush();

  return {
    items: {
      list: (filters = {}, options = {}) => {
        const path = `/items${queryOf({ language, ...filters })}`;
        // With dates the answer changes with every booking, as availability does.
        return filters.from ? ask({ path, signal: options.signal }) : catalogue.read(path, parse, options);
      },
      get: (slug, options = {}) =>
        catalogue.read(`/items/${encodeURIComponent(slug)}${queryOf({ language })}`, parse, options),
      availability: (slug, range, options) =>
        ask({ path: `/items/${encodeURIComponent(slug)}/availability${queryOf(range)}`, ...options }),
    },
    categories: {
      list: (options = {}) => catalogue.read(`/categories${queryOf({ language })}`, parse, options),
    },
    quotes: {
      create: (request, options) => create({ path: '/quotes', body: { language, ...request }, ...options }),
    },
    reservations: {
      create: (request, options) =>
        create({
          path: '/reservations',
          body: { ...request, language: request.language ?? language },
          ...options,
        }),
      get: (link, options) => ask({ ...of(link), ...options }),
      previewCancellation: (link, options) => ask({ ...of(link, '/cancellation'), ...options }),
      cancel: (link, options) => create({ ...of(link, '/cancel'), ...options }),
      // Each time is one more mail, and no key is taken: not repeated.
      sendConfirmationAgain: (link, options) =>
        ask({ ...of(link, '/confirmation'), method: 'POST', ...options }),
      calendarAddress: (link) => `${baseUrl}/api/v1${of(link, '/confirmation').path}`,
      replaceCalendarLink: (link, options) =>
        ask({ ...of(link, '/calendar-link'), method: 'POST', ...options }),
      calendarFile: (link, options) =>
        file({ ...of(link, '/confirmation'), accept: 'text/calendar', ...options }),
    },
    documents: {
      list: ({ id, token }, options) =>
        ask({ path: `/documents/${encodeURIComponent(id)}`, token, ...options }),
      file: ({ id, token }, document, options) =>
        file({
          path: `/documents/${encodeURIComponent(id)}/${encodeURIComponent(document)}`,
          token,
          accept: 'application/pdf',
          ...options,
        }),
    },
    payments: {
      open: async ({ id, token }, wish = {}, options = {}) => {
        const body = { ...wish, reservation: id, device: wish.device ?? (await deviceName()) };
        return create({ path: '/payment-intents', body, token, ...options });
      },
      get: (id, { token }, options) =>
        ask({ path: `/payments/${encodeURIComponent(id)}`, token, ...options }),
    },
    contact: {
      send: async (written, options) => {
        const message = { ...written, language: written.language ?? language };
        // However long it took: the same message pressed again is the same.
        const { elapsedSeconds: _, ...content } = message;
        return withKey('/contact', content, async (key) => {
          try {
            await sendMessage(message, key, options?.signal);
          } catch (error) {
            if (!(error instanceof MidasProblem) || error.status >= 400) throw error;
            await queue.add(message, key);
            return { state: 'queued' };
          }
          void queue.flush();
          return { state: 'sent' };
        });
      },
      onQueued: queue.onQueued,
    },
  };

  async function ask<T>(request: Call): Promise<T> {
    return parse(await call(request).then(({ text }) => text));
  }

  async function file(request: Call): Promise<Blob> {
    return (await call(request)).blob;
  }

  function create<T>(request: Call): Promise<T> {
    const { path, body, token } = request;
    return withKey(path, [body, token], (idempotencyKey) =>
      ask({ ...request, method: 'POST', idempotencyKey }),
    );
  }

  function sendMessage(body: ContactMessage, idempotencyKey: string, signal?: AbortSignal): Promise<unknown> {
    return ask({ path: '/contact', method: 'POST', body, idempotencyKey, signal });
  }

  function parse<T>(text: string): T {
    return contentOf(text, language);
  }

  /** A random name of this browser: one that tries many cards can be told by it. */
  async function deviceName(): Promise<string> {
    const known = (await surroundings.store.get('device')) ?? surroundings.newKey();
    await surroundings.store.set('device', known);
    return known;
  }
}

function of({ id, token }: ManageLink, rest = '') {
  return { path: `/reservations/${encodeURIComponent(id)}${rest}`, token };
}

function queryOf(filters: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(filters).flatMap<[string, string]>(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, `${value}`]],
  );
  return given.length > 0 ? `?${new URLSearchParams(given)}` : '';
}

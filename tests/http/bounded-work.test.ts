import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signedInUser } from '../support/account/accounts.ts';
import { newClient } from '../support/booking/booking.ts';
import { useStack } from '../support/harness/stack.ts';
import { type Operation, operationsOf, readApiDocument } from '../support/http/api-document.ts';
import { bodiesOf, exampleOf, type Place, placesOf, withText } from '../support/http/example-body.ts';

/**
 * Nobody keeps the processor busy with one request: whatever text stands in whatever field of whatever route, it costs a
 * small part of what the worst of it would cost if it were normalised as it came. Processor time of this process, in which all of it runs, against a
 * piece of work on the same processor: a slow or a busy machine makes no difference.
 */
const bodyLimitBytes = 256 * 1024;
/** What Node takes of a request line with its headers, and Netlify too. */
const lineLimitBytes = 12 * 1024;

/** Beginnings that are repeated: what canonical ordering sorts, and what regular expressions go back and forth over. */
const hostile: Readonly<Record<string, string>> = {
  'marks in the wrong order': '\u0301\u0323',
  'half-width marks in the wrong order': '\uff9e\u0301',
  spaces: ' ',
  joiners: '\u200d',
  'commas and spaces': ', ;',
  'full-width figures': '\uff11',
  'the inside of an address': 'a.a@a.',
};

/** As long as a body can be, and as long as a text may be that is given to a schema. */
const longest = bodyLimitBytes - 4096;
const longestText = 20_000;

const filled = (unit: string, bytes: number) =>
  `${unit.repeat(Math.floor(bytes / Buffer.byteLength(unit)) - 1)}!`;

function cpuMs(since?: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

/** What is measured against. */
function yardstickMs(): number {
  const text = filled(hostile['marks in the wrong order'] ?? '', longest);
  const start = process.cpuUsage();
  text.normalize('NFKC');
  return cpuMs(start);
}

const stack = useStack();
let operations: Map<string, Operation>;
let headers: Readonly<Record<string, string>>;
let mostMs: number;
beforeAll(async () => {
  operations = operationsOf(await readApiDocument(stack));
  ({ headers } = await signedInUser(stack, 'owner'));
  mostMs = yardstickMs() / 20;
});
afterAll(() => stack.functions.settled());

interface Asked {
  readonly what: string;
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Which of these cost too much, and how much. They are asked at once, and each by itself where that was too much: what is slow is so at a
 * second look, and what the collector of garbage did meanwhile is not.
 */
async function tooDear(requests: readonly Asked[]): Promise<string[]> {
  if ((await costMs(requests)) <= mostMs) return [];
  const found: string[] = [];
  for (const request of requests) {
    const first = await costMs([request]);
    const least = first <= mostMs ? first : Math.min(first, await costMs([request]));
    if (least > mostMs) found.push(`${request.what}: ${Math.round(least)} ms of ${Math.round(mostMs)}`);
  }
  return found;
}

/** Processor time until all are answered. */
async function costMs(requests: readonly Asked[]): Promise<number> {
  const start = process.cpuUsage();
  await Promise.all(
    requests.map(({ method, path, body, headers: more }) =>
      stack.call(path, {
        method,
        ...(body === undefined ? {} : { body }),
        from: newClient(),
        headers: { ...headers, 'Idempotency-Key': randomUUID(), ...more },
      }),
    ),
  );
  return cpuMs(start);
}

/** The page of the API stands outside its version. */
const inPath = (path: string, text = 'res_01k0000000000000000000000r') =>
  path
    .replace('/api/v1/', '/')
    .replace(/^\/api\//, '/../')
    .replaceAll(/\{\w+\}/g, text);

function routesOf() {
  return [...operations].map(([route, operation]) => {
    const [method = '', path = ''] = route.split(' ');
    return { route, method, path, ...operation };
  });
}

/** Stops when it has found enough: what is slow is slow. */
async function tooDearOfAll(groups: readonly Asked[][]): Promise<string[]> {
  const found: string[] = [];
  for (const group of groups) if (found.length < 5) found.push(...(await tooDear(group)));
  return found;
}

/** The kinds of which each field has its own request, so that one gets as far as it can in a body that is good otherwise. */
const single = ['marks in the wrong order', 'commas and spaces'];

test('no text in a field of a body', async () => {
  const groups = routesOf().flatMap(({ route, method, path, requestBody }) =>
    bodiesOf(requestBody?.content['application/json']?.schema ?? { anyOf: [] }).flatMap((schema) => {
      const places: Place[] = [...placesOf(schema), ['unknown']];
      const body = exampleOf(schema);
      const asked = (what: string, changed: unknown): Asked => ({
        what: `${route} ${what}`,
        method,
        path: inPath(path),
        body: JSON.stringify(changed),
        headers: { 'Content-Type': 'application/json' },
      });
      const everywhere = Object.entries(hostile).map(([kind, unit]) => {
        const text = filled(unit, Math.min(longestText, longest / places.length));
        return asked(
          `${kind} everywhere`,
          places.reduce<unknown>((one, place) => withText(one, place, text), body),
        );
      });
      const alone = places.flatMap((place) =>
        single.map((kind) =>
          asked(
            `${kind} in ${place.join('.')}`,
            withText(body, place, filled(hostile[kind] ?? '', longestText)),
          ),
        ),
      );
      const whole = places.map((place) =>
        asked(
          `all of ${place.join('.')}`,
          withText(body, place, filled(hostile[single[0] ?? ''] ?? '', longest)),
        ),
      );
      const members = Array.from({ length: 20_000 / places.length }, (_, number) => [`n${number}`, 1]);
      const many = [Object.fromEntries(members), members.flat()].map((one) =>
        asked(
          'many everywhere',
          places.reduce<unknown>((all, place) => withText(all, place, one), body),
        ),
      );
      return [everywhere, alone, [...whole.slice(0, 1), ...many]];
    }),
  );
  expect(groups.length).toBeGreaterThan(100);
  expect(await tooDearOfAll(groups)).toEqual([]);
});

test('no text in a plain form, and no number of its fields', async () => {
  const forms = ['/reservations', '/contact'];
  const pairs = (name: (number: number) => string) =>
    Array.from({ length: 20_000 }, (_, number) => `${name(number)}=1`).join('&');
  const groups = forms.map((path) => {
    const asked = (what: string, body: string): Asked => ({
      what: `${path} ${what}`,
      method: 'POST',
      path,
      body,
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        Origin: 'https://www.fine-things.example',
      },
    });
    return [
      asked(
        'many fields',
        pairs((number) => `n${number}`),
      ),
      asked(
        'many fields of one thing',
        pairs((number) => `guest.${number}`),
      ),
      asked(
        'many extras',
        pairs((number) => `extras.${number}`),
      ),
      ...Object.entries(hostile).map(([kind, unit]) =>
        asked(
          kind,
          ['guest.name', 'guest.note', 'billing.address', 'name', 'message', 'childAges', 'guests', 'next']
            .map((name) => `${name}=${encodeURIComponent(filled(unit, 10_000))}`)
            .join('&'),
        ),
      ),
    ];
  });
  expect(await tooDearOfAll(groups)).toEqual([]);
});

test('no text in an address or a header', async () => {
  const groups = routesOf().map(({ route, method, path, parameters }) =>
    [...single, 'spaces'].map((kind) => {
      const unit = hostile[kind] ?? '';
      const text = encodeURIComponent(filled(unit, lineLimitBytes / 12));
      const inQuery = parameters.filter(({ in: place }) => place === 'query');
      const query = inQuery.map(({ name }) => `${name}=${text.slice(0, 9000 / inQuery.length)}`).join('&');
      const header = (/^[\x20-\x7e]$/.test(unit) ? unit : 'a, ').repeat(500);
      return {
        what: `${route} ${kind}`,
        method,
        path: `${inPath(path, encodeURIComponent(filled(unit, 900)))}?${query}`,
        headers: { 'Accept-Language': header, Accept: header, 'User-Agent': header, Referer: header },
      };
    }),
  );
  expect(await tooDearOfAll(groups)).toEqual([]);
});

import { expect } from 'vitest';
import { newClient } from '../booking/booking.ts';
import type { Answer, Call } from '../harness/client.ts';
import type { Stack } from '../harness/stack.ts';
import { operationsOf, readApiDocument } from './api-document.ts';
import { violations } from './json-schema.ts';

/** Holds real answers against the OpenAPI document that the same functions serve. */
export interface DocumentedAnswers {
  /** Every route of the document, as `METHOD /path`. */
  readonly routes: readonly string[];
  /** The routes that have answered with success so far. */
  readonly succeeded: ReadonlySet<string>;
  /** Holds an answer, and the body that was sent for it, against what the document says of the route. */
  check(route: string, answer: Answer, sent?: unknown): Answer;
  /** Calls a route, whose path may have `{slug}` or `{id}` for what follows, and checks the answer. */
  ask(route: string, path: string, options?: Call): Promise<Answer>;
}

export async function documentedAnswers(stack: Stack): Promise<DocumentedAnswers> {
  const operations = operationsOf(await readApiDocument(stack));
  const succeeded = new Set<string>();

  function check(route: string, answer: Answer, sent?: unknown): Answer {
    if (!isForAll(route, answer))
      expect(
        ['Cache-Control', 'Netlify-CDN-Cache-Control'].map((name) => answer.headers.get(name)),
        `${route} ${answer.status} may be kept`,
      ).toEqual(['no-store', null]);
    const operation = operations.get(route);
    const type = answer.headers.get('Content-Type')?.split(';')[0] ?? '';
    const documented = operation?.responses[answer.status];
    const unknown = `${route} answered ${answer.status} ${type}, which the document does not know`;
    for (const header of ['X-Request-Id', 'Location', 'Retry-After', 'Idempotent-Replayed'])
      if (answer.headers.has(header) && documented)
        expect(Object.keys(documented.headers), `${route} ${answer.status}`).toContain(header);
    // A redirect is documented by its status alone.
    if (answer.status >= 300 && answer.status < 400) {
      expect(documented, unknown).toBeDefined();
      succeeded.add(route);
      return answer;
    }
    const schema = documented?.content?.[type]?.schema;
    expect(schema, unknown).toBeDefined();
    const body = type.endsWith('json') ? answer.json() : answer.text;
    expect(violations(schema, body), `${route} ${answer.status}: ${answer.text}`).toEqual([]);
    if (answer.status >= 300) return answer;
    succeeded.add(route);
    const taken = operation?.requestBody?.content['application/json']?.schema;
    if (taken) expect(violations(taken, sent), `${route} took what its document refuses`).toEqual([]);
    return answer;
  }

  return {
    routes: [...operations.keys()].sort(),
    succeeded,
    check,
    async ask(route, path, options = {}) {
      const [method = ''] = route.split(' ');
      const answer = await stack.call(path, { from: newClient(), ...options, method });
      return check(route, answer, options.body);
    },
  };
}

/** What is the same for everybody; all else, and every refusal, is for one caller, so that no cache may keep it. */
const isForAll = (route: string, { status }: Answer) =>
  status === 200 && /^GET \/api\/(v1\/(items|categories|openapi\.json|auth\/jwks)|docs)(\/|$)/.test(route);

/** Routes of what the owner edits, which have a test of their own. */
export const isOfCatalogue = (route: string) => route.includes(' /api/v1/catalogue/');

/** Routes of what the owner decides of the house, which have a test of their own. */
export const isOfSettings = (route: string) => /^\w+ \/api\/v1\/settings(\/|$)/.test(route);

/** Routes of people and their accounts, which have a test of their own. */
export const isAboutAccounts = (route: string) =>
  /^\w+ \/api\/v1\/(auth|account|users|team|invitations|api-keys)(\/|$)/.test(route);

/** Routes of what the staff do about reservations, blocks and guests, which have a test of their own. */
export const isOfStaff = (route: string) =>
  route === 'GET /api/v1/reservations' ||
  /^\w+ \/api\/v1\/(reservations\/\{id\}\/(story|notes|tags|changes|change-previews|cash|confirm|payment-link|staff-cancellations|no-show|handovers)|blocks|guests|guest-bans|desk-quotes|desk-bookings)(\/|$)/.test(
    route,
  );

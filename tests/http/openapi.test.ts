import * as v from 'valibot';
import { beforeAll, describe, expect, test } from 'vitest';
import { guestSchema } from '../../src/booking/guest.ts';
import { searchSchema } from '../../src/catalogue/search.ts';
import { creditIssueSchema } from '../../src/credit/issue-credit.ts';
import { enquiryRequestSchema } from '../../src/enquiry/enquiry.ts';
import { type access, accessOf } from '../../src/http/access/access.ts';
import { jsonSchemaOf } from '../../src/http/openapi/json-schema.ts';
import { ratesSchema } from '../../src/ledger/exchange-rates.ts';
import { mailboxAddress } from '../../src/platform/text/mailbox-address.ts';
import { depositCaptureSchema } from '../../src/workflows/deposit/decide-deposit.ts';
import { paymentIntentRequestSchema } from '../../src/workflows/payment/open/open-payment.ts';
import { refundRequestSchema } from '../../src/workflows/payment/request-refund.ts';
import { transferSchema } from '../../src/workflows/payment/transfer/record-transfer.ts';
import { sentBackSchema } from '../../src/workflows/payment/transfer/transfer-back.ts';
import { creditApplicationSchema } from '../../src/workflows/reservation/apply-credit.ts';
import { reviewDecisionSchema } from '../../src/workflows/reservation/review.ts';
import { quoteRequestSchema } from '../../src/workflows/reserve/quote-request.ts';
import { reservationRequestSchema } from '../../src/workflows/reserve/reservation-request.ts';
import { availabilityQuerySchema } from '../../src/workflows/search/availability.ts';
import { functionApps } from '../support/harness/function-apps.ts';
import { useStack } from '../support/harness/stack.ts';
import {
  type ApiDocument,
  type Operation,
  operationsOf,
  readApiDocument,
} from '../support/http/api-document.ts';
import { violations } from '../support/http/json-schema.ts';

const stack = useStack();
let document: ApiDocument;
let operations: Map<string, Operation>;
beforeAll(async () => {
  document = await readApiDocument(stack);
  operations = operationsOf(document);
});

/** Every route of every function, as the document writes it: `GET /api/v1/items/{slug}`. */
async function routes(): Promise<string[]> {
  const apps = await functionApps();
  const found = apps.flatMap(({ app }) => (app?.routes ?? []).filter(({ method }) => method !== 'ALL'));
  return [...new Set(found.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`))].sort();
}

test('the document names the site it is of, and every operation in it once', () => {
  expect(document.servers).toEqual([{ url: stack.runtime.config.site.url }]);
  const ids = [...operations.values()].map((operation) => operation.operationId);
  expect(ids).toEqual([...new Set(ids)]);
});

test('what leads on declares where to, and nothing else does; what is to be tried again later declares when', () => {
  const declared = [...operations].flatMap(([route, { responses }]) =>
    Object.entries(responses).map(([status, { headers = {} }]) => ({
      answer: `${route} ${status}`,
      status,
      headers,
    })),
  );
  const wrong = declared.filter(
    ({ status, headers }) =>
      'Location' in headers !== status.startsWith('3') ||
      (['429', '503'].includes(status) && !('Retry-After' in headers)),
  );
  expect(wrong.map(({ answer }) => answer)).toEqual([]);
});

test('every route of every function is in it, and nothing else', async () => {
  expect([...operations.keys()].sort()).toEqual(await routes());
});

test('every route tells at least one answer of success and its refusals, each with a schema', () => {
  for (const [route, { responses }] of operations) {
    const statuses = Object.keys(responses);
    expect(
      statuses.some((status) => status.startsWith('2') || status === '303'),
      route,
    ).toBe(true);
    for (const [status, { content = {} }] of Object.entries(responses)) {
      const types = Object.keys(content);
      expect(types.length, `${route} ${status}`).toBeGreaterThan(0);
      // Health tells of what is away, and whoever opens a link of a calendar is a person.
      const isPage = ['GET /api/v1/health', 'GET /api/v1/stays/{link}'].includes(route);
      const isRefusal = Number(status) >= 400 && !isPage;
      if (isRefusal) expect(types, `${route} ${status}`).toContain('application/problem+json');
    }
  }
});

test('what a path has in braces is what its parameters are, and no parameter stands there twice', () => {
  for (const [route, { parameters }] of operations) {
    const inPath = parameters.filter((parameter) => parameter.in === 'path');
    expect(inPath.map(({ name }) => `{${name}}`).sort(), route).toEqual(
      (route.match(/\{\w+\}/g) ?? []).sort(),
    );
    expect(
      inPath.every(({ required }) => required),
      route,
    ).toBe(true);
    const names = parameters.map((parameter) => `${parameter.in} ${parameter.name}`);
    expect(names, route).toEqual([...new Set(names)]);
  }
});

test('every schema is one that a reader can work with: words that are known, patterns that compile', () => {
  const schemas = [...operations].flatMap(([route, { parameters, requestBody, responses }]) => [
    ...parameters.map(({ name, schema }) => [`${route} ${name}`, schema] as const),
    ...Object.values(requestBody?.content ?? {}).map(({ schema }) => [`${route} body`, schema] as const),
    ...Object.entries(responses).flatMap(([status, { content = {} }]) =>
      Object.values(content).map(({ schema }) => [`${route} ${status}`, schema] as const),
    ),
  ]);
  expect(schemas.length).toBeGreaterThan(50);
  for (const [where, schema] of schemas) {
    for (const probe of [null, 'text', 1, [{}], {}])
      expect(() => violations(schema, probe), where).not.toThrow();
    expect(vague(schema), where).toEqual([]);
  }
});

test('every pattern that the document tells accepts an address as the API does, in any case', () => {
  const patterns = [...operations].flatMap(([route, { requestBody }]) =>
    [
      ...JSON.stringify(requestBody ?? {}).matchAll(/"email":\{[^{}]*?"pattern":("(?:[^"\\\\]|\\\\.)*")/g),
    ].map(([, pattern = '']) => [route, new RegExp(JSON.parse(pattern), 'u')] as const),
  );
  expect(patterns.length).toBeGreaterThan(5);
  for (const [route, pattern] of patterns)
    for (const address of [
      'Ada@Guests.Example',
      "O'Hara@EXAMPLE.ie",
      ' ada@guests.example ',
      'ada@',
      'a b@c.example',
    ])
      expect(pattern.test(address), `${route} ${address}`).toBe(v.is(mailboxAddress, address));
});

test('an expression whose flags the document would lose cannot be described', () => {
  const described = (expression: RegExp) => () => jsonSchemaOf(v.pipe(v.string(), v.regex(expression)), {});
  expect(described(/a/i)).toThrow('flags');
  expect(described(/a/)).not.toThrow();
  expect(described(/\p{L}/u)).not.toThrow();
});

/** Where in a schema any value at all would do, which tells a reader nothing. */
function vague(schema: object, at = '$'): string[] {
  const { properties = {}, items, additionalProperties } = Object(schema);
  const parts: [string, unknown][] = [
    ...Object.entries(properties),
    ['items', items],
    ['others', additionalProperties],
  ];
  const inside = parts.flatMap(([name, part]) =>
    part instanceof Object ? vague(part, `${at}.${name}`) : [],
  );
  return ['type', 'enum', 'const', 'anyOf', 'oneOf', 'allOf'].some((word) => word in schema)
    ? inside
    : [at, ...inside];
}

test('who may call a route is in the document as the route declares it', async () => {
  const schemes = Object.keys(document.components?.securitySchemes ?? {});
  const signedIn = ['accessToken', 'sessionCookie'];
  const expected = (door: string): string[] =>
    ({
      public: [],
      'manage-link': ['manageToken'],
      'payment-link': ['paymentLink'],
      'payment-return': ['paymentReturn'],
      'provider-signature': ['stripeSignature', 'paypalSignature'],
      'signed-in': signedIn,
      'own-reservation': signedIn,
      'own-payment': signedIn,
    })[door] ?? [...signedIn, 'apiKey'];
  for (const { app } of await functionApps())
    for (const { method, path, handler } of app?.routes ?? []) {
      if (!isMarked(handler)) continue;
      const route = `${method} ${path.replace(/:(\w+)/g, '{$1}')}`;
      const named = (operations.get(route)?.security ?? []).flatMap((one) => Object.keys(one));
      expect(new Set(named), route).toEqual(new Set(handler[accessOf].doors.flatMap(expected)));
      expect(schemes, route).toEqual(expect.arrayContaining(named));
    }
});

function isMarked(handler: object): handler is ReturnType<typeof access> {
  return accessOf in handler;
}

describe('the fields of what is sent are those that are checked', () => {
  test.each<{ route: string; schema: { readonly entries: v.ObjectEntries }; needed: string[] }>([
    { route: 'POST /api/v1/quotes', schema: quoteRequestSchema, needed: ['item', 'from', 'to', 'guests'] },
    {
      route: 'POST /api/v1/reservations',
      schema: reservationRequestSchema,
      needed: ['quote', 'guest', 'acceptsPolicy'],
    },
    { route: 'POST /api/v1/payment-intents', schema: paymentIntentRequestSchema, needed: ['reservation'] },
    { route: 'POST /api/v1/contact', schema: enquiryRequestSchema, needed: ['name', 'email', 'message'] },
    { route: 'POST /api/v1/payments/{id}/refunds', schema: refundRequestSchema, needed: ['reason'] },
    {
      route: 'POST /api/v1/reservations/{id}/transfers',
      schema: transferSchema,
      needed: ['reference', 'amount', 'currency'],
    },
    {
      route: 'POST /api/v1/payments/{id}/refunds/{refundId}/sent',
      schema: sentBackSchema,
      needed: [],
    },
    { route: 'POST /api/v1/payments/{id}/review', schema: reviewDecisionSchema, needed: ['decision'] },
    {
      route: 'POST /api/v1/credits',
      schema: creditIssueSchema,
      needed: ['kind', 'amount', 'currency', 'note'],
    },
    { route: 'POST /api/v1/reservations/{id}/credit', schema: creditApplicationSchema, needed: ['code'] },
    {
      route: 'POST /api/v1/security-deposits/{id}/capture',
      schema: depositCaptureSchema,
      needed: ['amount', 'reason', 'evidenceNote'],
    },
    {
      route: 'POST /api/v1/ledger/exchange-rates',
      schema: ratesSchema,
      needed: ['day', 'reportingCurrency', 'rates'],
    },
  ])('$route', ({ route, schema, needed }) => {
    const body = operations.get(route)?.requestBody;
    const documented = body?.content['application/json']?.schema;
    expect(body?.required).toBe(true);
    expect(Object.keys(Object(documented?.properties)).sort()).toEqual(Object.keys(schema.entries).sort());
    expect(documented).toMatchObject({ type: 'object', additionalProperties: false, required: needed });
  });

  test('the guest of a reservation too', () => {
    const { schema } =
      operations.get('POST /api/v1/reservations')?.requestBody?.content['application/json'] ?? {};
    const { guest } = Object(schema?.properties);
    expect(Object.keys(guest.properties).sort()).toEqual(Object.keys(guestSchema.entries).sort());
    expect(guest).toMatchObject({ additionalProperties: false, required: ['name', 'email'] });
  });

  test('no other route takes a body, and none that takes one is left out', () => {
    const withBody = [...operations]
      .filter(([, { requestBody }]) => requestBody !== undefined)
      .map(([route]) => route);
    expect(withBody.sort()).toEqual([
      'PATCH /api/v1/account',
      'PATCH /api/v1/account/factors/{id}',
      'POST /api/v1/account/consents',
      'POST /api/v1/account/email',
      'POST /api/v1/account/passkeys',
      'POST /api/v1/account/password',
      'POST /api/v1/account/phones',
      'POST /api/v1/account/phones/confirm',
      'POST /api/v1/account/totp',
      'POST /api/v1/account/totp/confirm',
      'POST /api/v1/api-keys',
      'POST /api/v1/auth/confirm-email',
      'POST /api/v1/auth/invitations/accept',
      'POST /api/v1/auth/not-me',
      'POST /api/v1/auth/passkey',
      'POST /api/v1/auth/providers/{provider}/callback',
      'POST /api/v1/auth/providers/{provider}/id-token',
      'POST /api/v1/auth/reauthentication',
      'POST /api/v1/auth/recover',
      'POST /api/v1/auth/refresh',
      'POST /api/v1/auth/register',
      'POST /api/v1/auth/reopen',
      'POST /api/v1/auth/resend',
      'POST /api/v1/auth/reset',
      'POST /api/v1/auth/second-factor',
      'POST /api/v1/auth/second-factor/sms',
      'POST /api/v1/auth/sign-in',
      'POST /api/v1/auth/verify',
      'POST /api/v1/blocks',
      'POST /api/v1/catalogue/import',
      'POST /api/v1/catalogue/items',
      'POST /api/v1/catalogue/items/{id}/restore',
      'POST /api/v1/contact',
      'POST /api/v1/credits',
      'POST /api/v1/desk-bookings',
      'POST /api/v1/desk-quotes',
      'POST /api/v1/enquiries/{id}/answers',
      'POST /api/v1/guest-bans',
      'POST /api/v1/guests/{id}/notes',
      'POST /api/v1/invitations',
      'POST /api/v1/ledger/exchange-rates',
      'POST /api/v1/payment-intents',
      'POST /api/v1/payments/{id}/refunds',
      'POST /api/v1/payments/{id}/refunds/{refundId}/sent',
      'POST /api/v1/payments/{id}/review',
      'POST /api/v1/quotes',
      'POST /api/v1/reservations',
      'POST /api/v1/reservations/{id}/cash',
      'POST /api/v1/reservations/{id}/change-previews',
      'POST /api/v1/reservations/{id}/changes',
      'POST /api/v1/reservations/{id}/confirm',
      'POST /api/v1/reservations/{id}/credit',
      'POST /api/v1/reservations/{id}/handovers',
      'POST /api/v1/reservations/{id}/no-show',
      'POST /api/v1/reservations/{id}/notes',
      'POST /api/v1/reservations/{id}/payment-link',
      'POST /api/v1/reservations/{id}/staff-cancellations',
      'POST /api/v1/reservations/{id}/transfers',
      'POST /api/v1/security-deposits/{id}/capture',
      'POST /api/v1/settings/channels/tests',
      'POST /api/v1/settings/mail-texts/previews',
      'POST /api/v1/users/{id}/ban',
      'POST /api/v1/users/{id}/role',
      'POST /api/v1/users/{id}/sign-out',
      'PUT /api/v1/blocks/{id}',
      'PUT /api/v1/catalogue/categories/{code}',
      'PUT /api/v1/catalogue/items/{id}',
      'PUT /api/v1/catalogue/legal-entities/{code}',
      'PUT /api/v1/catalogue/policies/{code}',
      'PUT /api/v1/catalogue/promotions/{code}',
      'PUT /api/v1/enquiries/{id}',
      'PUT /api/v1/settings/appearance',
      'PUT /api/v1/settings/business',
      'PUT /api/v1/settings/channels',
      'PUT /api/v1/settings/mail-texts',
      'PUT /api/v1/settings/notifications',
    ]);
  });

  test.each([
    ['GET /api/v1/items', searchSchema, []],
    ['GET /api/v1/items/{slug}/availability', availabilityQuerySchema, ['from', 'to']],
  ] as const)('the query of %s', (route, schema, needed) => {
    const { parameters = [] } = operations.get(route) ?? {};
    const inQuery = parameters.filter((parameter) => parameter.in === 'query');
    expect(inQuery.map(({ name }) => name).sort()).toEqual(Object.keys(schema.entries).sort());
    expect(inQuery.filter(({ required }) => required).map(({ name }) => name)).toEqual(needed);
  });

  test('the Idempotency-Key, where it is needed', () => {
    const withKey = [...operations].filter(([, { parameters }]) =>
      parameters.some(({ name, required }) => name === 'Idempotency-Key' && required),
    );
    expect(withKey.map(([route]) => route).sort()).toEqual([
      'POST /api/v1/blocks',
      'POST /api/v1/catalogue/import',
      'POST /api/v1/catalogue/items',
      'POST /api/v1/contact',
      'POST /api/v1/desk-bookings',
      'POST /api/v1/enquiries/{id}/answers',
      'POST /api/v1/guests/{id}/notes',
      'POST /api/v1/payments/{id}/refunds',
      'POST /api/v1/reservations',
      'POST /api/v1/reservations/{id}/cash',
      'POST /api/v1/reservations/{id}/changes',
      'POST /api/v1/reservations/{id}/handovers',
      'POST /api/v1/reservations/{id}/no-show',
      'POST /api/v1/reservations/{id}/notes',
      'POST /api/v1/reservations/{id}/staff-cancellations',
    ]);
  });
});

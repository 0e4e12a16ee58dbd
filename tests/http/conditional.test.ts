import * as v from 'valibot';
import { expect, test } from 'vitest';
import { authorized, newClient } from '../support/booking/booking.ts';
import { useStack } from '../support/harness/stack.ts';
import { paidThrough } from '../support/payment/paid-through.ts';

const stack = useStack();
const documentsSchema = v.object({ documents: v.array(v.object({ id: v.string() })) });

/** Asks twice, the second time with the name of what came first, and some time later. */
async function again(path: string, headers: Readonly<Record<string, string>> = {}) {
  const first = await stack.call(path, { headers, from: newClient() });
  expect(first.status, first.text).toBe(200);
  stack.clock.advance({ minutes: 3 });
  const tag = first.headers.get('ETag') ?? 'none';
  const known = { ...headers, 'If-None-Match': tag };
  return { first, tag, second: await stack.call(path, { headers: known, from: newClient() }) };
}

const origin = 'https://fine-things.example';

test.each([
  '/items?category=car',
  '/items?from=2027-06-01&to=2027-06-08',
  '/items/riad-zahra',
  '/items/riad-zahra/availability?from=2027-06-01&to=2027-06-08',
  '/openapi.json',
])(
  'who has %s already is answered 304, without a body and with what says who may keep and read it',
  async (path) => {
    const { first, tag, second } = await again(path, { Origin: origin });
    expect([second.status, second.text]).toEqual([304, '']);
    expect(second.headers.get('ETag')).toBe(tag);
    for (const name of [
      'Cache-Control',
      'Access-Control-Allow-Origin',
      'Netlify-CDN-Cache-Control',
      'Netlify-Cache-Tag',
      'Netlify-Vary',
    ])
      expect([name, second.headers.get(name)]).toEqual([name, first.headers.get(name)]);
  },
);

test('what has changed since is answered whole, under another name', async () => {
  const { tag } = await again('/items/riad-zahra');
  await stack.database.query("update items set summary = summary || '!' where slug = 'riad-zahra'");
  const headers = { 'If-None-Match': tag };
  const answer = await stack.call('/items/riad-zahra', { headers, from: newClient() });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('ETag')).not.toBe(tag);
});

test('a calendar that asks again for the entry of a stay has it until something of the stay changes', async () => {
  const { reservation } = await paidThrough(stack, 'stripe');
  const headers = { ...authorized(reservation), Accept: 'text/calendar' };
  const path = `/reservations/${reservation.id}/confirmation`;
  const { tag, second } = await again(path, headers);
  expect(second.status).toBe(304);
  await stack.database.query("update reservations set ends_at = ends_at + interval '1 hour' where id = $1", [
    reservation.id,
  ]);
  const answer = await stack.call(path, { headers: { ...headers, 'If-None-Match': tag }, from: newClient() });
  expect([answer.status, answer.headers.get('ETag') === tag]).toEqual([200, false]);
});

test('who has a document already is answered 304', async () => {
  const { reservation } = await paidThrough(stack, 'stripe');
  const headers = authorized(reservation);
  const list = await stack.call(`/documents/${reservation.id}`, { headers, from: newClient() });
  const [document] = v.parse(documentsSchema, list.json()).documents;
  const { second } = await again(`/documents/${reservation.id}/${document?.id}`, headers);
  expect([second.status, second.text, second.headers.get('Cache-Control')]).toEqual([304, '', 'no-store']);
});

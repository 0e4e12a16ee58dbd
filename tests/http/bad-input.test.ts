import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authorized, type CreatedReservation, newClient, reserve } from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { useStack } from '../support/harness/stack.ts';
import { type JsonPost, type JsonPostName, jsonPosts, post } from '../support/http/json-posts.ts';
import { expectRefusal, refusalOf, refusedFields } from '../support/http/refusal.ts';

const stack = useStack();
let posts: Record<JsonPostName, JsonPost>;
let held: CreatedReservation;
beforeAll(async () => {
  posts = await jsonPosts(stack);
  held = await reserve(stack, (await cloneItem(stack)).wish);
});
afterAll(() => stack.functions.settled());

const limitBytes = 256 * 1024;
const names: readonly JsonPostName[] = ['quotes', 'reservations', 'payment-intents', 'contact'];

/** A value of a wrong kind for each field, and the paths under which they must be refused. */
const allWrong: Record<JsonPostName, { body: Record<string, unknown>; fields: string[] }> = {
  quotes: {
    body: { item: 7, from: [], to: {}, guests: 'two', extras: 'all', promotionCode: true },
    fields: ['extras', 'from', 'guests', 'item', 'promotionCode', 'to'],
  },
  reservations: {
    body: {
      quote: 1,
      guest: { name: null, email: 2, phone: false, note: [] },
      language: 'tlh',
      acceptsPolicy: 'yes',
    },
    fields: ['acceptsPolicy', 'guest.email', 'guest.name', 'guest.note', 'guest.phone', 'language', 'quote'],
  },
  'payment-intents': { body: { reservation: 5, provider: 'cash' }, fields: ['provider', 'reservation'] },
  contact: {
    body: { name: {}, email: [], phone: 1, message: null, item: 0, language: '' },
    fields: ['email', 'item', 'language', 'message', 'name', 'phone'],
  },
};

describe.each(names)('POST /%s', (name) => {
  const send = (body: unknown, headers?: Record<string, string>) => post(stack, posts[name], body, headers);

  test('takes JSON alone: any other content type is 415', async () => {
    const body = JSON.stringify(posts[name].body);
    for (const type of [
      'text/plain',
      'text/json',
      'application/jsonp',
      'application/xml',
      'multipart/form-data; boundary=x',
      'application/json, text/plain',
      '',
    ]) {
      expectRefusal(await send(body, { 'Content-Type': type }), 415, 'unsupported-media-type');
    }
  });

  test('takes JSON however its type is written', async () => {
    for (const type of [
      'application/json; charset=utf-8',
      'APPLICATION/JSON',
      'application/json ;charset=UTF-8',
    ])
      expect((await send({}, { 'Content-Type': type })).status).toBe(422);
  });

  test('says 400 to what is not JSON', async () => {
    for (const body of [
      '{',
      '',
      ' ',
      'undefined',
      '{"a":1,}',
      "{'a':1}",
      '{"a":1}{"b":2}',
      '\ufeff{',
      'NaN',
      '{"a":\u0000}',
      '[1,2',
      '"\ud800',
    ]) {
      expectRefusal(await send(body), 400, 'malformed-json');
    }
  });

  test('says 413 to more than 256 KB, announced or in pieces, and reads what is just as long', async () => {
    const ofBytes = (bytes: number) => `{"${'x'.repeat(bytes - 6)}":1}`;
    for (const headers of [{}, { 'Transfer-Encoding': 'chunked' }]) {
      expectRefusal(await send(ofBytes(limitBytes + 1), headers), 413, 'body-too-large');
      expectRefusal(await send('x'.repeat(limitBytes * 4), headers), 413, 'body-too-large');
      expect((await send(ofBytes(limitBytes), headers)).status).toBe(422);
    }
  });

  test('names an unknown field, whatever it is called', async () => {
    for (const field of [
      'price',
      'total',
      '__proto__',
      'constructor',
      'prototype',
      'toString',
      'hasOwnProperty',
      ' ',
      'näme',
    ]) {
      const body = `{${JSON.stringify(field)}: {"isAdmin": true}, ${JSON.stringify(posts[name].body).slice(1)}`;
      expect(refusedFields(await send(body)), field).toEqual([field]);
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test('names every field that is wrong at once, each by its path', async () => {
    const { body, fields } = allWrong[name];
    expect(refusedFields(await send(body))).toEqual(fields);
    expect(refusedFields(await send({ ...body, surprise: 1 }))).toEqual([...fields, 'surprise'].sort());
  });

  test('refuses what is JSON but no object', async () => {
    for (const body of ['null', '1', '"text"', '[]', 'true', '[{}]'])
      expect((await send(body)).status, body).toBe(422);
  });

  test('refuses nesting a hundred thousand deep without a failure', async () => {
    for (const body of [
      `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
      `${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`,
      `{"item":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    ]) {
      expect((await send(body)).status).toBe(422);
    }
  });

  test('refuses, field by field, what databases and parsers stumble over', async () => {
    const nasty = [
      '\u0000',
      'a\u0000b',
      '\ud800',
      '\udc00x',
      '\u202e',
      'x'.repeat(100_000),
      1e308,
      -1,
      0.1,
      2 ** 53,
      Number.MAX_SAFE_INTEGER,
      "'; drop table items; --",
      '%00',
      '../../etc/passwd',
      '{{7*7}}',
      [],
      {},
      null,
    ];
    for (const field of Object.keys(posts[name].body)) {
      for (const value of nasty) {
        const answer = await send({ ...posts[name].body, [field]: value });
        expect(answer.status, `${field}: ${JSON.stringify(value)} ${answer.text}`).toBeLessThan(500);
        if (answer.status >= 400) refusalOf(answer);
      }
      const answer = await send(
        JSON.stringify({ ...posts[name].body, [field]: 0 }).replace(`"${field}":0`, `"${field}":1e999`),
      );
      expect(refusedFields(answer)).toEqual([field]);
    }
  });
});

test('a lone half of a character, or a NUL, never gets into a name, a note or a message', async () => {
  for (const text of ['A\u0000da', 'A\ud800da', '\udfff']) {
    expect(
      refusedFields(await post(stack, posts.contact, { ...posts.contact.body, name: text, message: text })),
    ).toEqual(['message', 'name']);
    const guest = { name: text, email: 'ada@guests.example', note: text };
    expect(
      refusedFields(await post(stack, posts.reservations, { ...posts.reservations.body, guest })),
    ).toEqual(['guest.name', 'guest.note']);
  }
});

test('an extra that is called like a part of the language is refused like any unknown extra', async () => {
  for (const code of ['elephant', 'constructor', '__proto__', 'prototype', 'toString']) {
    const body = JSON.stringify(posts.quotes.body).replace('"extras":{}', `"extras":{"${code}":1}`);
    expect(refusedFields(await post(stack, posts.quotes, body)), code).toEqual([`extras.${code}`]);
  }
});

test('routes that need no body ignore a small one and refuse one over 256 KB', async () => {
  for (const path of [`/reservations/${held.id}/confirmation`, '/webhooks/stripe']) {
    for (const chunked of [{}, { 'Transfer-Encoding': 'chunked' }]) {
      const options = { method: 'POST', headers: { ...authorized(held), ...chunked }, from: newClient() };
      expectRefusal(
        await stack.call(path, { ...options, body: 'x'.repeat(limitBytes + 1) }),
        413,
        'body-too-large',
      );
      expect((await stack.call(path, { ...options, body: '{"surprise":' })).status).toBeLessThan(500);
    }
  }
});

import { beforeEach, expect, test } from 'vitest';
import {
  createdReservationSchema,
  reservationResponseSchema,
} from '../../../src/booking/present-reservation.ts';
import { manageToken } from '../../../src/booking/reservation.ts';
import { newId } from '../../../src/platform/ids.ts';
import { quoteResponseSchema } from '../../../src/workflows/reserve/quote-request.ts';
import {
  ada,
  authorized,
  bodyOf,
  newClient,
  postReservation,
  quote,
  reserve,
} from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { messagesAbout, reservationState } from '../../support/booking/settled-state.ts';
import { dumpDatabase } from '../../support/database/database-dump.ts';
import { useStack } from '../../support/harness/stack.ts';
import { expectRefusal } from '../../support/http/refusal.ts';

const stack = useStack();
beforeEach(() => stack.clock.set('2027-03-01T09:00:00Z'));

const holdMinutes = 15;

async function isFree(item: string, date: string): Promise<boolean> {
  const to = new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);
  const answer = await stack.call(`/items/${item}/availability?from=${date}&to=${to}`, { from: newClient() });
  expect(answer.json()).toMatchObject({ days: [{ date }] });
  return JSON.stringify(answer.json()).includes('"isFree":true');
}

test('a reservation holds the time for a quarter of an hour and says so', async () => {
  const { wish, unitIds } = await cloneItem(stack);
  const offer = await quote(stack, { ...wish, guests: 2 });
  const answer = await postReservation(stack, offer.quote);
  const made = bodyOf(answer, 201, createdReservationSchema);

  expect(Object.keys(Object(answer.json())).sort()).toEqual(
    Object.keys(createdReservationSchema.entries).sort(),
  );
  const { lines, includedTaxes, total, securityDeposit, cancellationPolicy, startsAt, endsAt, timeZone } =
    offer;
  expect(made).toMatchObject({
    ...{ lines, includedTaxes, total, securityDeposit, cancellationPolicy, startsAt, endsAt, timeZone },
    id: expect.stringMatching(/^res_[0-9a-hjkmnp-tv-z]{26}$/),
    reference: expect.stringMatching(/^[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}$/),
    status: 'held',
    holdExpiresAt: new Date(stack.clock.now().getTime() + holdMinutes * 60_000).toISOString(),
    item: { slug: wish.item },
    guests: 2,
    guest: ada,
    language: 'en',
    paid: { amount: 0, currency: total.currency },
    refundDue: { amount: 0, currency: total.currency },
    manageUrl: `https://fine-things.example/manage/#${made.id}/${made.manageToken}`,
  });
  expect(await reservationState(stack, made.id)).toMatchObject({ status: 'held', unitId: unitIds[0] });
  expect(await messagesAbout(stack, made.id)).toEqual(['guest-hold']);
  await stack.functions.settled();
});

test('the guest sees the same reservation by the manage link, and the link is kept nowhere', async () => {
  const { manageToken: token, manageUrl, ...made } = await reserve(stack, (await cloneItem(stack)).wish);
  const answer = await stack.call(`/reservations/${made.id}`, {
    headers: authorized({ manageToken: token }),
  });
  expect(bodyOf(answer, 200, reservationResponseSchema)).toEqual(made);
  expect(answer.json()).toEqual(made);
  await stack.functions.settled();
  const database = await dumpDatabase(stack.database);
  expect(database).toContain(made.id);
  expect(database).not.toContain(token);
  expect(database).not.toContain(ada.email);
});

test('a hold that has run out is free that second, with no schedule having run', async () => {
  const { wish } = await cloneItem(stack);
  const first = await reserve(stack, wish);
  const waiting = await quote(stack, wish);
  expect(waiting.isAvailable).toBe(false);

  stack.clock.advance({ minutes: holdMinutes - 1, seconds: 59 });
  expectRefusal(await postReservation(stack, waiting.quote), 409, 'slot-taken');
  expect(await isFree(wish.item, wish.from)).toBe(false);

  stack.clock.advance({ seconds: 1 });
  expect(await isFree(wish.item, wish.from)).toBe(true);
  expect((await quote(stack, wish)).isAvailable).toBe(true);
  const shown = await stack.call(`/reservations/${first.id}`, { headers: authorized(first) });
  expect(shown.json()).toMatchObject({ status: 'expired', holdExpiresAt: null });

  const second = bodyOf(await postReservation(stack, waiting.quote), 201, createdReservationSchema);
  expect(await reservationState(stack, first.id)).toMatchObject({ status: 'expired' });
  expect(await reservationState(stack, second.id)).toMatchObject({ status: 'held' });
  expectRefusal(await postReservation(stack, waiting.quote), 409, 'slot-taken');
});

test('only the hold that has run out makes room: its neighbour keeps its own quarter of an hour', async () => {
  const { wish } = await cloneItem(stack, { units: 2 });
  const first = await reserve(stack, wish);
  stack.clock.advance({ minutes: 10 });
  const second = await reserve(stack, wish);
  const { quote: token } = await quote(stack, wish);
  expectRefusal(await postReservation(stack, token), 409, 'slot-taken');
  stack.clock.advance({ minutes: 5 });
  const third = bodyOf(await postReservation(stack, token), 201, createdReservationSchema);
  expectRefusal(await postReservation(stack, token), 409, 'slot-taken');
  expect(await reservationState(stack, second.id)).toMatchObject({ status: 'held' });
  expect((await reservationState(stack, third.id)).unitId).toBe(
    (await reservationState(stack, first.id)).unitId,
  );
});

const managed = [
  ['GET', (id: string) => ({ path: `/reservations/${id}` })],
  ['GET', (id: string) => ({ path: `/reservations/${id}/cancellation` })],
  ['POST', (id: string) => ({ path: `/reservations/${id}/cancel` })],
  ['GET', (id: string) => ({ path: `/reservations/${id}/confirmation` })],
  ['POST', (id: string) => ({ path: `/reservations/${id}/confirmation` })],
  ['POST', (id: string) => ({ path: '/payment-intents', body: { reservation: id } })],
] as const;

test.each(managed.map(([method, request]) => ({ method, request, path: request('{id}').path })))(
  '$method $path opens by the token of that very reservation alone',
  async ({ method, request }) => {
    const [mine, other] = [
      await reserve(stack, (await cloneItem(stack)).wish),
      await reserve(stack, (await cloneItem(stack)).wish),
    ];
    await stack.functions.settled();
    const ask = (id: string, headers: Record<string, string>) => {
      const { path, ...body } = request(id);
      return stack.call(path, { method, headers, from: newClient(), ...body });
    };
    const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

    for (const headers of [
      {},
      { Authorization: mine.manageToken },
      { Authorization: 'Basic dTpw' },
      bearer(''),
    ]) {
      const answer = await ask(mine.id, headers);
      expectRefusal(answer, 401, 'unauthorized');
      expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer');
    }
    const [keyId, mac = ''] = mine.manageToken.split('.');
    const altered = `${keyId}.${mac.startsWith('A') ? 'B' : 'A'}${mac.slice(1)}`;
    for (const token of [other.manageToken, altered, `${keyId}.`, `t9.${mac}`, `${mine.manageToken}A`]) {
      expectRefusal(await ask(mine.id, bearer(token)), 404, 'not-found');
    }
    const nobodys = newId('reservation', stack.clock.now(), stack.runtime.random);
    expectRefusal(await ask(nobodys, bearer(manageToken(stack.runtime, nobodys))), 404, 'not-found');

    expect(await reservationState(stack, mine.id)).toMatchObject({ status: 'held' });
    expect(await messagesAbout(stack, mine.id)).toEqual(['guest-hold']);
  },
);

test('a quote of a time that has begun, and one that is half an hour old, reserve nothing', async () => {
  const { wish } = await cloneItem(stack, {
    columns: { lead_time_minutes: 0, start_time: '10:00', time_zone: 'UTC' },
  });
  stack.clock.set('2027-03-31T09:45:00Z');
  const begun = bodyOf(
    await stack.call('/quotes', { body: { ...wish, guests: 1 }, from: newClient() }),
    201,
    quoteResponseSchema,
  );
  stack.clock.set('2027-03-31T10:00:00Z');
  expectRefusal(await postReservation(stack, begun.quote), 422, 'quote-invalid');

  const { quote: old } = await quote(stack, (await cloneItem(stack)).wish);
  stack.clock.advance({ minutes: 30 });
  expectRefusal(await postReservation(stack, old), 422, 'quote-invalid');
});

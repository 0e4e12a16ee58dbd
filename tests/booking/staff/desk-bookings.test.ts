import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import collectBalances from '../../../netlify/functions/scheduled/collect-balances.ts';
import { reservationStorySchema } from '../../../src/workflows/reservation/staff/reservation-story.ts';
import { staff } from '../../support/account/staff.ts';
import {
  ada,
  bodyOf,
  newClient,
  openPayment,
  pay,
  postReservation,
  quote,
  reserve,
  settledAll,
} from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { ask, atTheDoor, bookAtDesk, deskQuote } from '../../support/booking/desk.ts';
import {
  mailsAbout,
  messagesAbout,
  reservationState,
  unbalancedTransactions,
} from '../../support/booking/settled-state.ts';
import { fireSchedule } from '../../support/harness/fire-schedule.ts';
import { useStack } from '../../support/harness/stack.ts';
import { expectRefusal, refusalOf, refusedFields } from '../../support/http/refusal.ts';

const stack = useStack();
beforeEach(() => stack.clock.set('2027-03-01T09:00:00Z'));
afterEach(async () => expect(await unbalancedTransactions(stack)).toEqual([]));

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const why = { reason: 'Friends of the house.' };
const story = async (id: string) =>
  bodyOf(
    await stack.call(`/reservations/${id}/story`, { headers: staff, from: newClient() }),
    200,
    reservationStorySchema,
  );
const journal = async (id: string) =>
  Object.fromEntries(
    (
      await stack.database.query<{ account: string; balance: number }>(
        `select account, sum(amount_minor)::float8 as balance from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
         where t.reservation_id = $1 group by account having sum(amount_minor) <> 0`,
        [id],
      )
    ).rows.map(({ account, balance }) => [account, balance]),
  );

test('a price of our own comes to exactly what was asked for; its difference is revenue, and stands on the invoice', async () => {
  const { wish } = await cloneItem(stack);
  const computed = await quote(stack, wish);
  const own = await deskQuote(stack, wish, { ownTotal: eur(50_000), ...why });
  expect(own.total).toEqual(eur(50_000));
  expect(own.lines.reduce((sum, { amount }) => sum + amount, 0)).toBe(50_000);
  expect(own.lines.filter(({ kind }) => kind === 'adjustment')).toHaveLength(1);
  const { reservation } = await bookAtDesk(stack, wish, {}, { ownTotal: eur(50_000), ...why });
  expect(reservation).toMatchObject({ status: 'confirmed', total: eur(50_000), amountDue: eur(50_000) });
  const accounts = await journal(reservation.id);
  expect(accounts['guest-receivables']).toBe(50_000);
  expect(accounts).not.toHaveProperty('promotions');
  const { notes, audit, documents } = await story(reservation.id);
  expect(notes.map(({ text }) => text)).toEqual([expect.stringContaining(why.reason)]);
  const decided = audit.find(({ action }) => action === 'reservation.own-terms');
  expect(decided?.details).toMatchObject({ computedMinor: `${computed.total.amount}`, totalMinor: '50000' });
  expect(JSON.stringify(audit)).not.toContain(why.reason);
  expect(documents.map(({ kind }) => kind)).toEqual(['invoice']);
});

test('a price of our own says why, alone, in the currency of the item, and names what comes nearest', async () => {
  const { wish } = await cloneItem(stack);
  const asked = (own: object) => ask(stack, '/desk-quotes', { guests: 1, ...wish, ...own });
  expect(refusedFields(await asked({ ownTotal: eur(100) }))).toEqual(['reason']);
  expect(refusedFields(await asked({ ownTotal: eur(100), ...why, promotionCode: 'WELCOME10' }))).toEqual([
    'promotionCode',
  ]);
  expect(refusedFields(await asked({ ownTotal: { amount: 1, currency: 'USD' }, ...why }))).toEqual([
    'ownTotal.currency',
  ]);
  const { id, wish: taxed } = await cloneItem(stack);
  await stack.database.query(
    "insert into taxes (item_id, name, basis_points, is_included) values ($1, 'VAT', 2000, false)",
    [id],
  );
  const answer = await ask(stack, '/desk-quotes', { guests: 1, ...taxed, ownTotal: eur(10_005), ...why });
  expect(refusalOf(answer).errors).toEqual([
    { field: 'ownTotal.amount', message: expect.stringMatching(/100\.04.*100\.06/) },
  ]);
});

test('at the door, with neither mail nor phone, for a stay that the rules do not let and that has begun: all works, nobody writes to the guest', async () => {
  const { wish } = await cloneItem(stack, { columns: { minimum_stay: 3 } });
  const today = { ...wish, from: '2027-03-01', to: '2027-03-02' };
  stack.clock.set('2027-03-01T19:00:00Z');
  expect(refusedFields(await ask(stack, '/desk-quotes', { guests: 1, ...today }))).not.toEqual([]);
  const { reservation, warnings } = await bookAtDesk(
    stack,
    today,
    { language: 'fr' },
    { ignoreStayRules: true, ...why },
  );
  expect(warnings).toEqual(['no-mail-address']);
  expect(reservation).toMatchObject({
    status: 'confirmed',
    guest: { name: atTheDoor.name, email: null },
    balanceDueAt: null,
  });
  await settledAll(stack);
  expect(await mailsAbout(stack, reservation.id)).toEqual([expect.stringContaining('owner-new-reservation')]);
  const document = (await story(reservation.id)).documents[0];
  const pdf = await stack.call(`/documents/${document?.id}`, {
    headers: { ...staff, Accept: 'application/pdf' },
    from: newClient(),
  });
  expect(pdf.status, pdf.text.slice(0, 200)).toBe(200);
});

test('what is confirmed without payment is never cancelled by a schedule, nor reminded of where it is paid at the place', async () => {
  const { wish } = await cloneItem(stack);
  const { wish: other } = await cloneItem(stack);
  const { reservation: there } = await bookAtDesk(stack, wish, { guest: ada });
  const { reservation: later } = await bookAtDesk(stack, other, {
    guest: ada,
    balanceDueAt: '2027-03-10T12:00:00+01:00',
  });
  expect(later).toMatchObject({ balanceDueAt: '2027-03-10T11:00:00+00:00', amountDue: later.total });
  for (const day of ['2027-03-09', '2027-03-13', '2027-03-30']) {
    stack.clock.set(`${day}T23:00:00Z`);
    await fireSchedule(stack, collectBalances);
  }
  expect((await reservationState(stack, there.id)).status).toBe('confirmed');
  expect((await reservationState(stack, later.id)).status).toBe('confirmed');
  expect(await messagesAbout(stack, there.id)).toEqual([
    'guest-confirmation',
    'guest-hold',
    'owner-new-reservation',
  ]);
  const told = await messagesAbout(stack, later.id);
  expect(told).toContain('guest-balance-reminder');
  expect(told).toContain('owner-balance-unpaid');
  const mails = stack.mailbox.messages().map(({ text }) => text ?? '');
  expect(mails.filter((text) => text.includes('is cancelled under the policy'))).toEqual([]);
});

test('held until a time that we choose, paid by the guest through the link; not beyond the start', async () => {
  const { wish } = await cloneItem(stack);
  const { quote: token } = await deskQuote(stack, wish);
  const post = (more: object) =>
    ask(stack, '/desk-bookings', { quote: token, guest: ada, status: 'held', ...more });
  expect(refusedFields(await post({}))).toEqual(['holdUntil']);
  expect(refusedFields(await post({ holdUntil: '2027-04-15T00:00:00Z' }))).toEqual(['holdUntil']);
  expect(refusedFields(await post({ holdUntil: '2027-02-15T00:00:00Z' }))).toEqual(['holdUntil']);
  const { reservation, manageUrl } = await bookAtDesk(stack, wish, {
    guest: ada,
    status: 'held',
    holdUntil: '2027-03-05T18:00:00Z',
  });
  expect(reservation).toMatchObject({ status: 'held', holdExpiresAt: '2027-03-05T18:00:00.000Z' });
  await settledAll(stack);
  expect(await mailsAbout(stack, reservation.id)).toEqual([`guest-hold to ${ada.email}`]);
  const held = { ...reservation, manageToken: manageUrl.split('/').at(-1) ?? '', manageUrl };
  stack.clock.set('2027-03-05T10:00:00Z');
  await pay(stack, (await openPayment(stack, { ...held, guest: { ...ada } })).intentId);
  expect((await reservationState(stack, reservation.id)).status).toBe('confirmed');
});

test('the same request is one booking; a unit that is named is taken or refused; nobody reserves with the quote of the other side', async () => {
  const { wish, unitIds } = await cloneItem(stack, { units: 2 });
  const { quote: token } = await deskQuote(stack, wish);
  const key = randomUUID();
  const body = { quote: token, guest: atTheDoor, status: 'confirmed', unit: unitIds[1] };
  const first = await ask(stack, '/desk-bookings', body, key);
  const again = await ask(stack, '/desk-bookings', body, key);
  expect(again.headers.get('Idempotent-Replayed')).toBe('true');
  expect(Object(again.json()).reservation.id).toBe(Object(first.json()).reservation.id);
  expect((await reservationState(stack, Object(first.json()).reservation.id)).unitId).toBe(unitIds[1]);
  expectRefusal(await ask(stack, '/desk-bookings', body), 409, 'slot-taken');
  expectRefusal(await postReservation(stack, token), 422, 'quote-invalid');
  const { quote: ofGuests } = await quote(stack, wish);
  expectRefusal(
    await ask(stack, '/desk-bookings', { ...body, quote: ofGuests, unit: unitIds[0] }),
    422,
    'quote-invalid',
  );
});

test('who is banned is a warning at the desk, and refused to themselves', async () => {
  const guest = { name: 'Zoe', email: 'zoe@guests.example' };
  await ask(stack, '/guest-bans', { email: guest.email, reason: 'Left the villa in ruins.' });
  const { wish } = await cloneItem(stack);
  const { warnings } = await bookAtDesk(stack, wish, { guest });
  expect(warnings).toEqual(['guest-banned']);
});

test('a gift of the house costs nothing: it is confirmed, not held, and nothing is booked', async () => {
  const { wish } = await cloneItem(stack);
  const free = { ownTotal: eur(0), reason: 'Our mistake of last year.' };
  const { quote: token } = await deskQuote(stack, wish, free);
  const held = { quote: token, guest: ada, status: 'held', holdUntil: '2027-03-05T18:00:00Z' };
  expect(refusedFields(await ask(stack, '/desk-bookings', held))).toEqual(['status']);
  const { reservation } = await bookAtDesk(stack, wish, { guest: ada }, free);
  expect(reservation).toMatchObject({ status: 'confirmed', total: eur(0), amountDue: eur(0), payableBy: [] });
  await settledAll(stack);
  expect(await mailsAbout(stack, reservation.id)).toContain(`guest-confirmation to ${ada.email}`);
  expect(await journal(reservation.id)).toEqual({});
  expect((await story(reservation.id)).documents).toEqual([]);
});

test('a code is counted by its guest: without a mail address it is refused at the desk', async () => {
  const { wish } = await cloneItem(stack);
  const { quote: token } = await deskQuote(stack, { ...wish, promotionCode: 'WELCOME10' });
  const post = (guest: object) => ask(stack, '/desk-bookings', { quote: token, guest, status: 'confirmed' });
  expect(refusedFields(await post(atTheDoor))).toEqual(['guest.email']);
  expect((await post({ ...ada, email: 'code@guests.example' })).status).toBe(201);
});

test('two at the desk and a guest for one unit at once: one has it', async () => {
  for (let round = 0; round < 5; round += 1) {
    const { wish } = await cloneItem(stack);
    const desk = await Promise.all([deskQuote(stack, wish), deskQuote(stack, wish)]);
    const { quote: ofGuest } = await quote(stack, wish);
    const answers = await Promise.all([
      ...desk.map(({ quote: token }) =>
        ask(stack, '/desk-bookings', { quote: token, guest: atTheDoor, status: 'confirmed' }),
      ),
      postReservation(stack, ofGuest),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  }
});

test('what is held by a guest is not disturbed', async () => {
  const { wish } = await cloneItem(stack);
  await reserve(stack, wish);
  const { quote: token } = await deskQuote(stack, wish);
  const answer = await ask(stack, '/desk-bookings', { quote: token, guest: atTheDoor, status: 'confirmed' });
  expectRefusal(answer, 409, 'slot-taken');
});

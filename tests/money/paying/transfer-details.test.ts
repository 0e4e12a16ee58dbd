import { beforeEach, expect, test } from 'vitest';
import collectBalances from '../../../netlify/functions/scheduled/collect-balances.ts';
import deliverMessages from '../../../netlify/functions/scheduled/deliver-messages.ts';
import { parseConfig } from '../../../src/platform/config/config.ts';
import { staff } from '../../support/account/staff.ts';
import {
  authorized,
  type CreatedReservation,
  newClient,
  openPayment,
  pay,
  quote,
  reserve,
} from '../../support/booking/booking.ts';
import { cloneItem, localDate } from '../../support/booking/cloned-item.ts';
import { messagesAbout } from '../../support/booking/settled-state.ts';
import { fireSchedule } from '../../support/harness/fire-schedule.ts';
import { useStack } from '../../support/harness/stack.ts';
import { expectRefusal } from '../../support/http/refusal.ts';
import { said } from '../../support/payment/at-provider.ts';

const bank = {
  BANK_ACCOUNT_HOLDER: 'Fine Things SARL',
  BANK_IBAN: 'FR14 2004 1010 0505 0001 3M02 606',
  BANK_BIC: 'PSSTFRPPPAR',
  BANK_NAME: 'La Banque',
};
const withoutPaypal = { PAYPAL_CLIENT_ID: '', PAYPAL_CLIENT_SECRET: '', PAYPAL_WEBHOOK_ID: '' };

// Stripe alone: at most 999,999.99 in one payment, at least 0.50.
const stack = useStack({ variables: { ...withoutPaypal, ...bank } });
beforeEach(() => stack.clock.set('2027-03-01T09:00:00Z'));

const shown = async (reservation: CreatedReservation) => {
  const path = `/reservations/${reservation.id}`;
  return Object((await stack.call(path, { headers: authorized(reservation), from: newClient() })).json());
};

const mailsTo = ({ reference }: CreatedReservation) =>
  stack.mailbox.messages().filter((mail) => `${mail.subject} ${mail.text}`.includes(reference));

/** The mail of a hold whose guest has gone away. */
async function holdMail(reservation: CreatedReservation): Promise<string> {
  stack.clock.advance({ minutes: 6 });
  await fireSchedule(stack, deliverMessages);
  return mailsTo(reservation)[0]?.text ?? '';
}

const account = ({ reference }: CreatedReservation) => ({
  accountHolder: 'Fine Things SARL',
  iban: 'FR1420041010050500013M02606',
  bic: 'PSSTFRPPPAR',
  bank: 'La Banque',
  reference,
});

test('what is above the most of every way can be transferred too: the answers say where, the hold mail as well', async () => {
  const { wish } = await cloneItem(stack, { columns: { rate_minor: 140_000_000 } });
  expect((await quote(stack, wish)).payableBy).toEqual(['stripe', 'transfer']);
  const reservation = await reserve(stack, wish);
  expect(reservation).toMatchObject({
    payableBy: ['stripe', 'transfer'],
    bankTransfer: account(reservation),
  });
  expect(await shown(reservation)).toMatchObject({ bankTransfer: account(reservation) });
  const hold = await holdMail(reservation);
  for (const part of ['FR14 2004 1010 0505 0001 3M02 606', 'PSSTFRPPPAR', 'Fine Things SARL', 'La Banque'])
    expect(hold).toContain(part);
});

test('what can be paid at once is not asked by transfer', async () => {
  const { wish } = await cloneItem(stack, { columns: { rate_minor: 99_999_999 } });
  expect((await quote(stack, wish)).payableBy).toEqual(['stripe']);
  const reservation = await reserve(stack, wish);
  expect(reservation).toMatchObject({ payableBy: ['stripe'], bankTransfer: null });
  const hold = await holdMail(reservation);
  expect(hold).toContain('Your dates are held');
  expect(hold).not.toContain('IBAN');
});

test('a hold cannot wait for a transfer: what nothing else can pay is not quoted', async () => {
  const { wish } = await cloneItem(stack, { columns: { rate_minor: 30 } });
  const answer = await stack.call('/quotes', { body: wish, from: newClient() });
  expectRefusal(answer, 422, 'not-payable');
});

test('a balance that only a transfer can pay is asked with the account, is never cancelled, and is paid when it is recorded', async () => {
  const columns = { horizon_days: 400, due_now_basis_points: 3000, balance_due_days: 10 };
  const { wish } = await cloneItem(stack, { columns });
  const now = stack.clock.now();
  const reservation = await reserve(stack, { ...wish, from: localDate(now, 100), to: localDate(now, 102) });
  await pay(stack, (await openPayment(stack, reservation)).intentId);
  // Thirty cents are left: less than Stripe takes.
  await stack.database.query(
    'update reservations r set credited_minor = r.total_minor - (select m.paid_minor from reservation_money(r) m) - 30 where id = $1',
    [reservation.id],
  );
  expect(await shown(reservation)).toMatchObject({
    payableBy: ['transfer'],
    bankTransfer: account(reservation),
  });
  const start = Date.parse(reservation.startsAt);
  for (const days of [16, 9, 5, 0.5]) {
    stack.clock.set(new Date(start - days * 86_400_000).toISOString());
    expect(await fireSchedule(stack, collectBalances)).toBe(204);
  }
  const told = await messagesAbout(stack, reservation.id);
  expect(told).toContain('guest-balance-reminder');
  expect(told).toContain('owner-balance-unpayable');
  expect(await said(stack, reservation)).toMatchObject({ status: 'confirmed', due: 30 });
  expect(await fireSchedule(stack, deliverMessages)).toBe(204);
  const reminders = mailsTo(reservation).filter(({ subject }) => subject.startsWith('Your balance is due'));
  expect(reminders).toHaveLength(told.filter((one) => one === 'guest-balance-reminder').length);
  for (const { text } of reminders) {
    expect(text).toContain('FR14 2004 1010 0505 0001 3M02 606');
    expect(text).not.toMatch(/stays unpaid/);
  }
  const answer = await stack.call(`/reservations/${reservation.id}/transfers`, {
    body: { reference: 'SMALL-1', amount: 30, currency: 'EUR' },
    headers: staff,
    from: newClient(),
  });
  expect(answer.status, answer.text).toBe(201);
  expect(await said(stack, reservation)).toMatchObject({ status: 'confirmed', due: 0, balance: 0 });
  expect(await shown(reservation)).toMatchObject({ payableBy: [], bankTransfer: null });
});

test('the account is whole or not there, and its numbers are checked when the functions start', () => {
  const config = (changes: Record<string, string>) =>
    parseConfig({ ...stack.environment, ...bank, ...changes }, 'dev').bank;
  expect(config({ BANK_BIC: '', BANK_NAME: '' })).toMatchObject({ accountHolder: 'Fine Things SARL' });
  expect(config({ BANK_ACCOUNT_HOLDER: '', BANK_IBAN: '', BANK_BIC: '', BANK_NAME: '' })).toBeUndefined();
  expect(() => config({ BANK_IBAN: 'FR14 2004 1010 0505 0001 3M02 607' })).toThrow(/BANK_IBAN/);
  expect(() => config({ BANK_IBAN: '' })).toThrow(/belong together/);
  expect(() => config({ BANK_BIC: 'PSST' })).toThrow(/BANK_BIC/);
});

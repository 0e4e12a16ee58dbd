import * as v from 'valibot';
import { reservationResponseSchema } from '../../../src/booking/present-reservation.ts';
import { statementSchema } from '../../../src/ledger/statement.ts';
import { staff } from '../../support/account/staff.ts';
import { authorized, bodyOf, newClient } from '../../support/booking/booking.ts';
import type { Season } from '../season.ts';
import { type Book, owedOf, paidOf } from './book.ts';
import type { Told } from './told.ts';

/** What is wrong with a booking when its week is over, by what its guest and the staff are shown. */
export async function checkBook(season: Season, book: Book, told: readonly Told[]): Promise<string[]> {
  const { stack } = season;
  const { reservation } = book;
  const wrong: string[] = [];
  const same = (what: string, found: unknown, expected: unknown) => {
    if (found !== expected) wrong.push(`${what} is ${String(found)}, not ${String(expected)}`);
  };
  const get = (path: string, headers: Record<string, string> = authorized(reservation)) =>
    stack.call(path, { headers, from: newClient() });
  const shown = bodyOf(await get(`/reservations/${reservation.id}`), 200, reservationResponseSchema);
  const statement = bodyOf(
    await get(`/reservations/${reservation.id}/statement`, staff),
    200,
    statementSchema,
  );
  same('status', shown.status, book.status);
  same('paid', shown.paid.amount, paidOf(book));
  same('due', shown.amountDue.amount, owedOf(book));
  same('refund on its way', shown.refundDue.amount, 0);
  same('balance of the statement', statement.balance.amount, owedOf(book));
  if (reservation.securityDeposit.amount > 0 && book.status === 'confirmed') {
    const answer = await get(`/security-deposits/${reservation.id}`, staff);
    const { status, captured } = bodyOf(answer, 200, depositSchema);
    same('deposit', status, book.depositTaken > 0 ? 'captured' : 'released');
    same('taken of the deposit', captured.amount, book.depositTaken);
  }
  return [...wrong, ...checkTold(book, told, season.outages.length > 0)];
}

const depositSchema = v.looseObject({ status: v.string(), captured: v.looseObject({ amount: v.number() }) });

/** Each mail as often as the guest must have had it, and no reminder to somebody who owed nothing. */
function checkTold(book: Book, told: readonly Told[], hadOutage: boolean): string[] {
  const wrong: string[] = [];
  const counts = new Map<string, number>();
  for (const { template } of told) counts.set(template, (counts.get(template) ?? 0) + 1);
  for (const template of new Set([...counts.keys(), ...book.told.keys()])) {
    const count = counts.get(template) ?? 0;
    const { least, most } = bounds(book, template, hadOutage);
    if (count < least || count > most) wrong.push(`${template} ${count} times, not ${least} to ${most}`);
  }
  for (const { template, at } of told)
    if (/balance-(reminder|unpaid)$/.test(template) && !owedAt(book, at.getTime()))
      wrong.push(`dunned by ${template} at ${at.toISOString()}, when nothing was owed`);
  return wrong;
}

/** Reminders are judged by their instants, and the deposit's mails follow from its state. */
function bounds(book: Book, template: string, hadOutage: boolean): { least: number; most: number } {
  const known = [...book.told].find(([name]) => name === template)?.[1];
  if (known) return known;
  // What could not be done while a provider was away is told as well.
  if (hadOutage && /(deposit|deposit-call|refund)-(failed|asked)$/.test(template))
    return { least: 0, most: 9 };
  if (template === 'guest-balance-reminder') return { least: 0, most: 3 };
  if (template === 'owner-balance-unpaid' && book.dueNow < book.total) return { least: 0, most: 1 };
  const hasDeposit = book.reservation.securityDeposit.amount > 0;
  if (hasDeposit && template.startsWith('guest-deposit-')) return { least: 0, most: 1 };
  return { least: 0, most: 0 };
}

/** What was paid half an hour ago may be known to nobody yet but the provider. */
const graceMs = 30 * 60_000;

/** Whether anything was owed then, or a moment before. */
function owedAt(book: Book, atMs: number): boolean {
  const before = book.owing.filter((one) => one.atMs < atMs - graceMs).at(-1);
  const since = book.owing.filter((one) => one.atMs >= atMs - graceMs && one.atMs <= atMs);
  return before === undefined || [before, ...since].some(({ owed }) => owed > 0);
}

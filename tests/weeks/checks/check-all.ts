import { trialBalanceSchema } from '../../../src/ledger/trial-balance.ts';
import { reconciliationReportSchema } from '../../../src/payment/reconciliation/report.ts';
import { staff } from '../../support/account/staff.ts';
import { bodyOf, newClient } from '../../support/booking/booking.ts';
import type { Season } from '../season.ts';
import { owedOf, paidOf } from './book.ts';
import { checkBook } from './check-book.ts';
import { checkProviders } from './check-providers.ts';
import { allTold } from './told.ts';

/** Everything that is wrong when all is over: each line stands for itself. */
export async function checkAll(season: Season): Promise<string[]> {
  const { stack, books, clockwork } = season;
  // While a provider is away its schedules cannot do their work, and say so.
  const isExcused = (atMs: number) =>
    season.outages.some(({ fromMs, toMs }) => fromMs <= atMs && atMs <= toMs);
  const wrong = clockwork.failures.filter(({ atMs }) => !isExcused(atMs)).map(({ what }) => what);
  const told = await allTold(season);
  for (const book of books) {
    const about = told.filter(
      ({ reservation, channel }) => reservation === book.reservation.id && channel === 'mail',
    );
    const found = await checkBook(season, book, about);
    if (found.length > 0)
      wrong.push(
        [
          `${book.reservation.reference}: ${found.join('; ')}`,
          ...book.diary.map((line) => `    ${line}`),
        ].join('\n'),
      );
  }
  wrong.push(...doubled(season));
  for (const { template, status, channel, reservation } of told)
    if (status === 'dead' || (status === 'pending' && channel === 'provider'))
      wrong.push(`${template} of ${reservation ?? 'nobody'} is ${status}`);

  const get = (path: string) => stack.call(path, { headers: staff, from: newClient() });
  const { accounts, isBalanced } = bodyOf(await get('/ledger/trial-balance'), 200, trialBalanceSchema);
  if (!isBalanced) wrong.push('the trial balance does not balance');
  const balanceOf = (name: string) =>
    accounts.filter(({ account }) => account === name).reduce((sum, { balance }) => sum + balance, 0);
  const same = (what: string, found: number, expected: number) => {
    if (found !== expected) wrong.push(`${what} is ${found}, not ${expected}`);
  };
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
  same('what guests owe', balanceOf('guest-receivables'), sum(books.map(owedOf)));
  const ofCards = books.flatMap(({ payments }) => payments.filter(({ provider }) => provider === 'credit'));
  const used = sum(ofCards.map(({ captured, back }) => captured - back));
  same('what gift cards hold', -balanceOf('gift-cards'), sum(books.map(({ card }) => card)) - used);
  same('refunds on their way', balanceOf('refunds'), 0);
  same('what is disputed', balanceOf('disputes'), 0);
  same('deposits held', balanceOf('security-deposits'), 0);
  same('damages', -balanceOf('damages'), sum(books.map(({ depositTaken }) => depositTaken)));
  const sales = accounts.filter(({ account }) => /^(revenue|tax|tourist-tax|promotions)/.test(account));
  same(
    'sales',
    -sum(sales.map(({ balance }) => balance)),
    sum(books.map((book) => paidOf(book) + owedOf(book))),
  );

  wrong.push(...(await checkProviders(season, accounts)));
  const report = bodyOf(await get('/reconciliations'), 200, reconciliationReportSchema);
  for (const one of report.differences)
    wrong.push(
      `a difference at ${one.provider}: ${one.kind} ${one.providerRef} ${one.theirs.amount}/${one.ours.amount}`,
    );
  for (const line of season.outages.length > 0 ? [] : stack.logLines)
    if (line.includes('"level":"error"')) wrong.push(`logged ${line.slice(0, 600)}`);
  return wrong;
}

/** Two confirmed stays that have the same time of the same thing, which is there once. */
function doubled({ books }: Season): string[] {
  const kept = books.filter(({ status }) => status === 'confirmed');
  return kept.flatMap((one, index) =>
    kept
      .slice(index + 1)
      .filter(
        (other) =>
          other.reservation.item.slug === one.reservation.item.slug &&
          other.startsAt < one.endsAt &&
          one.startsAt < other.endsAt,
      )
      .map((other) => `${one.reservation.reference} and ${other.reservation.reference} have the same time`),
  );
}

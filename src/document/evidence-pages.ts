import { isolated } from '../platform/text/isolated.ts';
import type { Evidence } from './evidence.ts';
import { formatsOf } from './formats.ts';
import { letterhead } from './letterhead.ts';
import { bodyWidth, type Cell, hairline, openSheet, type Sheet } from './sheet/sheet.ts';
import { cell, fact, styles } from './sheet/styles.ts';

const locale = 'en-GB';
const formats = formatsOf(locale);
const gap = 12;
const third = (bodyWidth - 2 * gap) / 3;
const providers = { stripe: 'Stripe', paypal: 'PayPal' };

/** Draws an evidence bundle. Times are by the issuer's clocks, the stay's by those of its place. */
export function drawEvidence(evidence: Evidence): Promise<Uint8Array> {
  const { dispute, issuer, preparedAt } = evidence;
  const title = 'Dispute evidence';
  const sheet = openSheet({
    title: `${title} ${dispute.providerReference}`,
    author: issuer.name,
    subject: `Reservation ${evidence.booking.reference}`,
    language: locale,
    at: new Date(preparedAt),
    footer: (page, count) => ({
      left: `${title} ${dispute.providerReference} · ${isolated(issuer.name)}`,
      right: `Page ${page} of ${count}`,
    }),
  });
  letterhead(sheet, issuer, 'Tax number', title, dispute.providerReference);
  disputeFacts(sheet, evidence);
  bookingFacts(sheet, evidence);
  policy(sheet, evidence);
  lists(sheet, evidence);
  return sheet.close();
}

function disputeFacts(sheet: Sheet, { dispute, issuer, preparedAt }: Evidence): void {
  const at = (instant: string | null) => moment(instant, issuer.timeZone);
  sheet.row(
    facts([
      ['Disputed', formats.money(dispute.amount.amount, dispute.amount.currency)],
      ['Reason given', dispute.reason],
      ['Answer due by', at(dispute.evidenceDueAt)],
    ]),
  );
  sheet.space(8);
  sheet.row(
    facts([
      ['Provider', providers[dispute.provider]],
      ['Status', dispute.status],
      ['Opened on', at(dispute.openedAt)],
    ]),
  );
  sheet.space(8);
  sheet.row(
    facts([
      ['Our reference', dispute.id],
      ['Evidence prepared on', at(preparedAt)],
    ]),
  );
}

function bookingFacts(sheet: Sheet, { booking, issuer }: Evidence): void {
  const { customer } = booking;
  section(sheet, 'The booking');
  sheet.row([
    ...facts([
      ['Reservation', `${booking.reference} (${booking.status})`],
      ['What was booked', `${isolated(booking.itemName)}, ${isolated(booking.city)}`],
    ]),
    fact(2 * (third + gap), third, 'Booked by', [
      customer.name,
      ...(customer.email === null ? [] : [customer.email]),
      ...(customer.phone === null ? [] : [customer.phone]),
    ]),
  ]);
  sheet.space(8);
  sheet.row(
    facts([
      ['From', formats.moment(booking.startsAt, booking.timeZone)],
      ['To', formats.moment(booking.endsAt, booking.timeZone)],
      ['Guests', formats.number(booking.guests)],
    ]),
  );
  sheet.space(8);
  sheet.row(
    facts([
      ['Booked on', moment(booking.bookedAt, issuer.timeZone)],
      ['Confirmed on', moment(booking.confirmedAt, issuer.timeZone)],
      ['Cancelled on', moment(booking.cancelledAt, issuer.timeZone)],
    ]),
  );
  sheet.space(8);
  sheet.row(facts([['Total', formats.money(booking.total.amount, booking.total.currency)]]));
}

function policy(sheet: Sheet, { policy: { name, version, text, acceptance }, issuer }: Evidence): void {
  section(
    sheet,
    acceptance ? 'The cancellation policy that the guest accepted' : 'The cancellation policy of the booking',
  );
  sheet.row([cell(0, bodyWidth, `${name}, version ${version}`, styles.strong)]);
  sheet.row([cell(0, bodyWidth, text, styles.body)]);
  sheet.space(8);
  if (!acceptance) {
    sheet.row([
      cell(0, bodyWidth, 'Booked for the guest by the staff, on the telephone or at the door.', styles.body),
    ]);
    return;
  }
  sheet.row([
    ...facts([
      ['Accepted on', moment(acceptance.acceptedAt, issuer.timeZone)],
      ['From the network address', acceptance.networkAddress],
      ['With the browser', acceptance.userAgent],
    ]),
  ]);
}

function lists(sheet: Sheet, { confirmations, mails, payments, refunds, timeline, issuer }: Evidence): void {
  const at = (instant: string) => formats.moment(instant, issuer.timeZone);
  const money = ({ amount, currency }: Evidence['dispute']['amount']) => formats.money(amount, currency);
  list(
    sheet,
    'Confirmations',
    [
      ['When', 3],
      ['What', 7],
    ],
    confirmations.map((one) => [at(one.at), one.text]),
  );
  list(
    sheet,
    'Mails sent',
    [
      ['When', 3],
      ['To', 3],
      ['Subject', 4],
    ],
    mails.map((mail) => [at(mail.sentAt), mail.recipient, mail.subject]),
  );
  list(
    sheet,
    'Payments',
    [
      ['When', 3],
      ['Provider and reference', 4],
      ['Status', 1.5],
      ['Amount', 2],
    ],
    payments.map((one) => [
      at(one.at),
      [one.provider, one.providerReference ?? ''].join(' ').trim(),
      one.status,
      money(one.amount),
    ]),
  );
  list(
    sheet,
    'Refunds',
    [
      ['When', 3],
      ['Reason and reference', 4],
      ['Status', 1.5],
      ['Amount', 2],
    ],
    refunds.map((one) => [
      at(one.at),
      [one.reason, one.providerReference ?? ''].join(' ').trim(),
      one.status,
      money(one.amount),
    ]),
  );
  list(
    sheet,
    'Timeline, from the audit log',
    [
      ['When', 3],
      ['Who', 1.5],
      ['What', 3],
      ['Details', 3],
    ],
    timeline.map((one) => [at(one.at), one.actor, one.action, one.details]),
  );
}

/**
 * A section of rows. `columns` are titles and shares of the width; amounts, in the column of that title, end
 * at the right.
 */
function list(
  sheet: Sheet,
  title: string,
  columns: readonly (readonly [title: string, share: number])[],
  rows: readonly (readonly string[])[],
): void {
  section(sheet, title);
  if (rows.length === 0) {
    sheet.row([cell(0, bodyWidth, 'None.', styles.small)]);
    return;
  }
  const shares = columns.reduce((sum, [, share]) => sum + share, 0);
  const unit = (bodyWidth - gap * (columns.length - 1)) / shares;
  const cells = (texts: readonly string[], style: (typeof styles)['label' | 'body']): Cell[] => {
    let x = 0;
    return columns.map(([name, share], index) => {
      const width = share * unit;
      x += width + gap;
      return cell(x - width - gap, width, texts[index] ?? '', style, name === 'Amount' ? 'right' : 'left');
    });
  };
  const header = cells(
    columns.map(([name]) => name),
    styles.label,
  );
  sheet.table(header, () => {
    for (const row of rows) {
      sheet.row(cells(row, styles.body));
      sheet.rule(hairline);
    }
  });
}

function section(sheet: Sheet, title: string): void {
  sheet.keep(90);
  sheet.space(20);
  sheet.row([cell(0, bodyWidth, title, styles.section)], 'H2');
  sheet.space(4);
}

/** Up to three labels with their values, side by side. */
function facts(entries: readonly (readonly [label: string, value: string])[]): Cell[] {
  return entries.map(([label, value], index) => fact(index * (third + gap), third, label, [value]));
}

function moment(instant: string | null, timeZone: string): string {
  return instant === null ? '–' : formats.moment(instant, timeZone);
}

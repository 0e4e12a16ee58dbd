import type * as v from 'valibot';
import { depositHoldOf } from '../../../booking/owed/deposit-hold.ts';
import { amountDue, statusAt, waysToPayDue } from '../../../booking/reservation.ts';
import { type Minor, minor } from '../../../platform/money/money.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { isolated } from '../../../platform/text/isolated.ts';
import type { Line } from '../../../terms/price/line.ts';
import { refundDeadlines } from '../../../terms/refund-deadlines.ts';
import { policyText } from '../../../texts/policy-text.ts';
import type { changedStaySchema } from '../../reservation/change/change-row.ts';
import type { MessageAbout } from '../message.ts';
import type { Booking } from './booking.ts';
import { formatsOf } from './formats.ts';
import { type Block, type Fact, type PriceLine, paragraph } from './letter.ts';

/** What is reserved, where, when and for how many; `more` says what else there is to know at this moment. */
export function stayBlock(booking: Booking, more: readonly Fact[]): Block {
  const { reservation, texts, formats } = booking;
  const { item } = reservation.quote;
  return {
    kind: 'facts',
    title: `${isolated(item.name)}, ${isolated(item.city)}`,
    facts: [
      { label: texts.facts.reference, value: reservation.reference },
      formats.moment(texts.facts.from, reservation.startsAt),
      formats.moment(texts.facts.to, reservation.endsAt),
      { label: texts.facts.guests, value: formats.number(reservation.guests) },
      ...more,
    ],
  };
}

/** What a reservation was before it was changed. */
export function changedBlock(
  { texts, money }: Booking,
  { itemName, startsAt, endsAt, guests, price, timeZone }: v.InferOutput<typeof changedStaySchema>,
  title: string,
  more: readonly Fact[] = [],
): Block {
  const formats = formatsOf(texts.locale, timeZone);
  return {
    kind: 'facts',
    title: `${title}${texts.colon} ${isolated(itemName)}`,
    facts: [
      formats.moment(texts.facts.from, startsAt),
      formats.moment(texts.facts.to, endsAt),
      { label: texts.facts.guests, value: formats.number(guests) },
      ...more,
      { label: texts.price.total, value: money(price) },
    ],
  };
}

/** What is left to pay of a price that is paid in two parts or later, with the date until which it is. */
export function balanceFacts({ reservation, texts, formats, money }: Booking): Fact[] {
  const { total, dueNow, balanceDueAt, confirmedBy, due } = reservation;
  if (confirmedBy) {
    if (due === 0) return [];
    const until = balanceDueAt
      ? formats.moment(texts.facts.balance, balanceDueAt).value
      : texts.facts.atPlace;
    return [{ label: texts.facts.balance, value: money(due), note: until }];
  }
  if (!balanceDueAt || dueNow >= total) return [];
  const until = formats.moment(texts.facts.balance, balanceDueAt);
  return [{ ...until, value: money(minor(total - dueNow)), note: until.value }];
}

/** What the guest has paid in all, whatever has gone back since. */
export function paidFact({ reservation, texts, money }: Booking): Fact {
  return { label: texts.facts.paid, value: money(reservation.received) };
}

/**
 * Where to transfer what is due, where that is a way to pay it. The IBAN in groups of four, as it is printed
 * (ISO 13616).
 */
export function transferBlocks(
  runtime: Runtime,
  { reservation, texts, about, money }: Booking,
): readonly Block[] {
  const { bank } = runtime.config;
  if (!bank || !waysToPayDue(runtime, reservation).includes('transfer')) return [];
  const now = runtime.clock.now();
  const isHeld = statusAt(reservation, now) === 'held';
  const { transfer, facts } = texts;
  return [
    paragraph(isHeld ? `${transfer.text} ${transfer.held(about)}` : transfer.text),
    {
      kind: 'facts',
      title: transfer.title,
      facts: [
        { label: transfer.accountHolder, value: isolated(bank.accountHolder) },
        { label: 'IBAN', value: bank.iban.replace(/(.{4})(?=.)/g, '$1 ') },
        ...(bank.bic ? [{ label: 'BIC', value: bank.bic }] : []),
        ...(bank.bank ? [{ label: transfer.bank, value: isolated(bank.bank) }] : []),
        { label: facts.reference, value: reservation.reference },
        { label: facts.balance, value: money(amountDue(reservation, now)) },
      ],
    },
  ];
}

/**
 * How an amount goes back, as the owner is told: by itself, or by the owner's hand where it came by bank
 * transfer or in cash.
 */
export function goesBack(
  { money }: Booking,
  { toTransferBack, toGiveBack }: MessageAbout<'reservation'>,
  amount: Minor,
): string {
  const inCash = Math.min(amount, toGiveBack);
  const byTransfer = Math.min(amount - inCash, toTransferBack);
  const byItself = amount - inCash - byTransfer;
  return [
    byItself > 0 &&
      `${money(minor(byItself))} goes back to the guest by itself, the way it came; you hear from us if that does not succeed.`,
    byTransfer > 0 &&
      `${money(minor(byTransfer))} came by bank transfer and is for you to send back: a mail of its own says how.`,
    inCash > 0 &&
      `${money(minor(inCash))} came in cash and is for you to give back: a mail of its own says how.`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** What goes back besides once a dispute has ended, where something does. */
export function waitingBlocks({ texts, money }: Booking, { details }: MessageAbout<'reservation'>): Block[] {
  return details.waitingMinor ? [paragraph(texts.cancellation.waiting(money(details.waitingMinor)))] : [];
}

/** The quote line by line, and what stands beside the total. */
export function priceBlock(booking: Booking): Block {
  const { reservation, texts, formats, money } = booking;
  const hold = depositHoldOf(reservation);
  const { quote, total } = reservation;
  const taxes = quote.includedTaxes.map(({ name, amount }) => ({
    label: texts.price.including(isolated(name)),
    value: money(amount),
  }));
  const deposit = {
    label: texts.facts.securityDeposit,
    value: money(quote.securityDeposit),
    note: hold
      ? `${texts.facts.depositNote}, ${texts.price.depositHeld(formats.inline(hold.from), formats.inline(hold.until))}`
      : texts.facts.depositNote,
  };
  return {
    kind: 'price',
    title: texts.price.title,
    lines: quote.lines.map((line) => priceLine(booking, line)),
    total: { label: texts.price.total, value: money(total) },
    notes: quote.securityDeposit > 0 ? [...taxes, deposit] : taxes,
  };
}

function priceLine({ language, texts, formats, money }: Booking, line: Line): PriceLine {
  const amount = money(line.amount);
  switch (line.kind) {
    case 'stay':
      return { label: stayLabel(line), detail: perUnit(line), amount };
    case 'extra':
    case 'tourist-tax':
      return {
        label: isolated(line.name),
        detail: line.quantity === 1 ? undefined : timesUnit(line),
        amount,
      };
    case 'adjustment':
      return { label: texts.price.adjustment, detail: undefined, amount };
    case 'discount':
      return { label: texts.price.discount(line.name), detail: undefined, amount };
    case 'tax':
      return { label: isolated(line.name), detail: undefined, amount };
  }

  function stayLabel({ per, quantity, name, language: written = 'en' }: Line): string {
    const length =
      per === 'hour' || per === 'day' || per === 'night'
        ? formats.counted(quantity, texts.units[per])
        : formats.number(quantity);
    // The catalogue names its seasons in English; where it has no other name the rate beside it says what
    // differs.
    return name === '' || language !== written ? length : `${length}, ${isolated(name)}`;
  }

  function perUnit({ per, unitPrice }: Line): string {
    return per === 'booking' ? money(unitPrice) : `${money(unitPrice)} ${texts.per[per]}`;
  }

  function timesUnit(extra: Line): string {
    return `${formats.number(extra.quantity)}\u00a0×\u00a0${perUnit(extra)}`;
  }
}

/**
 * The policy as the guest accepted it, and until when a refund can still be had, by the clocks of the place.
 */
export function policyBlock({ reservation, language, texts, formats }: Booking, now: Date): Block {
  const { cancellationPolicy } = reservation.quote;
  const open = refundDeadlines(cancellationPolicy.tiers, reservation.startsAt, now);
  return {
    kind: 'terms',
    title: texts.policy.title(isolated(cancellationPolicy.name)),
    text: policyText(cancellationPolicy, language),
    items:
      open.length === 0
        ? [texts.policy.nothingBack]
        : open.map((tier) =>
            texts.policy.tier(formats.inline(tier.until), formats.share(tier.refundBasisPoints)),
          ),
  };
}

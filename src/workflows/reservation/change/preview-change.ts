import * as v from 'valibot';
import { statusAt } from '../../../booking/reservation.ts';
import { described, named } from '../../../platform/described.ts';
import { minor, moneySchema } from '../../../platform/money/money.ts';
import { fieldProblem, Problem } from '../../../platform/problems.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { signedUntil } from '../../../platform/signed-content.ts';
import { integer } from '../../../platform/text/whole-number.ts';
import { localInstant } from '../../../platform/time/local-time.ts';
import type { Item } from '../../../terms/item.ts';
import { lineSchema } from '../../../terms/price/line.ts';
import { priceSchema } from '../../../terms/price/price-stay.ts';
import type { Quote } from '../../../terms/quote.ts';
import { type ChangeBasis, changeBasis } from './change-basis.ts';
import type { ChangePreviewRequest } from './change-request.ts';
import { signChange } from './change-token.ts';
import { changedMoney } from './changed-money.ts';
import { changedQuote } from './changed-quote.ts';
import { changedStay } from './changed-stay.ts';

const clashSchema = named(
  'ChangeClash',
  'What has the time that a reservation is to have.',
  v.object({
    unit: described(v.string(), 'The name of the unit.'),
    reference: described(v.nullable(v.string()), 'Of a booking what people call it by; null of a block.'),
    block: described(v.nullable(v.string()), 'The id of a block, `blk_…`; null of a booking.'),
    from: described(v.string(), 'From when it has it, RFC 3339 with the offset of the item’s zone.'),
    to: described(v.string(), 'Until when, turnaround included.'),
  }),
);

/** What a change would come to. */
export const changePreviewSchema = named(
  'ChangePreview',
  'What a change of a reservation would come to at this moment.',
  v.object({
    item: described(v.string(), 'The slug of the item.'),
    unit: described(
      v.nullable(v.string()),
      'The name of the unit that it would have; null where none is free.',
    ),
    timeZone: described(v.string(), 'The item’s IANA time zone.'),
    startsAt: described(
      v.string(),
      'When the stay begins then, RFC 3339 with the offset of the item’s zone.',
    ),
    endsAt: described(v.string(), 'When it ends then, RFC 3339 with the offset of the item’s zone.'),
    guests: described(integer, 'How many people come then.'),
    lines: described(v.array(lineSchema), 'What the new price is made of, in order.'),
    includedTaxes: priceSchema.entries.includedTaxes,
    total: described(moneySchema, 'What it costs then.'),
    sold: described(moneySchema, 'What it was sold for.'),
    price: described(moneySchema, 'What of the new total is left, less what was taken off the old one.'),
    difference: described(moneySchema, 'By how much that is more than before; below zero, less.'),
    paid: described(moneySchema, 'What was paid, less what has gone back.'),
    amountDue: described(moneySchema, 'What is to be paid next then.'),
    amountDueAt: described(
      v.nullable(v.string()),
      'Until when, RFC 3339 with the offset of the item’s zone; null where nothing is.',
    ),
    refund: described(moneySchema, 'What goes back then.'),
    securityDeposit: described(moneySchema, 'What is held against damage then.'),
    securityDepositBefore: described(moneySchema, 'The same before.'),
    isAvailable: described(v.boolean(), 'Whether a unit is free for it at this moment.'),
    clashes: described(
      v.array(clashSchema),
      'What is in the way: on the unit that was asked for, or where none is free on each; at most 50.',
    ),
    expiresAt: described(v.string(), 'Until when it can be done so, RFC 3339 in UTC.'),
    change: described(v.string(), 'The signed change: hand it over to do it. Opaque.'),
  }),
);

/** Reckons and signs what a change would come to, and changes nothing. One statement. */
export async function previewChange(
  runtime: Runtime,
  reservationId: string,
  request: ChangePreviewRequest,
): Promise<v.InferOutput<typeof changePreviewSchema>> {
  const now = runtime.clock.now();
  const basis = await changeBasis(runtime, reservationId, request);
  const { reservation, version, money } = basis;
  const status = statusAt(reservation, now);
  if ((status !== 'held' && status !== 'confirmed') || reservation.endsAt <= now)
    throw new Problem('state-conflict', 'This reservation can no longer be changed.');
  const item = itemOf(basis, request, now);
  const { quote, isResold } = wantedTerms(runtime, basis, item, request, now);
  const { unit, clashes } = roomFor(basis, quote, request.unit);
  const { price, priceBefore, due, dueAt, back } = changedMoney(basis, quote, now);
  const expiresAt = signedUntil(now);
  const { currency } = quote;
  const inZone = (instant: Date) => localInstant(instant, item.timeZone);
  return {
    item: item.slug,
    unit: unit?.name ?? null,
    timeZone: item.timeZone,
    startsAt: inZone(new Date(quote.startsAt)),
    endsAt: inZone(new Date(quote.endsAt)),
    guests: quote.guests,
    lines: quote.lines,
    includedTaxes: quote.includedTaxes,
    total: { amount: quote.total, currency },
    sold: { amount: reservation.total, currency },
    price: { amount: price, currency },
    difference: { amount: minor(price - priceBefore), currency },
    paid: { amount: money.paid, currency },
    amountDue: { amount: due, currency },
    amountDueAt: dueAt && inZone(dueAt),
    refund: { amount: back, currency },
    securityDeposit: { amount: quote.securityDeposit, currency },
    securityDepositBefore: { amount: reservation.quote.securityDeposit, currency },
    isAvailable: unit !== undefined,
    clashes: clashes
      .slice(0, 50)
      .map(({ from, to, ...clash }) => ({ ...clash, from: inZone(from), to: inZone(to) })),
    expiresAt: expiresAt.toISOString(),
    change: await signChange(
      runtime,
      {
        reservation: reservationId,
        version,
        unit: request.unit ?? null,
        isResold,
        ignoresStayRules: request.ignoreStayRules,
        quote,
      },
      expiresAt,
    ),
  };
}

/** The item that it is to have; refused at its field where it cannot be moved there. */
function itemOf(basis: ChangeBasis, request: ChangePreviewRequest, now: Date): Item {
  const { item, itemId, reservation } = basis;
  if (!item) throw fieldProblem('item', 'There is no such item.');
  if (reservation.startsAt <= now)
    for (const field of ['item', 'unit', 'guests', 'extras'] as const)
      if (request[field] !== undefined)
        throw fieldProblem(field, 'The stay has begun: only its end can change.');
  if (item.id !== itemId && basis.isArchived) throw fieldProblem('item', 'This item is put away.');
  if (item.currency !== reservation.currency)
    throw fieldProblem('item', `This item is sold in ${item.currency}. Book it anew instead.`);
  if (!basis.isSameCompany)
    throw fieldProblem('item', 'Another company sells this item. Book it anew instead.');
  if (request.unit !== undefined && !basis.units.some(({ id }) => id === request.unit))
    throw fieldProblem('unit', 'There is no such unit of this item.');
  return item;
}

/** Another unit alone is no other sale: the terms stay, whatever they would be today. */
function wantedTerms(
  runtime: Runtime,
  basis: ChangeBasis,
  item: Item,
  request: ChangePreviewRequest,
  now: Date,
): { quote: Quote; isResold: boolean } {
  const { item: wanted, unit, from, to, guests, childAges, extras } = request;
  if ([wanted, from, to, guests, childAges, extras].some((one) => one !== undefined)) {
    const stay = changedStay(basis, item, request, now);
    return { quote: changedQuote(runtime, basis, item, stay, request), isResold: true };
  }
  if (unit === undefined) throw fieldProblem('to', 'Say what is to change.');
  return { quote: sameTimes(basis), isResold: false };
}

/** The terms as they are, with the instants that the stay has by the rules of zones of today. */
function sameTimes({ reservation: { quote, startsAt, endsAt } }: ChangeBasis): Quote {
  return { ...quote, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() };
}

/** A unit that is free for it, and what is in the way on those that are not. */
function roomFor({ units }: ChangeBasis, { startsAt, endsAt, item }: Quote, wanted: string | undefined) {
  const from = Date.parse(startsAt);
  const to = Date.parse(endsAt) + item.turnaroundMinutes * 60_000;
  const candidates = units
    .filter(({ id }) => wanted === undefined || id === wanted)
    .map(({ name, taken }) => ({
      name,
      clashes: taken
        .filter((one) => one.from.getTime() < to && from < one.to.getTime())
        .map((one) => ({ unit: name, ...one })),
    }));
  const unit = candidates.find(({ clashes }) => clashes.length === 0);
  return { unit, clashes: unit ? [] : candidates.flatMap(({ clashes }) => clashes) };
}

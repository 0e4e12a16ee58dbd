import { commonLimits, inOnePiece } from '../../../platform/money/payable.ts';
import { fieldProblem, Problem } from '../../../platform/problems.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import type { Item } from '../../../terms/item.ts';
import { planPayments } from '../../../terms/price/payment-plan.ts';
import { makeQuote, priceWishes, type Quote } from '../../../terms/quote.ts';
import { type Stay, scheduleOf } from '../../../terms/stay/stay.ts';
import type { ChangeBasis } from './change-basis.ts';
import type { ChangePreviewRequest } from './change-request.ts';
import { allPaidTouristTax, soldExtras, soldLength } from './sold-wishes.ts';

/**
 * What a reservation is sold for with other wishes: as computed today, or as it was sold. The policy that
 * was agreed to stays, and so does the promotion code, whatever became of either since.
 */
export function changedQuote(
  runtime: Runtime,
  basis: ChangeBasis,
  item: Item,
  stay: Stay,
  request: ChangePreviewRequest,
): Quote {
  const sold = basis.reservation.quote;
  const { guests = sold.guests } = request;
  if (guests > item.capacity) throw fieldProblem('guests', `At most ${item.capacity} guests.`);
  if ((request.childAges?.length ?? 0) > guests)
    throw fieldProblem('childAges', 'There are more children than guests.');
  const quote =
    request.price === 'unchanged'
      ? asSold(runtime, basis, item, stay, request)
      : computed(runtime, basis, item, stay, { ...request, guests });
  return { ...quote, cancellationPolicy: sold.cancellationPolicy };
}

function computed(
  runtime: Runtime,
  { reservation: { quote: sold }, promotion }: ChangeBasis,
  item: Item,
  stay: Stay,
  { guests, childAges, extras = soldExtras(sold, item) }: ChangePreviewRequest & { guests: number },
): Quote {
  if (!childAges && !allPaidTouristTax(sold, item))
    throw fieldProblem('childAges', 'Give the ages of the children, or none: some paid no tourist tax.');
  const price = priceWishes(runtime, item, stay, {
    guests,
    childAges,
    extras,
    discount: promotion ?? undefined,
  });
  return makeQuote(runtime, item, stay, guests, price).quote;
}

function asSold(
  runtime: Runtime,
  { reservation: { quote: sold } }: ChangeBasis,
  item: Item,
  stay: Stay,
  { guests, extras }: ChangePreviewRequest,
): Quote {
  const minutes = stay.parts.reduce((sum, { quantityMinutes }) => sum + quantityMinutes, 0);
  const length = minutes / (item.rate.per === 'hour' ? 60 : 1440);
  const isOtherSale = extras !== undefined || (guests ?? sold.guests) !== sold.guests;
  if (isOtherSale || item.rate.per !== sold.item.per || Math.abs(length - soldLength(sold)) > 1e-9)
    throw fieldProblem('price', 'The price can stay as it was sold where length, guests and extras do.');
  const limits = commonLimits(runtime.config, item.currency);
  if (!limits)
    throw new Problem('not-payable', 'This amount cannot be paid online here. Please write to us.');
  const { id, slug, name, place, turnaroundMinutes, depositLeadHours } = item;
  return {
    ...sold,
    item: { id, slug, name, city: place.city, turnaroundMinutes, ...scheduleOf(item) },
    startsAt: stay.startsAt.toString(),
    endsAt: stay.endsAt.toString(),
    local: stay.local,
    securityDeposit: inOnePiece(item.securityDeposit.amount, limits),
    depositLeadHours,
    paymentPlan: planPayments(item, sold.total, stay.startsAt, runtime.clock.now(), limits),
  };
}

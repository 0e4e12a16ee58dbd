import { identify } from '../../src/platform/idempotency/idempotency.ts';
import { type Currency, minor } from '../../src/platform/money/money.ts';
import { zoned } from '../../src/platform/time/local-time.ts';
import type { Quote } from '../../src/terms/quote.ts';
import { createHold } from '../../src/workflows/reserve/create-hold.ts';
import type { Stay } from './books.ts';
import { expectExpiry } from './expect-request.ts';
import { begin, nowOf, type SoakItem, type Story, same, unique, type World } from './world.ts';

const hourMs = 3_600_000;
const holdMs = 15 * 60_000;
/** The seed's items hold a security deposit a day before the start, and give it back two days after the end. */
const depositLeadMs = 24 * hourMs;
const depositReleaseMs = 48 * hourMs;
const policy = { code: 'flexible', version: 1, name: 'Soak', text: 'As drawn.' };
const largest: Record<string, number> = { EUR: 2_000_000, JPY: 900_000, LYD: 9_000_000 };

/** Reserves an item at an instant that nobody else has. */
export async function openStay(world: World, item: SoakItem): Promise<Story> {
  const { runtime, draw } = world;
  begin(world, undefined, 'reserve');
  const now = nowOf(world);
  const quote = draftQuote(world, item, now);
  expectExpiry(stays(world), item.id, now);
  const outcome = await createHold(
    runtime,
    {
      quote,
      isRefused: false,
      guest: { name: 'Ada Guest', email: 'ada@soak.example' },
      language: 'en',
      acceptance: { address: '192.0.2.1', userAgent: undefined },
    },
    identify('soak', quote.id, quote.id),
  );
  same('the outcome of reserving', outcome.outcome, 'made');
  if (outcome.outcome !== 'made') throw new Error('nothing was reserved');
  const stay = stayOf(outcome.reservation.id, item, quote, now);
  stay.history.push(`#${world.counts.operations} ${world.clock.now().toISOString()} reserved`);
  const story = { stay, remotes: new Map(), actsLeft: draw.between(10, 90) };
  world.stays.set(stay.id, story);
  return story;
}

export function* stays({ stays: stories }: World): Generator<Stay> {
  for (const { stay } of stories.values()) yield stay;
}

function stayOf(id: string, item: SoakItem, quote: Quote, now: number): Stay {
  const startsAt = Date.parse(quote.startsAt);
  const sumOf = (kind: string) =>
    quote.lines.reduce((sum, line) => sum + (line.kind === kind ? line.amount : 0), 0);
  return {
    id,
    itemId: item.id,
    category: item.category,
    currency: item.currency,
    total: quote.total,
    taxes: sumOf('tax') + quote.includedTaxes.reduce((sum, { amount }) => sum + amount, 0),
    touristTaxes: sumOf('tourist-tax'),
    discounts: -sumOf('discount'),
    dueNow: quote.paymentPlan.dueNow,
    startsAt,
    tiers: quote.cancellationPolicy.tiers,
    createdAt: now,
    holdExpiresAt: now + holdMs,
    securityDeposit: quote.securityDeposit,
    depositTimes: {
      authorizeAt: startsAt - depositLeadMs,
      releaseAt: Date.parse(quote.endsAt) + depositReleaseMs,
    },
    status: 'held',
    wasConfirmed: false,
    credited: 0,
    conceded: 0,
    concessionKept: 0,
    payments: [],
    deposit: undefined,
    history: [],
  };
}

/** A price of lines drawn at random, in an hour of a stay that has an instant of its own within it. */
function draftQuote(world: World, item: SoakItem, now: number): Quote {
  const { draw } = world;
  const hour = Math.ceil((now + draw.between(1, draw.chance(0.6) ? 22 : 60) * hourMs) / hourMs) * hourMs;
  item.stays += 1;
  const startsAt = hour + (item.stays % hourMs);
  const most = draw.chance(0.1) ? 20 : (largest[item.currency] ?? 1000);
  const charge = draw.between(1, most);
  const discount = draw.chance(0.3) ? draw.between(0, Math.floor(charge / 2)) : 0;
  const tax = draw.chance(0.5) ? draw.between(0, Math.floor(charge / 5)) : 0;
  const included = draw.chance(0.5) ? draw.between(0, Math.floor((charge - discount) / 6)) : 0;
  const town = draw.chance(0.3) ? draw.between(1, 3000) : 0;
  const total = charge - discount + tax + town;
  const isSplit = total > 1 && draw.chance(0.4);
  const dueNow = isSplit ? draw.between(1, total - 1) : total;
  const line = (kind: 'stay' | 'discount' | 'tourist-tax' | 'tax', amount: number) => ({
    kind,
    name: kind === 'stay' ? '' : `soak ${kind}`,
    per: 'booking' as const,
    quantity: 1,
    unitPrice: minor(amount),
    amount: minor(amount),
  });
  return {
    id: unique(world, 'quo'),
    item: {
      id: item.id,
      slug: item.id,
      name: 'Soak',
      city: 'Nice',
      timeZone: 'Europe/Paris',
      startTime: '15:00',
      endTime: '11:00',
      per: 'hour',
      turnaroundMinutes: 0,
    },
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(startsAt + 1).toISOString(),
    local: { startsAt: localOf(startsAt), endsAt: localOf(startsAt + 1) },
    guests: 1,
    lines: [
      line('stay', charge),
      ...(discount > 0 ? [line('discount', -discount)] : []),
      ...(town > 0 ? [line('tourist-tax', town)] : []),
      ...(tax > 0 ? [line('tax', tax)] : []),
    ],
    includedTaxes: included > 0 ? [{ name: 'soak', basisPoints: 2000, amount: minor(included) }] : [],
    taxGroups: [],
    total: minor(total),
    currency: item.currency as Currency, // one of the soak's three
    securityDeposit: minor(draw.chance(0.7) ? draw.between(1, most) : 0),
    depositLeadHours: 24,
    cancellationPolicy: {
      ...policy,
      tiers: [
        { hoursBefore: 30, refundBasisPoints: 10_000 },
        { hoursBefore: 12, refundBasisPoints: draw.between(0, 10_000) },
        { hoursBefore: 2, refundBasisPoints: draw.between(0, 5000) },
      ],
    },
    paymentPlan: {
      dueNow: minor(dueNow),
      balance: minor(total - dueNow),
      balanceDueAt: isSplit ? new Date(hour).toISOString() : null,
    },
  };
}

/** What the clocks in Nice show at the bounds of a stay. */
const localOf = (at: number): string => zoned(new Date(at), 'Europe/Paris').toString();

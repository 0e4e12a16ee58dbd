import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { createdReservationSchema } from '../../src/booking/present-reservation.ts';
import {
  bodyOf,
  type CreatedReservation,
  postReservation,
  quote,
  reservationBody,
} from '../support/booking/booking.ts';
import { type ClonedItem, cloneItem, localDate } from '../support/booking/cloned-item.ts';
import {
  balancesFor,
  balancesOf,
  messagesAbout,
  reservationState,
  unbalancedTransactions,
} from '../support/booking/settled-state.ts';
import { countTo, sized } from '../support/harness/size.ts';
import { useStack } from '../support/harness/stack.ts';
import { warmClients } from '../support/harness/warm-clients.ts';
import { quietOutbox } from '../support/message/quiet-outbox.ts';
import {
  type EventSubject,
  intentEvent,
  openSubject,
  postWebhook,
  secondsOf,
  signatureOf,
} from '../support/payment/stripe-events.ts';

const rounds = sized(8);
const claims = 4;

const stack = useStack();
beforeAll(async () => {
  stack.stripe.chaos({ drop: 'all' });
  await quietOutbox(stack);
  // A slow disk: transactions overlap for longer, so that one which does not wait for another meets it.
  await stack.database.query(`
    create function slow_disk() returns trigger language plpgsql as $$ begin perform pg_sleep(0.01); return new; end $$;
    create trigger slow_disk before insert or update on reservations for each row execute function slow_disk()`);
});

interface Payer {
  readonly reservation: CreatedReservation;
  readonly subject: EventSubject;
}

/** When the payments arrive: at the last instant of the hold, at its end, or between the two on clocks that differ by as much. */
const moments = ['just in time', 'as the hold ends', 'on clocks that differ'] as const;
type Moment = (typeof moments)[number];

/**
 * How many milliseconds events and claims wait on their way to the database: four kinds of rounds for each of the three moments. In the first five
 * rounds the hold ends once with the events far ahead, and once with the claims.
 */
const lines = [
  [200, 0],
  [0, 200],
  [0, 0],
  [10, 0],
] as const;
const leastRounds = 5;

/** What of one round's items is taken, and by whom. */
async function ownersOf(item: ClonedItem, startsAt: string): Promise<string[]> {
  const { rows } = await stack.database.query<{ reservation_id: string }>(
    'select reservation_id from occupancies where unit_id = any($1) and period @> $2::timestamptz',
    [item.unitIds, startsAt],
  );
  return rows.map((row) => row.reservation_id);
}

/** Everyone holds, opens a payment, and lets the time run until `moment`. */
async function prepare(item: ClonedItem, round: number, moment: Moment) {
  const wish = {
    ...item.wish,
    from: localDate(stack.clock.now(), 30 + 2 * round),
    to: localDate(stack.clock.now(), 31 + 2 * round),
  };
  const { quote: token, startsAt } = await quote(stack, wish);
  const payers: Payer[] = [];
  for (const _ of item.unitIds) {
    const reservation = bodyOf(await postReservation(stack, token), 201, createdReservationSchema);
    payers.push({ reservation, subject: await openSubject(stack, reservation) });
  }
  await stack.functions.settled();
  const endsMs = Date.parse(payers[0]?.reservation.holdExpiresAt ?? '');
  stack.clock.set(new Date(moment === 'just in time' ? endsMs - 1 : endsMs).toISOString());
  return { token, startsAt, payers };
}

/** Sends the events of all payments (each twice) and the claims at once, and answers what the claims came to. */
async function collide(token: string, payers: readonly Payer[], round: number, moment: Moment) {
  const clients = await warmClients(stack, claims + 2 * payers.length);
  // Who has the better line to the database differs from round to round, so that either may be first.
  const [eventsMs = 0, claimsMs = 0] = lines[round % lines.length] ?? [];
  const database = stack.databaseName;
  stack.proxy.faults({ database, matching: /\.apply_\w+\(/, latencyMs: eventsMs });
  stack.proxy.faults({ database, matching: /create_hold/, latencyMs: claimsMs });
  const events = [...payers, ...payers].map(({ subject }, index) => {
    const body = JSON.stringify(
      intentEvent(subject, 'payment_intent.succeeded', {
        created: secondsOf(stack),
        id: `evt_${subject.id}`,
      }),
    );
    return postWebhook(stack, body, signatureOf(body, secondsOf(stack)), clients[claims + index]);
  });
  const claimed = clients.slice(0, claims).map((from) =>
    stack.call('/reservations', {
      body: reservationBody(token),
      headers: { 'Idempotency-Key': randomUUID() },
      from,
    }),
  );
  const { now } = stack.clock;
  if (moment === 'on clocks that differ')
    stack.clock.now = () => new Date(now().getTime() - (Math.random() < 0.5 ? 1 : 0));
  const [settled, answers] = await Promise.all([Promise.all(events), Promise.all(claimed)]);
  stack.clock.now = now;
  stack.proxy.clearFaults();
  expect(settled.map(({ status }) => status)).toEqual(settled.map(() => 200));
  return answers;
}

test.each([1, 2])(
  'payments that arrive as their holds end, while others claim the time: %i units have as many owners, and all other money is owed back',
  async (units) => {
    const item = await cloneItem(stack, { units });
    const outcomes = new Set<string>();
    const wanted = Math.max(leastRounds, rounds / units);
    const tell = countTo(wanted);
    for (let round = 0; round < wanted; round += 1) {
      const moment = moments[round % moments.length] ?? 'just in time';
      const { token, startsAt, payers } = await prepare(item, round, moment);
      const answers = await collide(token, payers, round, moment);
      const states = await Promise.all(
        payers.map(({ reservation }) => reservationState(stack, reservation.id)),
      );
      const winners = payers.filter((_, index) => states[index]?.status === 'confirmed');
      const made = answers.flatMap((answer) =>
        answer.status === 201 ? [bodyOf(answer, 201, createdReservationSchema).id] : [],
      );

      expect(answers.map(({ status }) => status).filter((status) => status !== 201)).toEqual(
        Array(claims - made.length).fill(409),
      );
      expect((await ownersOf(item, startsAt)).sort()).toEqual(
        [...winners.map(({ reservation }) => reservation.id), ...made].sort(),
      );
      expect(winners.length + made.length).toBe(units);
      if (moment === 'just in time') expect(winners).toHaveLength(units);
      for (const [index, { reservation, subject }] of payers.entries()) {
        const { amount } = reservation.total;
        const isOwner = states[index]?.status === 'confirmed';
        expect(await balancesOf(stack, subject.id)).toEqual(
          isOwner ? balancesFor(amount) : { 'provider-clearing:stripe': amount, refunds: -amount },
        );
        expect(states[index]).toMatchObject(
          isOwner
            ? { refundDue: 0, refundReason: null }
            : { status: 'expired', refundDue: amount, refundReason: 'late-payment' },
        );
        expect(await messagesAbout(stack, reservation.id)).toEqual(
          isOwner
            ? ['guest-confirmation', 'guest-hold', 'owner-new-reservation']
            : ['guest-hold', 'guest-late-payment', 'owner-late-payment'],
        );
        outcomes.add(`${isOwner ? 'paid' : 'lost'} ${moment}`);
      }
      tell();
    }
    // It was a race: of those at the end of the hold some were first, and some were not.
    const close = [...outcomes].filter((outcome) => !outcome.endsWith('just in time'));
    expect(close.map((outcome) => outcome.split(' ')[0])).toEqual(expect.arrayContaining(['paid', 'lost']));
    expect(await unbalancedTransactions(stack)).toEqual([]);
  },
);

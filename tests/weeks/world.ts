import { type DirectDatabase, openDirectDatabase } from '../../dev/soak/database.ts';
import type { Database } from '../../src/platform/database/database.ts';
import { type RandomBytes, systemRandom } from '../../src/platform/random.ts';
import { pendingPrecondition } from '../../src/platform/request-precondition.ts';
import { type ClonedItem, cloneItem } from '../support/booking/cloned-item.ts';
import { type Stack, startStack } from '../support/harness/stack.ts';
import { quietMails } from '../support/message/quiet-outbox.ts';
import type { Draw } from './draw.ts';
import { type Postman, startPostman } from './postman.ts';
import { rememberRows } from './pristine.ts';

/** What weeks run in: one stack for all, whose database is made empty before each, so that a week alone is the same week. */
export interface World {
  readonly stack: Stack;
  readonly postman: Postman;
  readonly items: readonly ClonedItem[];
  /** Prices of the week are in it. */
  readonly currency: string;
  readonly exchange: Exchange;
}

export interface Worlds {
  /** A new catalogue and clock, a database without bookings, and providers that know nothing. Ours draws ids and jitter from `random`. */
  begin(draw: Draw, random: RandomBytes): Promise<World>;
  stop(): Promise<void>;
}

/**
 * Starts the stack. The functions reach the database by the soak's direct door, and mails are written and not sent: drawing documents and
 * speaking SMTP would take most of the time, and has tests of its own.
 */
export async function startWorlds(): Promise<Worlds> {
  let direct: DirectDatabase | undefined;
  let bytes: RandomBytes = systemRandom;
  const stack = await startStack({
    parts: { database: guardedDoor(() => direct), random: (count) => bytes(count) },
  });
  direct = await openDirectDatabase(stack.databaseUrl);
  await quietMails(stack);
  const reset = await rememberRows(stack.database);
  const postman = await startPostman(stack);
  return {
    async begin(draw, random) {
      await reset();
      bytes = random;
      stack.stripe.reset();
      stack.paypal.reset();
      postman.forget();
      stack.logLines.length = 0;
      const start = Date.UTC(2027, 2, 2, 6) + draw.between(0, 240) * 86_400_000;
      stack.clock.set(new Date(start).toISOString());
      await stack.database.query(
        `insert into promotions (code, description, percent_basis_points, valid_from, valid_to) values ($1, 'Ten per cent.', 1000, '2027-01-01', '2029-01-01')`,
        [weekCode],
      );
      const prices = draw.chance(0.5) ? eur : draw.oneOf([huf, jpy, kwd]);
      return {
        stack,
        postman,
        currency: prices.currency,
        exchange: prices.exchange,
        items: await makeItems(stack, draw, prices),
      };
    },
    async stop() {
      await direct?.close();
      await postman.close();
      await stack.stop();
    },
  };
}

/** The direct door, with what must hold before a request's first statement in front of that, as the ordinary one has it. */
function guardedDoor(direct: () => Database | undefined): Database {
  function door(): Database {
    const open = direct();
    if (!open) throw new Error('no week has begun');
    return open;
  }
  const batch: Database['batch'] = async (statements) => {
    const guard = pendingPrecondition();
    if (!guard) return door().batch(statements);
    const results = (await door().batch([guard.statement, ...statements])).slice(1);
    guard.hasPassed = true;
    return results;
  };
  return {
    query: async (statement) =>
      pendingPrecondition() ? ((await batch([statement]))[0] ?? []) : door().query(statement),
    batch,
  };
}

/** Takes ten per cent off any price, for whoever knows it. */
export const weekCode = 'THISWEEK';

/** The currency of Stripe's balance in weeks in which it is another, and its smallest units for one of the price's. */
interface Exchange {
  readonly currency: string;
  readonly rate: number;
}

/** What a night costs, and what is held of the two things that have a deposit. */
interface Prices {
  readonly currency: string;
  readonly night: number;
  readonly deposits: readonly [number, number];
  readonly exchange: Exchange;
}

const eur: Prices = {
  currency: 'EUR',
  night: 98_000,
  deposits: [50_000, 30_000],
  exchange: { currency: 'usd', rate: 1.0841 },
};
/** Currencies that a provider moves in steps of more than our unit, or has no decimals of, or does not take at all. */
const huf: Prices = {
  currency: 'HUF',
  night: 3_345_700,
  deposits: [5_000_000, 1_234_500],
  exchange: { currency: 'eur', rate: 0.0025 },
};
const jpy: Prices = {
  currency: 'JPY',
  night: 14_567,
  deposits: [30_000, 12_345],
  exchange: { currency: 'eur', rate: 0.6174 },
};
const kwd: Prices = {
  currency: 'KWD',
  night: 98_770,
  deposits: [50_000, 33_330],
  exchange: { currency: 'eur', rate: 0.2891 },
};

/** Things to rent, each one of its kind, so that who has its time is plain: one paid at once, one in two parts, one with a deposit. */
async function makeItems(stack: Stack, draw: Draw, prices: Prices): Promise<ClonedItem[]> {
  const { currency, night, deposits } = prices;
  const common = {
    currency,
    rate_minor: night,
    turnaround_minutes: 0,
    lead_time_minutes: 0,
    minimum_stay: 1,
    due_now_basis_points: 10_000,
  };
  const policy = () => ({ policy_code: draw.oneOf(['flexible', 'moderate', 'strict']) });
  const kinds = [
    { security_deposit_minor: 0 },
    { security_deposit_minor: 0, due_now_basis_points: 3000, balance_due_days: 4 },
    { security_deposit_minor: deposits[0] },
    { security_deposit_minor: deposits[1], due_now_basis_points: 5000, balance_due_days: 3 },
  ];
  const items: ClonedItem[] = [];
  for (const kind of kinds)
    items.push(await cloneItem(stack, { columns: { ...common, ...policy(), ...kind } }));
  return items;
}

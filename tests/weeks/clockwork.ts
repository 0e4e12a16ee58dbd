import settleOpenPayments from '../../netlify/functions/scheduled/check-open-payments.ts';
import collectBalances from '../../netlify/functions/scheduled/collect-balances.ts';
import expireHolds from '../../netlify/functions/scheduled/expire-holds.ts';
import reckonStays from '../../netlify/functions/scheduled/reckon-stays.ts';
import reconcile from '../../netlify/functions/scheduled/reconcile.ts';
import keepDeposits from '../../netlify/functions/scheduled/sync-deposits.ts';
import { schedule } from '../../src/http/schedule.ts';
import { makeAllCalls } from '../../src/workflows/payment/provider-calls.ts';
import { expireAllHolds } from '../../src/workflows/reservation/expire-holds.ts';
import type { Stack } from '../support/harness/stack.ts';
import { fire, type Handler } from './fire.ts';

const minuteMs = 60_000;
const hourMs = 3_600_000;

/** What Netlify fires every few minutes. Calls are made one after another: there are few at a time. */
const often = {
  lapseAllHolds: schedule((runtime) => expireAllHolds(runtime)),
  settleOpenPayments,
  makeAllCalls: schedule((runtime) => makeAllCalls(runtime, { parallel: 1 })),
};
/** What it fires every hour or so. */
const hourly = { keepDeposits, collectBalances, reckonStays, ...often };
/** Compared once a day while anything happens: each comparison begins where the last one ended. */
const daily = { reconcile, expireHolds, ...hourly };

/** After a deed the schedules that may have to do with it are fired so many minutes later, and twice a day all of them. */
const afterDeed = [4, 28];
const restHours = 12;

/** The first instant from this one on at which all schedules are fired, whether or not anything was done. */
export function restFrom(atMs: number): number {
  const offsetMs = 17 * minuteMs;
  return Math.ceil((atMs - offsetMs) / (restHours * hourMs)) * restHours * hourMs + offsetMs;
}

/** Fires the scheduled functions, as seldom as nothing depends on it. Each that fails is noted. */
export interface Clockwork {
  /** The instant of the next schedules. */
  next(): number;
  /** Something was done now. */
  deed(): void;
  fire(): Promise<void>;
  readonly failures: { readonly atMs: number; readonly what: string }[];
}

/** @param dies at which of its words with the database the next schedule's instance ends, if it does. */
export function createClockwork(stack: Stack, dies: () => number | undefined): Clockwork {
  const now = () => stack.clock.now().getTime();
  let soon: number[] = [];
  let rest = restFrom(now() + 1);
  let isCompared = false;
  let comparedAt = now();
  const failures: { atMs: number; what: string }[] = [];
  const next = () => Math.min(rest, soon[0] ?? rest);

  async function run(name: string, handler: Handler, diesAt?: number): Promise<void> {
    const wrong = await fire(stack, handler, diesAt);
    if (wrong !== undefined)
      failures.push({ atMs: now(), what: `${stack.clock.now().toISOString()}: ${name} ${wrong}` });
    await settled(stack);
  }

  return {
    next,
    failures,
    deed() {
      isCompared = false;
      soon = afterDeed.map((minutes) => now() + minutes * minuteMs);
    },
    async fire() {
      const isRest = rest <= now();
      soon = soon.filter((atMs) => atMs > now());
      if (isRest) rest += restHours * hourMs;
      const isDay = isRest && !isCompared && now() - comparedAt >= 24 * hourMs;
      if (isDay) {
        comparedAt = now();
        isCompared = true;
      }
      for (const [name, handler] of Object.entries(isDay ? daily : isRest ? hourly : often)) {
        const diesAt = dies();
        await run(name, handler, diesAt);
        if (diesAt === undefined) continue;
        // It is fired again before long: here at once, so that what it should have done by now is done, and when leases have ended.
        await run(name, handler);
        soon = [...soon, now() + 5 * minuteMs].toSorted((one, other) => one - other);
      }
    },
  };
}

/** Waits until what is under way between us and the providers has come to rest. */
export async function settled(stack: Stack): Promise<void> {
  await stack.stripe.settled();
  await stack.paypal.settled();
  await stack.functions.settled();
  await stack.stripe.settled();
  await stack.paypal.settled();
}

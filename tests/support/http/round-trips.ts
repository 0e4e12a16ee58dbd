import { PgDialect } from 'drizzle-orm/pg-core';
import { expect } from 'vitest';
import { serveFunctions } from '../../../dev/functions-server.ts';
import type { Database } from '../../../src/platform/database/database.ts';
import { newClient } from '../booking/booking.ts';
import { type Answer, type Call, call } from '../harness/client.ts';
import { functionModules } from '../harness/functions.ts';
import type { Stack } from '../harness/stack.ts';

export interface Trips {
  readonly database: number;
  readonly redis: number;
  readonly provider: number;
}

/** The trips of a call up to its answer, and those that follow. */
export interface Counted {
  readonly answer: Answer;
  readonly before: Trips;
  readonly after: Trips;
}

export const one: Trips = { database: 1, redis: 1, provider: 0 };
export const nothing: Trips = { database: 0, redis: 0, provider: 0 };

/**
 * What follows an answer (delivering mail, noting the provider's id) begins before the answer is read, so the counts would
 * mix the two. Here its statements wait until the answer has been counted; they are told by what they write.
 */
const isAfterwards = (statement: string) => /outbox_round|payment_opened/.test(statement);

/** The functions of a stack, served once more so that the trips of each call can be counted. */
export async function startTripCounter(stack: Stack) {
  let afterwards = Promise.withResolvers<void>();
  // Its webhook would be counted with the request that it comes from.
  stack.stripe.chaos({ drop: ['payment_intent.created'] });
  const { database } = stack.runtime;
  const gated: Database = {
    async query(statement) {
      if (isAfterwards(new PgDialect().sqlToQuery(statement).sql)) await afterwards.promise;
      return database.query(statement);
    },
    async batch(statements) {
      if (statements.some((one) => isAfterwards(new PgDialect().sqlToQuery(one).sql)))
        await afterwards.promise;
      return database.batch(statements);
    },
  };
  const functions = await serveFunctions(functionModules, {
    port: 0,
    runtime: { ...stack.runtime, database: gated },
  });
  // The first call of the limiter loads its script into Redis.
  await call(`${functions.url}/api/v1/items?limit=0`, { from: newClient() });

  function count(): Trips {
    const provider = Object.values(stack.stripe.counts()).reduce((sum, calls) => sum + calls, 0);
    return {
      database: stack.proxy.counts(stack.databaseName).requests,
      redis: stack.redis.counts().trips,
      provider,
    };
  }

  /** Calls a route and counts the trips up to its answer, and those that follow. */
  async function trips(path: string, options: Call = {}): Promise<Counted> {
    afterwards = Promise.withResolvers<void>();
    stack.proxy.resetCounts(stack.databaseName);
    stack.redis.resetCounts();
    const { provider } = count();
    const since = (): Trips => ({ ...count(), provider: count().provider - provider });
    const answer = await call(`${functions.url}/api/v1${path}`, { from: newClient(), ...options });
    const before = since();
    afterwards.resolve();
    await functions.settled();
    const total = since();
    const after = {
      database: total.database - before.database,
      redis: total.redis - before.redis,
      provider: total.provider - before.provider,
    };
    return { answer, before, after };
  }

  return {
    trips,
    async expectTrips(expected: Trips, status: number, path: string, options?: Call): Promise<Counted> {
      const counted = await trips(path, options);
      expect(counted.answer.status, counted.answer.text).toBe(status);
      expect(counted.before, `${path} up to its answer`).toEqual(expected);
      expect(counted.after.redis + counted.after.provider, `${path} after its answer`).toBe(0);
      return counted;
    },
    close: () => functions.close(),
  };
}

export type TripCounter = Awaited<ReturnType<typeof startTripCounter>>;

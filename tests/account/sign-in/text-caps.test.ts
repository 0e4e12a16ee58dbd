import { beforeEach, expect, test } from 'vitest';
import { parseConfig } from '../../../src/platform/config/config.ts';
import type { Runtime } from '../../../src/platform/runtime.ts';
import { deliverDue } from '../../../src/workflows/message/deliver.ts';
import { consumeText, TextCapError } from '../../../src/workflows/message/text-cap.ts';
import { post, signedInUser } from '../../support/account/accounts.ts';
import { useStack } from '../../support/harness/stack.ts';
import { emptyOutbox } from '../../support/message/outbox.ts';

const stack = useStack();
beforeEach(async () => {
  await emptyOutbox(stack);
  stack.clock.advance({ hours: 25 });
});

const far = { perPrefixPerHour: 1000, perCountryPerHour: 1000, perHour: 1000, perDay: 1000 };

/** A runtime with limits of a test's own: what is not said is far away. */
function limited(limits: Readonly<Record<string, unknown>>): Runtime {
  const variables = { ...stack.environment, TEXT_LIMITS: JSON.stringify({ ...far, ...limits }) };
  return { ...stack.runtime, config: parseConfig(variables, 'dev') };
}

/** How many of these went, one after the other. */
async function sent(runtime: Runtime, numbers: readonly string[]): Promise<number> {
  let count = 0;
  for (const number of numbers)
    await consumeText(runtime, number).then(
      () => {
        count += 1;
      },
      (error: unknown) => {
        if (!(error instanceof TextCapError)) throw error;
      },
    );
  return count;
}

async function alarms(): Promise<unknown[]> {
  const { rows } = await stack.database.query(
    `select details -> 'texts' ->> 'cap' as cap from outbox where template = 'owner-texts-capped' order by 1`,
  );
  return rows.map(({ cap }) => cap);
}

const french = (count: number) => Array.from({ length: count }, (_, n) => `+336${10 + n}345678`);
const range = (count: number) => Array.from({ length: count }, (_, n) => `+3361234${1000 + n}`);
const cuban = (count: number) => Array.from({ length: count }, (_, n) => `+535${1_000_000 + 10_000 * n}`);

test.each<[string, Readonly<Record<string, unknown>>, readonly string[], number, string]>([
  ['one range of a network', { perPrefixPerHour: 3 }, range(6), 3, 'prefix'],
  ['a country', { perCountryPerHour: 4 }, french(8), 4, 'country'],
  ['a country that has a limit of its own', { countries: { CU: 2 } }, cuban(5), 2, 'country'],
  ['a country that is shut', { countries: { CU: 0 } }, cuban(2), 0, 'country'],
  ['an hour', { perHour: 5 }, [...french(4), ...cuban(4)], 5, 'hour'],
  ['a day', { perDay: 5 }, [...french(4), ...cuban(4)], 5, 'day'],
])(
  '%s has a cap, over whoever asks; the owner hears of it once',
  async (_name, limits, numbers, most, cap) => {
    const runtime = limited(limits);
    expect(await sent(runtime, numbers)).toBe(most);
    expect(await sent(runtime, numbers.slice(-1))).toBe(0);
    expect(await alarms()).toEqual([cap]);
  },
);

test('who reaches the cap of a country takes nothing from the others, and it opens again after an hour', async () => {
  const runtime = limited({ perHour: 6, countries: { CU: 2 } });
  expect(await sent(runtime, cuban(20))).toBe(2);
  expect(await sent(runtime, french(4))).toBe(4);
  stack.clock.advance({ minutes: 61 });
  expect(await sent(runtime, cuban(1))).toBe(1);
});

test('thirty at once, from as many functions, are no more than the cap', async () => {
  const runtime = limited({ perHour: 7 });
  const counts = await Promise.all(french(30).map((number) => sent(runtime, [number])));
  expect(counts.reduce((sum, one) => sum + one, 0)).toBe(7);
  expect(await alarms()).toContain('hour');
});

test('a capped message waits in the outbox and reaches no gateway; one whose code is no longer good is never sent', async () => {
  const user = await signedInUser(stack);
  await stack.functions.settled();
  await stack.database.query(`create function later() returns trigger language plpgsql as $$ begin new.due_at = new.due_at + interval '1 second'; return new; end $$;
    create trigger later before insert on outbox for each row execute function later()`);
  const number = '+33612345678';
  const begun = await post(stack, '/account/phones', { number }, user.headers);
  expect(begun.status, begun.text).toBe(201);
  await stack.functions.settled();
  stack.clock.advance({ seconds: 2 });
  await deliverDue(limited({ perHour: 0 }), async () => {});
  const { rows } = await stack.database.query(
    `select status, last_error as error from outbox where template = 'user-sms-code'`,
  );
  expect(rows).toEqual([{ status: 'pending', error: 'TextCapError' }]);
  expect(await alarms()).toEqual(['hour']);
  stack.clock.advance({ hours: 1 });
  await deliverDue(stack.runtime, async () => {});
  expect(stack.sms.messages()).toEqual([]);
});

test('without configuration there are caps, and a wrong one is refused at the start', () => {
  expect(parseConfig({ ...stack.environment, TEXT_LIMITS: '' }, 'dev').textLimits).toMatchObject({
    perHour: 60,
    perDay: 300,
  });
  for (const wrong of ['{"perHour":-1}', '{"more":1}', '{"countries":{"France":1}}', 'ten'])
    expect(() => parseConfig({ ...stack.environment, TEXT_LIMITS: wrong }, 'dev')).toThrow(/TEXT_LIMITS/);
});

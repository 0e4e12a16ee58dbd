import { Client } from 'pg';
import { beforeEach, expect, test } from 'vitest';
import { forgetDelivered } from '../../src/outbox/forget-delivered.ts';
import { copyStays } from '../support/database/copied-stays.ts';
import { instant, pay } from '../support/database/due-rows.ts';
import { useStack } from '../support/harness/stack.ts';

const stack = useStack();
const days = (count: number) => instant(stack, count * 1440);
beforeEach(() => stack.database.query('delete from outbox'));

/** A message that went out so many days ago. */
const message = (id: string, subject: string, sentDaysAgo: number, status = 'sent') =>
  stack.database.query(
    `insert into outbox (id, template, subject_id, status, due_at, created_at, sent_at)
     values ($1, 'guest-confirmation', $2, $3, ${days(-sentDaysAgo)}, ${days(-sentDaysAgo)}, ${status === 'dead' || status === 'pending' ? 'null' : days(-sentDaysAgo)})`,
    [id, subject, status],
  );

const left = async () =>
  (await stack.database.query<{ id: string }>('select id from outbox order by id')).rows.map(({ id }) => id);

/** A stay that ended so many days ago, or ends as many from now. */
async function stayThatEnded(daysAgo: number): Promise<string> {
  const ends = days(-daysAgo);
  const columns = { starts_at: `${ends} - interval '1 day'`, ends_at: ends };
  const [id = ''] = await copyStays(stack, 1, columns);
  await stack.functions.settled();
  return id;
}

test('a message is forgotten 540 days after it went out and after its stay has ended, in which it counts in disputes and keeps others from being told twice', async () => {
  const [over, ended, toCome] = [
    await stayThatEnded(541),
    await stayThatEnded(539),
    await stayThatEnded(-30),
  ];
  await pay(stack, [ended], 'status', `'pending'`);
  const { rows } = await stack.database.query<{ id: string }>(
    'select id from payments where reservation_id = $1',
    [ended],
  );
  await stack.database.query('delete from outbox');
  await message('forgotten: of a code', 'ott_1', 541);
  await message('forgotten: not needed', 'ott_2', 541, 'not-needed');
  await message('forgotten: of a stay', over, 541);
  await message('kept: of late', 'ott_3', 539);
  await message('kept: of a stay', ended, 600);
  await message('kept: of its payment', rows[0]?.id ?? '', 600);
  await message('kept: of one to come', toCome, 600);
  await message('kept: dead', over, 600, 'dead');
  await message('kept: not gone out', over, 600, 'pending');
  await forgetDelivered(stack.runtime, { step: 2 });
  expect(await left()).toEqual([
    'kept: dead',
    'kept: not gone out',
    'kept: of a stay',
    'kept: of its payment',
    'kept: of late',
    'kept: of one to come',
  ]);
});

test('what somebody else is at holds up nothing: all other old ones go, and it goes by the next run', async () => {
  for (let number = 0; number < 5; number += 1) await message(`old ${number}`, 'ott_1', 541 + number);
  const other = new Client({ connectionString: stack.databaseUrl });
  await other.connect();
  await other.query(`begin; select from outbox where id = 'old 4' for update`);
  await forgetDelivered(stack.runtime, { step: 2 });
  expect(await left()).toEqual(['old 4']);
  await other.query('rollback');
  await other.end();
  await forgetDelivered(stack.runtime, { step: 2 });
  expect(await left()).toEqual([]);
});

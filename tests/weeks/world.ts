import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';
import { type DirectDatabase, openDirectDatabase } from '../../dev/soak/database.ts';
import type { Database } from '../../src/platform/database.ts';
import { pendingGuard } from '../../src/platform/guard.ts';
import { type ClonedItem, cloneItem } from '../support/cloned-item.ts';
import { quietMails } from '../support/quiet-outbox.ts';
import { type Stack, startStack } from '../support/stack.ts';
import type { Draw } from './draw.ts';
import { type Postman, startPostman } from './postman.ts';

/** What weeks run in: one stack for all, with a database of its own for each, so that a week alone is the same week. */
export interface World {
  readonly stack: Stack;
  readonly postman: Postman;
  readonly items: readonly ClonedItem[];
}

export interface Worlds {
  /** A new database, catalogue and clock, and providers that know nothing. */
  begin(draw: Draw): Promise<World>;
  stop(): Promise<void>;
}

/**
 * Starts the stack. The functions reach the database by the soak's direct door, and mails are written and not sent: drawing documents and
 * speaking SMTP would take most of the time, and has tests of its own.
 */
export async function startWorlds(): Promise<Worlds> {
  let direct: DirectDatabase | undefined;
  let client: Client | undefined;
  const stack = await startStack(undefined, {}, { database: guardedDoor(() => direct) });
  const postman = await startPostman(stack);

  async function endWeek(): Promise<void> {
    await direct?.close();
    const { rows } = client
      ? await client.query<{ name: string }>('select current_database() as name')
      : { rows: [] };
    await client?.end();
    for (const { name } of rows) await asAdmin(`drop database ${name} with (force)`);
  }

  return {
    async begin(draw) {
      await endWeek();
      const name = `midas_week_${randomUUID().replaceAll('-', '')}`;
      await asAdmin(`create database ${name} template ${inject('templateDatabase')} strategy file_copy`);
      const url = new URL(`/${name}`, inject('postgresUrl')).href;
      direct = await openDirectDatabase(url);
      client = new Client({ connectionString: url });
      await client.connect();
      stack.stripe.reset();
      stack.paypal.reset();
      postman.forget();
      stack.logLines.length = 0;
      const start = Date.UTC(2027, 2, 2, 6) + draw.between(0, 240) * 86_400_000;
      stack.clock.set(new Date(start).toISOString());
      const week: Stack = { ...stack, database: client };
      await quietMails(week);
      return { stack: week, postman, items: await makeItems(week, draw) };
    },
    async stop() {
      await endWeek();
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
    const guard = pendingGuard();
    if (!guard) return door().batch(statements);
    const results = (await door().batch([guard.statement, ...statements])).slice(1);
    guard.hasPassed = true;
    return results;
  };
  return {
    query: async (statement) =>
      pendingGuard() ? ((await batch([statement]))[0] ?? []) : door().query(statement),
    batch,
  };
}

/** Things to rent, each one of its kind, so that who has its time is plain: one paid at once, one in two parts, one with a deposit. */
async function makeItems(stack: Stack, draw: Draw): Promise<ClonedItem[]> {
  const common = {
    turnaround_minutes: 0,
    lead_time_minutes: 0,
    minimum_stay: 1,
    due_now_basis_points: 10_000,
  };
  const policy = () => ({ policy_code: draw.oneOf(['flexible', 'moderate', 'strict']) });
  const kinds = [
    { security_deposit_minor: 0 },
    { security_deposit_minor: 0, due_now_basis_points: 3000, balance_due_days: 4 },
    { security_deposit_minor: 50_000 },
    { security_deposit_minor: 30_000, due_now_basis_points: 5000, balance_due_days: 3 },
  ];
  const items: ClonedItem[] = [];
  for (const kind of kinds)
    items.push(await cloneItem(stack, { columns: { ...common, ...policy(), ...kind } }));
  return items;
}

async function asAdmin(statement: string): Promise<void> {
  const admin = new Client({ connectionString: inject('postgresUrl') });
  await admin.connect();
  await admin.query(statement);
  await admin.end();
}

import { Client } from 'pg';
import { parseConfig } from '../../src/platform/config/config.ts';
import { createRuntime } from '../../src/platform/runtime.ts';
import type { DirectDatabase } from './database.ts';
import { drawFrom } from './draw.ts';
import { type SoakItem, soakClock, type World } from './world.ts';

// Three kinds of decimals. The model moves single units, so dinars of Libya, for which no provider has a step (of Kuwait's it is ten).
const currencies = ['EUR', 'JPY', 'LYD'];
const itemsOfEach = 8;

/** Enough of a configuration for the nouns: nobody is called but the database. */
const environment = {
  SITE_URL: 'https://soak.example',
  BUSINESS_NAME: 'Soak',
  OWNER_EMAIL: 'owner@soak.example',
  MAIL_FROM: 'bookings@soak.example',
  MIDAS_KEYS: `s1:${Buffer.from('a key for the soak only, 32 bytes').toString('base64')}`,
  UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:9',
  UPSTASH_REDIS_REST_TOKEN: 'none',
  SMTP_URL: 'smtp://127.0.0.1:9',
  STRIPE_SECRET_KEY: 'sk_test_soak',
  STRIPE_PUBLISHABLE_KEY: 'pk_test_soak',
  STRIPE_WEBHOOK_SECRET: 'whsec_soak',
};

/** A world without any reservation, over a migrated and planted database. The same seed makes the same choices. */
export async function prepareWorld(
  connectionString: string,
  database: DirectDatabase,
  seed: number,
): Promise<World> {
  const draw = drawFrom(seed);
  const clock = soakClock('2027-03-01T09:00:00Z');
  const config = parseConfig({ ...environment, DATABASE_URL: connectionString }, 'dev');
  const runtime = createRuntime(config, { clock, database, random: draw.bytes, log: () => {} });
  return {
    runtime,
    draw,
    clock,
    items: await plantItems(connectionString, clock.now()),
    stays: new Map(),
    credits: [],
    settled: new Map(),
    movements: [],
    counts: { operations: 0, refused: 0, checks: 0, made: 0 },
    current: undefined,
    lastSequence: 0,
  };
}

/** Items of three currencies, made from one of the seed, rates to report in, and the index by which movements are looked at in order. */
async function plantItems(connectionString: string, now: Date): Promise<SoakItem[]> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<{ item: Record<string, unknown> & { category: string } }>(
      `select to_jsonb(i) - '{search,place_search}'::text[] as item from items i order by slug limit 1`,
    );
    const seeded = rows[0]?.item;
    if (!seeded) throw new Error('there is no item to copy');
    const items = currencies.flatMap((currency) =>
      Array.from({ length: itemsOfEach }, (_, position) => ({
        ...seeded,
        id: `itm_soak_${currency.toLowerCase()}_${position}`,
        slug: `soak-${currency.toLowerCase()}-${position}`,
        currency,
      })),
    );
    const names = Object.keys(seeded).join(', ');
    await client.query(
      `insert into items (${names}) select ${names} from jsonb_populate_recordset(null::items, $1)`,
      [JSON.stringify(items)],
    );
    await client.query(
      `insert into units (id, item_id, name) select 'unt_' || id, id, 'One' from jsonb_to_recordset($1) made(id text)`,
      [JSON.stringify(items)],
    );
    await client.query(
      `insert into exchange_rates (day, currency, reporting_currency, rate, stored_at)
       select $1::timestamptz::date, currency, 'EUR', rate, $1 from (values ('EUR', 1), ('JPY', 0.006137), ('LYD', 3.02971)) given(currency, rate)`,
      [now],
    );
    await client.query('create index on ledger_transactions (sequence)');
    return items.map(({ id, category, currency }) => ({ id, category, currency, stays: 0 }));
  } finally {
    await client.end();
  }
}

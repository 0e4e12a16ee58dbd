import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../../../demo/seed/catalogue.ts';
import { plantCatalogue } from '../../../demo/seed/plant.ts';
import expireHolds from '../../../netlify/functions/scheduled/expire-holds.ts';
import { migrateDatabase } from '../../../ops/migrate.ts';
import { yearStartsOf } from '../../../src/document/year-starts.ts';
import { book, newClient } from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { wallTime } from '../../support/booking/wall-clock.ts';
import { fireSchedule } from '../../support/harness/fire-schedule.ts';
import { useStack } from '../../support/harness/stack.ts';

const stack = useStack();

test('the database turns no local time into an instant: none of its statements names a zone but UTC', async () => {
  const folder = join(import.meta.dirname, '../../../src');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((one) =>
    /\.tsx?$/.test(one),
  );
  const statements = sources.map((file) => ({ name: file, text: readFileSync(join(folder, file), 'utf8') }));
  const { rows } = await stack.database.query<{ name: string; text: string }>(
    `select proname as name, prosrc as text from pg_proc where pronamespace = 'public'::regnamespace and prosrc is not null`,
  );
  const naming = [...statements, ...rows].filter(({ text }) =>
    /at\s+time\s+zone(?!\s+'UTC')|\btimezone\(/i.test(text),
  );
  expect(naming.map(({ name }) => name)).toEqual([]);
});

describe('the zone of an item or a company', () => {
  test.each(['CET', 'EET', '+02:00', 'EST5EDT', 'Paris', ''])(
    'is not %j, which means other things elsewhere',
    async (zone) => {
      const refused = expect.objectContaining({ constraint: 'zone_shape' });
      await expect(cloneItem(stack, { columns: { time_zone: zone } })).rejects.toEqual(refused);
      await expect(stack.database.query('update legal_entities set time_zone = $1', [zone])).rejects.toEqual(
        refused,
      );
    },
  );

  test('may be any that Intl knows by region and city, and UTC', async () => {
    const { id } = await cloneItem(stack);
    for (const zone of ['UTC', ...Intl.supportedValuesOf('timeZone').filter((one) => one.includes('/'))])
      await stack.database.query('update items set time_zone = $1 where id = $2', [zone, id]);
  });
});

describe('a zone of the right shape that there is not', () => {
  test.each(['Europe/Atlantis', 'America/Gotham'])(
    'is refused with the catalogue that is planted: %s',
    async (timeZone) => {
      const items = catalogue.map((item) => (item.slug === 'riad-zahra' ? { ...item, timeZone } : item));
      await expect(plantCatalogue(stack.databaseUrl, items)).rejects.toThrow(
        `riad-zahra: there is no zone ${timeZone}`,
      );
    },
  );

  test('is refused of a company by the migration that fills in its years, which keeps those of the others', async () => {
    await stack.database.query(`update legal_entities set time_zone = 'Europe/Atlantis'`);
    await expect(migrateDatabase(stack.databaseUrl)).rejects.toThrow(
      'There is no time zone Europe/Atlantis: set the time_zone of legal_entities, then migrate again.',
    );
    await stack.database.query(`update legal_entities set time_zone = 'Europe/Paris'`);
    await migrateDatabase(stack.databaseUrl);
  });

  test('takes an item off the list, loudly, at the next schedule: there is no such item then, instead of a failure', async () => {
    const { id, slug, wish } = await cloneItem(stack, { columns: { time_zone: 'Europe/Pariss' } });
    expect(await fireSchedule(stack, expireHolds)).toBe(204);
    const answers = [
      await stack.call('/quotes', { body: { ...wish, guests: 1 }, from: newClient() }),
      await stack.call(`/items/${slug}/availability?from=2027-06-01&to=2027-06-08`, { from: newClient() }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    expect(stack.logLines.filter((line) => line.includes('Europe/Pariss'))).toHaveLength(1);
    const { rows } = await stack.database.query('select action from audit_events where subject_id = $1', [
      id,
    ]);
    expect(rows).toEqual([{ action: 'item.withdrawn' }]);
  });

  test('of a company makes the schedule fail by name, while it is so', async () => {
    await stack.database.query(`update legal_entities set time_zone = 'Europe/Parris'`);
    expect(await fireSchedule(stack, expireHolds)).toBe(500);
    expect(stack.logLines.at(-1)).toContain('zones that there are not: Europe/Parris');
    await stack.database.query(`update legal_entities set time_zone = 'Europe/Paris'`);
    expect(await fireSchedule(stack, expireHolds)).toBe(204);
  });
});

describe('the year of a document is the year where the company is', () => {
  test.each([
    ['Pacific/Kiritimati', '2027-12-31T12:00:00Z', 2028],
    ['Europe/Paris', '2027-12-31T22:59:00Z', 2027],
    ['Europe/Paris', '2027-12-31T23:01:00Z', 2028],
    ['America/Los_Angeles', '2028-01-01T07:00:00Z', 2027],
  ])('in %s at %s', async (zone, at, year) => {
    const before = stack.clock.now().toISOString();
    await stack.database.query('update legal_entities set time_zone = $1', [zone]);
    expect(await fireSchedule(stack, expireHolds)).toBe(204);
    stack.clock.set(at);
    const { wish } = await cloneItem(stack, { columns: { security_deposit_minor: 0 } });
    const { id } = await book(stack, wish);
    const { rows } = await stack.database.query<{ year: number }>(
      `select distinct year from documents where reservation_id = $1`,
      [id],
    );
    expect(rows).toEqual([{ year }]);
    stack.clock.set(before);
  });

  test('a year begins at its first midnight in every zone', () => {
    for (const zone of Intl.supportedValuesOf('timeZone'))
      for (const { year, begins_at } of yearStartsOf(zone, new Date('2027-03-01')))
        expect(wallTime(zone, Date.parse(begins_at)), zone).toEqual({ date: `${year}-01-01`, minutes: 0 });
  });
});

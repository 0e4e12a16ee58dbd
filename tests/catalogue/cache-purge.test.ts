import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type NetlifyApiSandbox, startNetlifyApi } from '../../dev/netlify-api.ts';
import deliverMessages from '../../netlify/functions/scheduled/deliver-messages.ts';
import { parseConfig } from '../../src/platform/config/config.ts';
import type { Runtime } from '../../src/platform/runtime.ts';
import { newClient } from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { fireSchedule } from '../support/harness/fire-schedule.ts';
import { useStack } from '../support/harness/stack.ts';

const stack = useStack();
const site = { siteId: 'site-of-the-test', token: 'token-of-the-test' };
let netlify: NetlifyApiSandbox;
let runtime: Runtime;
let slug: string;

beforeAll(async () => {
  netlify = await startNetlifyApi({ port: 0, ...site });
  runtime = withCdn({
    NETLIFY_PURGE_API_TOKEN: site.token,
    SITE_ID: site.siteId,
    NETLIFY_API_URL: netlify.url,
  });
  ({ slug } = await cloneItem(stack));
  return () => netlify.close();
});
beforeEach(() => stack.database.query('delete from cache_purges'));
afterAll(() => netlify.refuseWith(null));

const withCdn = (variables: Readonly<Record<string, string>>): Runtime => ({
  ...stack.runtime,
  config: parseConfig({ ...stack.environment, ...variables }, 'dev'),
});

/** The tags that one run of the schedule purges. */
async function purged(by = runtime): Promise<readonly string[]> {
  const before = netlify.purges().length;
  await fireSchedule({ ...stack, runtime: by }, deliverMessages);
  return netlify.purges().slice(before).flat();
}

const waiting = async () =>
  (await stack.database.query<{ tag: string }>('select tag from cache_purges order by tag')).rows.map(
    ({ tag }) => tag,
  );

describe('what pages show of an item is purged with its page and the lists, and no other, once', () => {
  const id = '(select id from items where slug = $1)';
  test.each([
    ['its rate', 'update items set rate_minor = rate_minor + 100 where slug = $1'],
    ['that it is no longer listed', 'update items set is_listed = false where slug = $1'],
    ['that it is listed again', 'update items set is_listed = true where slug = $1'],
    ['a unit more', `insert into units (id, item_id, name) values ('unt_more', ${id}, 'More')`],
    ['a unit less', `update units set is_active = false where id = 'unt_more' and item_id = ${id}`],
    [
      'a season',
      `insert into seasons (item_id, name, period, percent_basis_points) values (${id}, 'Fair', '[2031-01-01,2031-02-01)', 500)`,
    ],
    ['a season gone', `delete from seasons where name = 'Fair' and item_id = ${id}`],
    [
      'an extra',
      `insert into extras (item_id, code, name, per, amount_minor, max_quantity) values (${id}, 'more', 'More', 'booking', 100, 1)`,
    ],
    [
      'a tax',
      `insert into taxes (item_id, name, basis_points, is_included) values (${id}, 'More', 100, true)`,
    ],
    ['a tourist tax', `insert into tourist_taxes (item_id, name, amount_minor) values (${id}, 'More', 100)`],
  ])('%s', async (_, statement) => {
    await stack.database.query(statement, [slug]);
    expect(await purged()).toEqual([`item-${slug}`, 'lists']);
    expect(await purged()).toEqual([]);
  });
});

test('pages bear the tags that are purged', async () => {
  const tagsOf = async (path: string) =>
    (await stack.call(path, { from: newClient() })).headers.get('Netlify-Cache-Tag')?.split(',') ?? [];
  expect(await tagsOf('/items')).toContain('lists');
  expect(await tagsOf(`/items/${slug}`)).toContain(`item-${slug}`);
});

test('an item with another address is purged under both', async () => {
  const { slug: before } = await cloneItem(stack);
  await stack.database.query('delete from cache_purges');
  await stack.database.query(`update items set slug = slug || '-renamed' where slug = $1`, [before]);
  expect(await purged()).toEqual([`item-${before}`, `item-${before}-renamed`, 'lists']);
});

test.each([429, 500] as const)(
  'what Netlify answers with %i to is purged by the next run',
  async (status) => {
    await stack.database.query('update items set capacity = capacity + 1 where slug = $1', [slug]);
    netlify.refuseWith(status);
    expect(await purged()).toEqual([]);
    expect(await waiting()).toEqual([`item-${slug}`, 'lists']);
    netlify.refuseWith(null);
    expect(await purged()).toEqual([`item-${slug}`, 'lists']);
  },
);

test('what changes once more while it is purged is purged again', async () => {
  const change = () =>
    stack.database.query('update items set capacity = capacity + 1 where slug = $1', [slug]);
  await change();
  const { query } = stack.runtime.database;
  const changedMeanwhile: Runtime = {
    ...runtime,
    database: {
      ...runtime.database,
      async query(statement) {
        const rows = await query(statement);
        // After what is to be purged has been read.
        if (rows.some(({ tag }) => tag !== undefined)) await change();
        return rows;
      },
    },
  };
  expect(await purged(changedMeanwhile)).toEqual([`item-${slug}`, 'lists']);
  expect(await waiting()).toEqual([`item-${slug}`, 'lists']);
});

test('where there is no CDN nothing is purged, and nothing piles up', async () => {
  await stack.database.query('update items set capacity = capacity + 1 where slug = $1', [slug]);
  expect(await purged(stack.runtime)).toEqual([]);
  expect(await waiting()).toEqual([]);
});

test('a change of many items notes each tag once: nothing is written again for each of them', async () => {
  // What the session has counted before is in there until it is handed on.
  const written = async () => {
    const { rows } = await stack.database.query<{ noted: number; again: number }>(
      `select n_tup_ins::int as noted, n_tup_upd::int as again
       from pg_stat_xact_user_tables where relname = 'cache_purges'`,
    );
    return rows[0] ?? { noted: 0, again: 0 };
  };
  await stack.database.query('begin');
  const before = await written();
  await stack.database.query('update items set capacity = capacity + 1');
  const after = await written();
  await stack.database.query('commit');
  const tags = await waiting();
  expect(tags.length).toBeGreaterThan(70);
  expect([after.noted - before.noted, after.again - before.again]).toEqual([tags.length, 0]);
});

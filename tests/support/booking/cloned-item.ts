import { newId } from '../../../src/platform/ids.ts';
import { systemRandom } from '../../../src/platform/random.ts';
import type { Stack } from '../harness/stack.ts';
import type { Wish } from './booking.ts';

/** An item of a test's own, so that no other test takes its time. */
export interface ClonedItem {
  readonly id: string;
  readonly slug: string;
  readonly unitIds: readonly string[];
  /** One night of it, of which there are as many as `units`. */
  readonly wish: Wish;
}

let made = 0;

/** Copies a nightly item of the seed, with as many units as wanted and, on request, other columns than the seed's. */
export async function cloneItem(
  stack: Stack,
  {
    units = 1,
    columns = {},
    of = 'riad-zahra',
  }: { units?: number; columns?: Readonly<Record<string, unknown>>; of?: string } = {},
): Promise<ClonedItem> {
  made += 1;
  const id = newId('item', new Date(), systemRandom);
  const slug = `clone-${made}-of-${of}`;
  const { rows } = await stack.database.query<{ item: Record<string, unknown> }>(
    `select to_jsonb(i) - '{search,place_search}'::text[] as item from items i where slug = $1`,
    [of],
  );
  const item = { ...rows[0]?.item, id, slug, minimum_stay: 1, ...columns };
  const names = Object.keys(item).join(', ');
  await stack.database.query(
    `insert into items (${names}) select ${names} from jsonb_populate_record(null::items, $1)`,
    [item],
  );
  const unitIds = Array.from({ length: units }, () => newId('unit', new Date(), systemRandom));
  await stack.database.query(
    `insert into units (id, item_id, name) select unit, $1, 'Unit ' || ordinal from unnest($2::text[]) with ordinality u(unit, ordinal)`,
    [id, unitIds],
  );
  const from = localDate(stack.clock.now(), 30);
  return { id, slug, unitIds, wish: { item: slug, from, to: localDate(stack.clock.now(), 31), guests: 1 } };
}

/** The UTC date some days after an instant. */
export function localDate(now: Date, days: number): string {
  return new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
}

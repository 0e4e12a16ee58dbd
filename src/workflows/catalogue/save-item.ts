import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { Actor } from '../../audit/record.ts';
import { presentVersion } from '../../audit/revisions.ts';
import type { ItemContent } from '../../catalogue/editing/item-content.ts';
import {
  type ItemVersion,
  itemVersionRowSchema,
  itemVersionSchema,
} from '../../catalogue/editing/item-version.ts';
import { firstOf, instantSchema, isRefusedBy } from '../../platform/database/database.ts';
import { call } from '../../platform/database/functions.ts';
import { described, named } from '../../platform/described.ts';
import type { IdempotentRequest } from '../../platform/idempotency/idempotency.ts';
import { newId } from '../../platform/ids.ts';
import { fieldProblem, Problem, type ProblemCode } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { wholeBetween } from '../../platform/text/whole-number.ts';
import { rules } from './item-rules.ts';

const bookingEntries = {
  reference: described(v.string(), 'The reference of the reservation.'),
  unit: described(v.string(), 'The name of the unit that it has.'),
  status: described(v.string(), '`confirmed`, or `held` for one that is being paid.'),
  startsAt: described(v.string(), 'When the stay begins, RFC 3339 in UTC.'),
  endsAt: described(v.string(), 'When it ends, RFC 3339 in UTC.'),
};

const bookingSchema = named(
  'BookingInTheWay',
  'A booking that a change would break.',
  v.object(bookingEntries),
);

const outcomeSchema = v.variant('outcome', [
  v.object({ outcome: v.literal('saved'), item: itemVersionRowSchema }),
  v.object({ outcome: v.literal('replayed'), item: itemVersionRowSchema }),
  v.object({ outcome: v.literal('missing') }),
  v.object({ outcome: v.literal('no-version') }),
  v.object({ outcome: v.literal('stale'), current: itemVersionRowSchema }),
  v.object({
    outcome: v.literal('refused'),
    errors: v.array(
      v.object({ field: v.string(), rule: v.picklist(Object.keys(rules) as (keyof typeof rules)[]) }), // its own keys
    ),
  }),
  v.object({
    outcome: v.literal('booked'),
    bookings: v.array(v.object({ ...bookingEntries, startsAt: instantSchema, endsAt: instantSchema })),
  }),
  v.object({ outcome: v.literal('key-reused') }),
  v.object({ outcome: v.literal('in-flight') }),
]);

/** What saving an item can be refused with. */
export const saveRefusals = [
  'version-changed',
  'bookings-in-the-way',
  'validation-failed',
] as const satisfies readonly ProblemCode[];

/** What those refusals tell beside. */
export const saveExtensions = {
  409: {
    bookings: v.optional(described(v.array(bookingSchema), 'The bookings in the way, the first 50.')),
  },
  412: { current: described(itemVersionSchema, 'The item as it is now.') },
};

export const restoreSchema = named(
  'Restore',
  'Which version is to be saved again.',
  v.pipe(
    v.strictObject({ version: described(wholeBetween(1, 999_999_999), 'The number of the version.') }),
    v.examples([{ version: 1 }]),
  ),
);

/** Makes an item. The same request again answers what it made. One statement. */
export async function createItem(
  runtime: Runtime,
  actor: Actor,
  content: ItemContent,
  request: IdempotentRequest,
): Promise<{ readonly item: ItemVersion; readonly isReplay: boolean }> {
  const now = runtime.clock.now();
  const unit = content.units.findIndex(({ id }) => id !== undefined);
  if (unit !== -1) throw fieldProblem(`units.${unit}.id`, 'A new item has new units: leave out their ids.');
  return outcomeOf(
    runtime,
    call('save_item', {
      id: newId('item', now, runtime.random),
      content,
      expectedVersion: null,
      ...request,
      action: 'item.created',
      actor,
      now,
    }),
  );
}

/** Saves an item whole, as the version after the expected one. One statement. */
export async function changeItem(
  runtime: Runtime,
  actor: Actor,
  id: string,
  content: ItemContent,
  expectedVersion: number,
): Promise<ItemVersion> {
  const saved = await outcomeOf(
    runtime,
    call('save_item', {
      id,
      content,
      expectedVersion,
      keyDigest: null,
      requestDigest: null,
      action: 'item.changed',
      actor,
      now: runtime.clock.now(),
    }),
  );
  return saved.item;
}

/** Saves what an old version says, as the version after the expected one. One statement. */
export async function restoreItem(
  runtime: Runtime,
  actor: Actor,
  id: string,
  version: number,
  expectedVersion: number,
): Promise<ItemVersion> {
  const now = runtime.clock.now();
  const saved = await outcomeOf(runtime, call('restore_item', { id, version, expectedVersion, actor, now }));
  return saved.item;
}

async function outcomeOf(runtime: Runtime, save: SQL) {
  const rows = await refusingTakenSlug(() => runtime.database.query(sql`select ${save} as outcome`));
  const row = firstOf(v.object({ outcome: outcomeSchema }), rows);
  if (!row) throw new Error('saving an item gave no row');
  const { outcome } = row;
  if (outcome.outcome === 'saved' || outcome.outcome === 'replayed')
    return { item: presentVersion(outcome.item), isReplay: outcome.outcome === 'replayed' };
  throw refusalOf(outcome);
}

/** Of two who take a slug at once, the constraint refuses one. */
async function refusingTakenSlug<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (isRefusedBy(error, 'items_slug_unique')) throw fieldProblem('slug', rules['slug-taken']);
    throw error;
  }
}

type Refused = Exclude<v.InferOutput<typeof outcomeSchema>, { outcome: 'saved' | 'replayed' }>;

function refusalOf(refused: Refused): Problem {
  switch (refused.outcome) {
    case 'missing':
      return new Problem('not-found', 'There is no such item.');
    case 'no-version':
      return fieldProblem('version', 'There is no such version.');
    case 'stale':
      return new Problem('version-changed', 'Somebody has saved it since you read it.', {
        extensions: { current: presentVersion(refused.current) },
      });
    case 'refused': {
      const errors = refused.errors.map(({ field, rule }) => ({ field, message: rules[rule] }));
      return new Problem('validation-failed', 'The item needs another look.', { errors });
    }
    case 'booked': {
      const bookings = refused.bookings.map((one) => ({
        ...one,
        startsAt: one.startsAt.toISOString(),
        endsAt: one.endsAt.toISOString(),
      }));
      const references = bookings.map(({ reference }) => reference).join(', ');
      return new Problem(
        'bookings-in-the-way',
        `Bookings are in the way: ${references}. Move or cancel them first.`,
        {
          extensions: { bookings },
        },
      );
    }
    case 'key-reused':
      return new Problem('idempotency-key-reused', 'This Idempotency-Key was used for another item.');
    case 'in-flight':
      return new Problem('request-in-flight', 'The same request is still being worked on.', {
        headers: { 'Retry-After': '1' },
      });
  }
}

import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { Actor } from '../../audit/record.ts';
import { reservationStatuses } from '../../booking/reservation.ts';
import { firstOf, instantSchema } from '../../platform/database/database.ts';
import { call } from '../../platform/database/functions.ts';
import { described, named } from '../../platform/described.ts';
import type { IdempotentRequest } from '../../platform/idempotency/idempotency.ts';
import { newId } from '../../platform/ids.ts';
import { encrypt } from '../../platform/keys.ts';
import { fieldProblem, Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { localInstant } from '../../platform/time/local-time.ts';
import { isKnownZone } from '../../platform/time/time-zone.ts';
import { type Block, type BlockRequest, blockRowSchema, blockSchema, presentBlock } from './block.ts';
import { knownZones, periodsOf } from './periods.ts';

const bookingUnderBlockSchema = named(
  'BookingUnderBlock',
  'A booking that a block would be laid over.',
  v.object({
    reference: described(v.string(), 'What people call the reservation by.'),
    unit: described(v.string(), 'The name of the unit.'),
    status: described(v.picklist(reservationStatuses), 'How it stands.'),
    startsAt: described(v.string(), 'When the stay begins, RFC 3339 with the offset of the item’s zone.'),
    endsAt: described(v.string(), 'When it ends, RFC 3339 with the offset of the item’s zone.'),
  }),
);

const blockUnderBlockSchema = named(
  'BlockUnderBlock',
  'A block on which another would be laid.',
  v.object({
    id: described(v.nullable(v.string()), 'The id of the block; null of time that is taken otherwise.'),
    unit: described(v.string(), 'The name of the unit.'),
    from: described(v.nullable(v.string()), 'When it begins there.'),
    to: described(v.nullable(v.string()), 'When it has ended there.'),
  }),
);

/** What the refusals of a block tell beside. */
export const blockExtensions = {
  409: {
    bookings: v.optional(described(v.array(bookingUnderBlockSchema), 'The bookings in the way.')),
    blocks: v.optional(
      described(v.array(blockUnderBlockSchema), 'The blocks in the way; at most 50 with the bookings.'),
    ),
  },
  412: { current: described(blockSchema, 'The block as it is now.') },
};

const outcomeSchema = v.variant('outcome', [
  v.object({ outcome: v.picklist(['saved', 'replayed', 'stale']), block: blockRowSchema }),
  v.object({
    outcome: v.literal('clash'),
    bookings: v.array(
      v.object({
        ...bookingUnderBlockSchema.entries,
        startsAt: instantSchema,
        endsAt: instantSchema,
        timeZone: v.string(),
      }),
    ),
    blocks: v.array(blockUnderBlockSchema),
  }),
  v.object({ outcome: v.literal('no-period'), zones: v.array(v.string()) }),
  v.object({ outcome: v.picklist(['in-flight', 'key-reused', 'unknown', 'no-such-thing', 'removed']) }),
]);
type Outcome = v.InferOutput<typeof outcomeSchema>;

/** Makes a block, once for each `Idempotency-Key`. One call of `save_block`. */
export async function makeBlock(
  runtime: Runtime,
  actor: Actor,
  request: BlockRequest,
  { keyDigest, requestDigest }: IdempotentRequest,
): Promise<{ block: Block; isReplay: boolean }> {
  const id = newId('block', runtime.clock.now(), runtime.random);
  const outcome = await save(runtime, actor, id, request, { keyDigest, requestDigest, version: null });
  return { block: savedOf(runtime, request, outcome), isReplay: outcome.outcome === 'replayed' };
}

/** Saves a block anew that is of this version. One call of `save_block`. */
export async function changeBlock(
  runtime: Runtime,
  actor: Actor,
  id: string,
  version: number,
  request: BlockRequest,
): Promise<Block> {
  const identity = { keyDigest: null, requestDigest: null, version };
  return savedOf(runtime, request, await save(runtime, actor, id, request, identity));
}

/** Takes a block away that is of this version. One call of `remove_block`. */
export async function removeBlock(
  runtime: Runtime,
  actor: Actor,
  id: string,
  version: number,
): Promise<void> {
  const removal = call('remove_block', { id, version, actor, now: runtime.clock.now() });
  const [rows] = await runtime.database.batch([sql`select ${removal} as outcome`]);
  const outcome = firstOf(v.object({ outcome: outcomeSchema }), rows)?.outcome;
  if (outcome?.outcome === 'stale') throw stale(runtime, outcome.block);
  if (outcome?.outcome !== 'removed') throw noSuchBlock();
}

export function noSuchBlock(): Problem {
  return new Problem('not-found', 'There is no such block.');
}

async function save(
  runtime: Runtime,
  actor: Actor,
  id: string,
  request: BlockRequest,
  identity: { keyDigest: string | null; requestDigest: string | null; version: number | null },
): Promise<Outcome> {
  const { item, unit, from, to, reason, note } = request;
  const { config, random, clock, database } = runtime;
  const noteSealed = note ? encrypt(config.keys, random, id, note) : null;
  const ask = async (zones: readonly string[]) => {
    const saving = call('save_block', {
      ...identity,
      id,
      item: item ?? null,
      unit: unit ?? null,
      localFrom: from,
      localTo: to,
      periods: periodsOf(from, to, zones),
      reason,
      noteSealed,
      actor,
      now: clock.now(),
    });
    const [rows] = await database.batch([sql`select ${saving} as outcome`]);
    const outcome = firstOf(v.object({ outcome: outcomeSchema }), rows)?.outcome;
    if (!outcome) throw new Error('save_block gave no row');
    return outcome;
  };
  const zones = knownZones();
  const outcome = await ask(zones);
  if (outcome.outcome !== 'no-period') return outcome;
  // An item may have its zone by an old name, such as Asia/Calcutta.
  const unlisted = outcome.zones.filter((zone) => !zones.includes(zone) && isKnownZone(zone));
  return unlisted.length > 0 ? ask([...zones, ...unlisted]) : outcome;
}

function savedOf(runtime: Runtime, request: BlockRequest, outcome: Outcome): Block {
  switch (outcome.outcome) {
    case 'saved':
    case 'replayed':
      return presentBlock(runtime, outcome.block);
    case 'stale':
      throw stale(runtime, outcome.block);
    case 'clash':
      throw inTheWay(outcome);
    case 'no-period':
      throw fieldProblem('to', `Of this time nothing is left in ${outcome.zones.join(', ')}.`);
    case 'no-such-thing':
      throw request.unit === undefined
        ? fieldProblem('item', 'There is no such item.')
        : fieldProblem('unit', 'There is no such unit.');
    case 'key-reused':
      throw new Problem('idempotency-key-reused', 'Take a new Idempotency-Key for a new request.');
    case 'in-flight':
      throw new Problem('request-in-flight', 'Wait for the answer to your first request.', {
        headers: { 'Retry-After': '1' },
      });
    default:
      throw noSuchBlock();
  }
}

function stale(runtime: Runtime, row: v.InferOutput<typeof blockRowSchema>): Problem {
  return new Problem('version-changed', 'Somebody has saved it since you read it.', {
    extensions: { current: presentBlock(runtime, row) },
  });
}

function inTheWay({ bookings, blocks }: Outcome & { outcome: 'clash' }): Problem {
  const shown = bookings.map(({ timeZone, startsAt, endsAt, ...booking }) => ({
    ...booking,
    startsAt: localInstant(startsAt, timeZone),
    endsAt: localInstant(endsAt, timeZone),
  }));
  const references = shown.map(({ reference }) => reference).join(', ');
  const message = references
    ? `Bookings are in the way: ${references}. Move or cancel them first.`
    : 'Other blocks are in the way.';
  return new Problem('time-in-use', message, { extensions: { bookings: shown, blocks } });
}

import * as v from 'valibot';
import { instantSchema } from '../../platform/database/database.ts';
import { instantOf, localStaySchema } from '../../platform/time/local-time.ts';

/**
 * A stretch in which a unit is taken; `stay` is what it can be reckoned anew from, if it is a stay that is to
 * come.
 */
export const takenSchema = v.object({
  reservationId: v.nullable(v.string()),
  reference: v.nullable(v.string()),
  from: instantSchema,
  /** Turnaround included. */
  to: instantSchema,
  stay: v.nullable(
    v.object({
      startsAt: instantSchema,
      endsAt: instantSchema,
      turnaroundMinutes: v.number(),
      local: localStaySchema,
      isSetAside: v.boolean(),
    }),
  ),
});

type Taken = v.InferOutput<typeof takenSchema>;

/** A stay with other instants than it has. */
export interface Move {
  readonly id: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly before: { readonly startsAt: Date; readonly endsAt: Date };
}

/** A stay that cannot have its new instants, and the reference of the reservation in its way. */
export interface Clash {
  readonly id: string;
  readonly clashesWith: string | null;
  readonly isNew: boolean;
}

interface Place {
  readonly taken: Taken;
  readonly move: Move | undefined;
  readonly from: number;
  readonly to: number;
}

/**
 * What becomes of the stays of one unit by the rules of zones that hold now. All that differ move together,
 * so neighbours that would meet only on the way both move. Of two that would really meet, one that moves
 * stays as it is: the one booked later, and that in turn may be in the way of others.
 */
export function reckonUnit(
  all: readonly Taken[],
  now: Date,
): { moves: Move[]; clashes: Clash[]; settled: string[] } {
  const clashes = new Map<string, Clash>();
  let places = all.map((one) => placeOf(one, now));
  for (let pair = meeting(places); pair; pair = meeting(places)) {
    const { stays, other } = pair;
    clashes.set(stays.id, {
      id: stays.id,
      clashesWith: other?.taken.reference ?? null,
      isNew: !all.some((one) => one.reservationId === stays.id && one.stay?.isSetAside),
    });
    places = places.map((one) => (one.move?.id === stays.id ? unmoved(one.taken) : one));
  }
  return {
    moves: places.flatMap(({ move }) => move ?? []),
    clashes: [...clashes.values()],
    settled: all.flatMap(({ reservationId, stay }) =>
      reservationId && stay?.isSetAside && !clashes.has(reservationId) ? reservationId : [],
    ),
  };
}

function unmoved(taken: Taken): Place {
  return { taken, move: undefined, from: taken.from.getTime(), to: taken.to.getTime() };
}

/** Where a stay is to be. One that is under way has begun when it began; its end may still move. */
function placeOf(taken: Taken, now: Date): Place {
  const { stay, reservationId: id } = taken;
  if (!stay || !id) return unmoved(taken);
  const { startsAt, endsAt } = stay;
  const start = startsAt <= now ? startsAt : dateOf(stay.local.startsAt);
  const end = dateOf(stay.local.endsAt);
  if (start.getTime() === startsAt.getTime() && end.getTime() === endsAt.getTime()) return unmoved(taken);
  return {
    taken,
    move: { id, startsAt: start, endsAt: end, before: { startsAt, endsAt } },
    from: start.getTime(),
    to: end.getTime() + stay.turnaroundMinutes * 60_000,
  };
}

function dateOf(local: string): Date {
  return new Date(instantOf(local).epochMilliseconds);
}

/** A stay that cannot move, and what is in its way; nothing where its own hours have come to nothing. */
function meeting(places: readonly Place[]): { stays: Move; other: Place | undefined } | undefined {
  for (const { move } of places)
    if (move && move.endsAt <= move.startsAt) return { stays: move, other: undefined };
  const inOrder = [...places].sort((one, other) => one.from - other.from || one.to - other.to);
  for (const [at, later] of inOrder.entries()) {
    const earlier = inOrder[at - 1];
    if (!earlier || earlier.to <= later.from) continue;
    const [stays, other] = idOf(earlier) > idOf(later) ? [earlier, later] : [later, earlier];
    if (stays.move) return { stays: stays.move, other };
  }
  return undefined;
}

/** Ids sort by the time at which they were made; what does not move comes first of all. */
function idOf({ move }: Place): string {
  return move?.id ?? '';
}

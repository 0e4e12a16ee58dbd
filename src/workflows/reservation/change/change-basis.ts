import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { reservationSchema } from '../../../booking/reservation.ts';
import { firstOf, instantSchema } from '../../../platform/database/database.ts';
import { call } from '../../../platform/database/functions.ts';
import { minorSchema } from '../../../platform/money/money.ts';
import { Problem } from '../../../platform/problems.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { integer } from '../../../platform/text/whole-number.ts';
import { itemSchema } from '../../../terms/item.ts';
import { windowOf } from '../../reserve/quote-request.ts';
import { behindAccess } from './behind-access.ts';
import type { ChangePreviewRequest } from './change-request.ts';

/** What a change is reckoned from, as `change_basis` reads it. */
const changeBasisSchema = v.object({
  reservation: reservationSchema,
  /** Another text as soon as somebody has changed the reservation. */
  version: v.string(),
  itemId: v.string(),
  unitId: v.string(),
  /** Whether a payment waits for the staff: until then nothing confirms it. */
  awaitsReview: v.boolean(),
  money: v.object({
    credited: minorSchema,
    conceded: minorSchema,
    /** What nobody is asked for, as `reservation_money` says. */
    givenBack: minorSchema,
    paid: minorSchema,
    setAside: minorSchema,
    toward: minorSchema,
  }),
  /** The item that it is to have; null where there is none of that slug. */
  item: v.nullable(itemSchema),
  isArchived: v.boolean(),
  isSameCompany: v.nullable(v.boolean()),
  promotion: v.nullable(
    v.object({
      code: v.string(),
      percentBasisPoints: v.nullable(integer),
      fixedAmount: v.nullable(minorSchema),
      minimumAmount: v.null(),
    }),
  ),
  /** Of that item, its own first; and when others have them. */
  units: v.array(
    v.object({
      id: v.string(),
      name: v.string(),
      taken: v.array(
        v.object({
          from: instantSchema,
          to: instantSchema,
          reference: v.nullable(v.string()),
          block: v.nullable(v.string()),
        }),
      ),
    }),
  ),
});

export type ChangeBasis = v.InferOutput<typeof changeBasisSchema>;

/** Reads what a change is reckoned from. The 404 where there is no such reservation. One statement. */
export async function changeBasis(
  runtime: Runtime,
  reservation: string,
  { item, from, to }: ChangePreviewRequest,
): Promise<ChangeBasis> {
  const given = from ?? to;
  const window = await behindAccess(runtime, () =>
    given === undefined ? undefined : windowOf({ from: from ?? given, to: to ?? given }),
  );
  const basis = call('change_basis', {
    reservation,
    item: item ?? null,
    from: window?.from ?? null,
    to: window?.to ?? null,
    now: runtime.clock.now(),
  });
  const rows = await runtime.database.query(sql`select ${basis} as basis`);
  const found = firstOf(v.object({ basis: v.nullable(changeBasisSchema) }), rows)?.basis;
  if (!found) throw new Problem('not-found', 'There is no such reservation.');
  return found;
}

import type { Season } from '../season.ts';

/** A message that was written about a reservation. */
export interface Told {
  readonly reservation: string | null;
  readonly template: string;
  readonly channel: string;
  readonly status: string;
  readonly at: Date;
}

/** Every message of the week: the post that left the house, and the calls to providers. */
export async function allTold({ stack }: Season): Promise<Told[]> {
  const { rows } = await stack.database.query<Told>(
    `select coalesce(r.id, p.reservation_id, fp.reservation_id, dp.reservation_id) as reservation, o.template, o.channel, o.status, o.created_at as at
     from outbox o left join reservations r on r.id = o.subject_id left join payments p on p.id = o.subject_id
       left join refunds f on f.id = o.subject_id left join payments fp on fp.id = f.payment_id
       left join disputes d on d.id = o.subject_id left join payments dp on dp.id = d.payment_id
     order by o.created_at, o.id`,
  );
  return rows;
}

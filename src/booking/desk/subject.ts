import { type SQL, sql } from 'drizzle-orm';
import { Problem } from '../../platform/problems.ts';

/** What notes and tags are about. */
export interface Subject {
  readonly kind: 'reservation' | 'guest';
  readonly id: string;
  /** A query of its id (column `id`), which finds nothing where there is no such thing. */
  readonly find: SQL;
}

export const aReservation = (id: string): Subject => ({
  kind: 'reservation',
  id,
  find: sql`select id from reservations where id = ${id}`,
});

export function noSuch({ kind }: Subject): Problem {
  return new Problem('not-found', `There is no such ${kind}.`);
}

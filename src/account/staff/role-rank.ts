import { type SQL, sql } from 'drizzle-orm';
import type { Actor } from '../../audit/record.ts';
import { type Permission, permissionsOfRole, type Role, roles, rolesGivenBy } from '../permissions.ts';

/**
 * `select id, role` of the person who acts, as they are at that moment: nobody for a machine, or where they
 * were banned meanwhile.
 */
export function actingUser(actor: Actor): SQL {
  const id = actor.startsWith('user:') ? actor.slice('user:'.length) : '';
  return sql`select id, role from users where id = ${id} and status = 'active'`;
}

/**
 * A condition: whoever is of the role `giver` may give the role `given`, and has the permission by which it
 * is done.
 */
export function mayGive(permission: Permission, giver: SQL, given: SQL): SQL {
  return isPair(
    giver,
    given,
    (one, other) => permissionsOfRole(one).includes(permission) && rolesGivenBy(one).includes(other),
  );
}

/** A condition: the role `lower` is below the role `upper`. */
export function isBelow(lower: SQL, upper: SQL): SQL {
  return isPair(upper, lower, (one, other) => roles.indexOf(one) > roles.indexOf(other));
}

function isPair(first: SQL, second: SQL, holds: (first: Role, second: Role) => boolean): SQL {
  const pairs = roles.flatMap((one) =>
    roles.filter((other) => holds(one, other)).map((other) => `${one} ${other}`),
  );
  return sql`(${first}) || ' ' || (${second}) = any(string_to_array(${pairs.join(',')}, ','))`;
}

import type { Stack } from '../harness/stack.ts';
import { post, type SignedInPerson } from './accounts.ts';

export const ban = (stack: Stack, by: SignedInPerson, id: string) =>
  post(stack, `/people/${id}/ban`, { reason: 'Sold our keys.' }, by.headers);

export const unban = (stack: Stack, by: SignedInPerson, id: string) =>
  post(stack, `/people/${id}/unban`, undefined, by.headers);

/** Role and status of a person, as the database keeps them. */
export async function rowOf(stack: Stack, id: string): Promise<unknown> {
  const { rows } = await stack.database.query('select role, status from people where id = $1', [id]);
  return rows[0];
}

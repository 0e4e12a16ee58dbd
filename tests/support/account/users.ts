import type { Stack } from '../harness/stack.ts';
import { post, type SignedInUser } from './accounts.ts';

export const ban = (stack: Stack, by: SignedInUser, id: string) =>
  post(stack, `/users/${id}/ban`, { reason: 'Sold our keys.' }, by.headers);

export const unban = (stack: Stack, by: SignedInUser, id: string) =>
  post(stack, `/users/${id}/unban`, undefined, by.headers);

/** Role and status of a person, as the database keeps them. */
export async function rowOf(stack: Stack, id: string): Promise<unknown> {
  const { rows } = await stack.database.query('select role, status from users where id = $1', [id]);
  return rows[0];
}

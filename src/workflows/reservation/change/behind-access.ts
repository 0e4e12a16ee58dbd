import { sql } from 'drizzle-orm';
import type { Runtime } from '../../../platform/runtime.ts';

/**
 * Reads what may be refused before the database is asked. Whether the caller may ask at all goes along with the
 * first statement: so who may not is told that, and nothing of what they sent.
 */
export async function behindAccess<T>({ database }: Runtime, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    await database.query(sql`select`);
    throw error;
  }
}

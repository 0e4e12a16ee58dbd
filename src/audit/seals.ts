import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { rowsOf } from '../platform/database/database.ts';
import { type KeyRing, signToken, verifyToken } from '../platform/keys.ts';
import type { Runtime } from '../platform/runtime.ts';
import type { AuditRow } from './rows.ts';

/** What the log was up to a row. Each goes on from the one before it, so the newest answers for all. */
const sealSchema = v.object({
  /** 1, 2, 3, … without a gap. */
  number: v.number(),
  upTo: v.number(),
  /** Rows since the seal before. */
  count: v.number(),
  digest: v.string(),
  signature: v.string(),
});

export type Seal = v.InferOutput<typeof sealSchema>;

/** Where the first seal goes on from. */
export const beforeAll: Seal = { number: 0, upTo: 0, count: 0, digest: '', signature: '' };

/** The seal that comes after `previous` and holds these rows, signed by the first key. */
export function sealOf(keys: KeyRing, previous: Seal, rows: readonly AuditRow[]): Seal {
  const unsigned = {
    number: previous.number + 1,
    upTo: rows.at(-1)?.sequence ?? previous.upTo,
    count: rows.length,
    digest: digestOf(previous, rows),
  };
  return { ...unsigned, signature: signToken(keys, 'audit-seal', subjectOf(unsigned)) };
}

/**
 * SHA-256 over the digest before and the rows since. Both parts of a row are of one line, so no two lists
 * give the same text.
 */
export function digestOf(previous: Seal, rows: readonly AuditRow[]): string {
  const hash = createHash('sha256').update(previous.digest);
  for (const { content, hash: own } of rows) hash.update(`\n${content}\n${own ?? ''}`);
  return hash.digest('hex');
}

function subjectOf({ number, upTo, count, digest }: Omit<Seal, 'signature'>): string {
  return [number, upTo, count, digest].join('.');
}

/** Whether one of our keys made it: `unknown` where the key that it names is no longer ours. */
export function signatureOf(keys: KeyRing, seal: Seal): 'good' | 'bad' | 'unknown' {
  if (verifyToken(keys, 'audit-seal', subjectOf(seal), seal.signature)) return 'good';
  return keys.some(({ id }) => seal.signature.startsWith(`${id}.`)) ? 'bad' : 'unknown';
}

/** A seal as one word, as it stands outside the database. */
export function sealText(seal: Seal): string {
  return `${subjectOf(seal)}.${seal.signature}`;
}

/** The seal that such a word is. Nothing when it is none, or none that we signed. */
export function readSealText(keys: KeyRing, text: string): Seal | undefined {
  const [number, upTo, count, digest = '', ...signature] = text.split('.');
  const seal: Seal = {
    number: Number(number),
    upTo: Number(upTo),
    count: Number(count),
    digest,
    signature: signature.join('.'),
  };
  return signatureOf(keys, seal) === 'good' ? seal : undefined;
}

/** The seals from this number on, at most `limit`. */
export async function readSeals({ database }: Runtime, from: number, limit: number): Promise<Seal[]> {
  return rowsOf(
    sealSchema,
    await database.query(sql`select number, up_to_sequence::float8 as "upTo", row_count as count, digest, signature
      from audit_seals where number >= ${from} order by number limit ${limit}`),
  );
}

/** The newest seal in the database. */
export async function newestSeal({ database }: Runtime): Promise<Seal> {
  const rows =
    await database.query(sql`select number, up_to_sequence::float8 as "upTo", row_count as count, digest, signature
    from audit_seals order by number desc limit 1`);
  return rowsOf(sealSchema, rows)[0] ?? beforeAll;
}

/** Writes a seal. False when another run has written one of its number. */
export async function keepSeal({ database, clock }: Runtime, seal: Seal): Promise<boolean> {
  const rows =
    await database.query(sql`insert into audit_seals (number, up_to_sequence, row_count, digest, signature, at)
    values (${seal.number}, ${seal.upTo}, ${seal.count}, ${seal.digest}, ${seal.signature}, ${clock.now().toISOString()})
    on conflict (number) do nothing returning number`);
  return rows.length > 0;
}

import { type SQL, sql } from 'drizzle-orm';

/**
 * `insert into factors …`, to stand as a CTE or alone: puts back what was taken away. By name, so that a
 * column which came meanwhile has its default.
 * @param row a row of the table as JSON, as `to_jsonb` wrote it, over `source`.
 */
export function restoreFactors(row: SQL, source: SQL): SQL {
  return sql`insert into factors (id, user_id, kind, name, secret_sealed, last_step, credential_id, public_key, signature_count, transports, is_backed_up, created_at, confirmed_at, last_used_at)
    select f.id, f.user_id, f.kind, f.name, f.secret_sealed, f.last_step, f.credential_id, f.public_key, f.signature_count, f.transports, f.is_backed_up, f.created_at, f.confirmed_at, f.last_used_at
    from ${source}, jsonb_populate_record(null::factors, ${row}) f on conflict do nothing`;
}

/** The same for the accounts at providers. One that signs in somebody else by now stays theirs. */
export function restoreIdentities(row: SQL, source: SQL): SQL {
  return sql`insert into identities (provider, subject, user_id, linked_at)
    select i.provider, i.subject, i.user_id, i.linked_at from ${source}, jsonb_populate_record(null::identities, ${row}) i on conflict do nothing`;
}

import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { type Actor, record } from '../../audit/record.ts';
import { firstOf, instantSchema, rowsOf } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { newId } from '../../platform/ids.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { line } from '../../platform/text/text.ts';
import { type Permission, permissions, permissionsOfUsers } from '../permissions.ts';
import { securityAlert } from '../security/security-alert.ts';
import type { AccessClaims } from '../session/access-token.ts';
import { writeApiKey } from './api-key.ts';

const ofUsers: readonly Permission[] = permissionsOfUsers;

/** What a machine may be given. */
const scopes = permissions.filter((permission) => !ofUsers.includes(permission));

export const apiKeyRequestSchema = named(
  'ApiKeyRequest',
  'A key for a machine.',
  v.strictObject({
    name: described(
      line(64, 'Give it a name.'),
      'What the machine is called, so that people know which key to take from it.',
    ),
    scopes: described(
      v.pipe(
        v.array(v.picklist(scopes, 'This is nothing that a machine may be given.')),
        v.minLength(1, 'Give it something that it may do.'),
        v.checkItems((scope, at, all) => all.indexOf(scope) === at, 'Name each once.'),
      ),
      'What the machine may do, by the names of permissions.',
    ),
    expiresInDays: v.optional(
      described(
        v.pipe(
          v.number('Give a whole number of days.'),
          v.integer('Give a whole number of days.'),
          v.minValue(1, 'Give at least a day.'),
          v.maxValue(3650, 'Give at most ten years.'),
        ),
        'After how many whole days the key stops; without it the key is good until it is revoked.',
      ),
    ),
  }),
);

const apiKeySchema = named(
  'ApiKey',
  'The key of a machine, without the key itself.',
  v.object({
    id: described(v.string(), 'The id of the key, `key_…`.'),
    name: described(v.string(), 'What the machine is called.'),
    scopes: described(v.array(v.string()), 'What the machine may do, by the names of permissions.'),
    createdBy: described(
      v.nullable(v.string()),
      'Who made it, as the audit log names people (`user:usr_…`); null for one that was there from the beginning.',
    ),
    createdAt: described(v.string(), 'When it was made, RFC 3339 in UTC.'),
    expiresAt: described(v.nullable(v.string()), 'When it stops, RFC 3339 in UTC; null where it does not.'),
    revokedAt: described(
      v.nullable(v.string()),
      'When it was taken back, RFC 3339 in UTC; null where it was not.',
    ),
    lastUsedAt: described(
      v.nullable(v.string()),
      'When it was last let in, RFC 3339 in UTC, at most ten minutes earlier than it was; null where it never was.',
    ),
  }),
);

/** A new key; `key` is shown this once and is nowhere after. */
export const issuedApiKeySchema = named(
  'IssuedApiKey',
  'A new key, shown this once.',
  v.object({
    ...apiKeySchema.entries,
    key: described(
      v.string(),
      'The key itself, `mk_…`, for the header `Authorization: Bearer`. Shown this once.',
    ),
  }),
);

export const apiKeysSchema = named(
  'ApiKeys',
  'The keys of machines.',
  v.object({
    apiKeys: described(v.array(apiKeySchema), 'The keys, the latest first; those that have ended too.'),
  }),
);

const rowSchema = v.object({
  ...apiKeySchema.entries,
  createdAt: instantSchema,
  expiresAt: v.nullable(instantSchema),
  revokedAt: v.nullable(instantSchema),
  lastUsedAt: v.nullable(instantSchema),
});

const columns = sql`id, name, scopes, created_by as "createdBy", created_at as "createdAt", expires_at as "expiresAt", revoked_at as "revokedAt", last_used_at as "lastUsedAt"`;

/** Makes a key for a machine, and tells the person who does by mail. One statement. */
export async function issueApiKey(
  runtime: Runtime,
  { userId, sessionId }: AccessClaims,
  { name, scopes: granted, expiresInDays }: v.InferOutput<typeof apiKeyRequestSchema>,
): Promise<v.InferOutput<typeof issuedApiKeySchema>> {
  const now = runtime.clock.now();
  const actor: Actor = `user:${userId}`;
  const id = newId('apiKey', now, runtime.random);
  const { text: key, hash } = writeApiKey(runtime, id);
  const expiresAt =
    expiresInDays === undefined ? null : new Date(now.getTime() + expiresInDays * 86_400_000).toISOString();
  const details = sql`jsonb_build_object('name', "name", 'scopes', array_to_string(scopes, ' '), 'expiresAt', ${expiresAt}::text)`;
  const rows = await runtime.database.query(sql`
    with made as (
      insert into api_keys (id, name, hash, scopes, created_by, created_at, expires_at)
      values (${id}, ${name}, ${hash}, string_to_array(${granted.join(',')}, ','), ${actor}, ${now.toISOString()}, ${expiresAt}) returning *
    ), noted as (${record(now, actor, 'api-key.issued', sql`id`, sql`made`, details)}),
    maker as (select p.id, p.email from users p where p.id = ${userId} and exists (select from made))
    ${securityAlert(runtime, 'user-api-key-made', sql`maker`, sql`jsonb_build_object('kind', 'api-key', 'key', ${id}::text, 'name', ${name}::text, 'session', ${sessionId}::text)`)}
    select ${columns} from made`);
  const made = firstOf(rowSchema, rows);
  if (!made) throw new Error('no key was made');
  return { ...present(made), key };
}

/** Every key there is or was, the newest first. One statement. */
export async function listApiKeys(runtime: Runtime): Promise<v.InferOutput<typeof apiKeysSchema>> {
  const rows = await runtime.database.query(
    sql`select ${columns} from api_keys order by created_at desc, id desc limit 500`,
  );
  return { apiKeys: rowsOf(rowSchema, rows).map(present) };
}

/**
 * Takes a key from a machine, whose next request is refused. One statement. Throws the 404 for one that is
 * unknown or revoked.
 */
export async function revokeApiKey(runtime: Runtime, actor: Actor, id: string): Promise<void> {
  const now = runtime.clock.now();
  const rows = await runtime.database.query(sql`
    with revoked as (update api_keys set revoked_at = ${now.toISOString()} where id = ${id} and revoked_at is null returning id, name),
    noted as (${record(now, actor, 'api-key.revoked', sql`id`, sql`revoked`, sql`jsonb_build_object('name', name)`)})
    select id from revoked`);
  if (rows.length === 0) throw new Problem('not-found', 'There is no such key.');
}

function present({ createdAt, expiresAt, revokedAt, lastUsedAt, ...row }: v.InferOutput<typeof rowSchema>) {
  return {
    ...row,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    revokedAt: revokedAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}

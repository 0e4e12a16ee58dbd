import { sql } from 'drizzle-orm';
import { Secret, TOTP } from 'otpauth';
import { renderSVG } from 'uqr';
import * as v from 'valibot';
import { record } from '../../audit/record.ts';
import { firstOf } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { type Id, idSchema, newId } from '../../platform/ids.ts';
import { decrypt, encrypt } from '../../platform/keys.ts';
import { fieldProblem, Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { sixDigitCode } from '../../platform/text/figures.ts';
import { consumeNewFactorAttempt } from '../attempt-limit.ts';
import { securityAlert } from '../security/security-alert.ts';
import type { AccessClaims } from '../session/access-token.ts';
import { lowerReauthentications } from '../sign-in/lower-reauthentications.ts';
import { firstBackupCodes } from './backup-codes.ts';
import { factorName } from './factor-name.ts';

/** What every authenticator app understands (RFC 6238). */
const periodSeconds = 30;
const shape = { algorithm: 'SHA1', digits: 6, period: periodSeconds } as const;
const secretBytes = 20;

/**
 * The time step whose code this is; nothing for a wrong code. The present step alone: a code lives for thirty
 * seconds (ASVS 5.0, 6.5.5), and apps show the next one when it has ended.
 */
export function matchingStep(runtime: Runtime, secret: string, code: string): number | undefined {
  const timestamp = runtime.clock.now().getTime();
  const totp = new TOTP({ ...shape, secret: Secret.fromBase32(secret) });
  const delta = totp.validate({ token: code, timestamp, window: 0 });
  return delta === null ? undefined : Math.floor(timestamp / 1000 / periodSeconds) + delta;
}

export const newTotpSchema = named(
  'TotpBegun',
  'What an authenticator app needs; it counts once confirmed by a code.',
  v.object({
    factor: described(v.string(), 'The id of the factor to be confirmed, `fct_…`.'),
    secret: described(v.string(), 'The secret in base32, for those who type it.'),
    uri: described(v.string(), 'The same as an address for the app, `otpauth://…`.'),
    qrSvg: described(v.string(), 'The same as a picture (SVG) to be scanned.'),
  }),
);

export const totpRequestSchema = named(
  'TotpRequest',
  'An authenticator app to be added.',
  v.strictObject({
    name: v.optional(described(factorName, 'What its owner calls it.'), 'Authenticator app'),
  }),
);

/** A seed for an authenticator app. It proves nothing before a first code of it was given. One statement. */
export async function beginTotp(
  runtime: Runtime,
  userId: Id<'user'>,
  name: string,
): Promise<v.InferOutput<typeof newTotpSchema>> {
  const { config, clock, random } = runtime;
  const now = clock.now();
  const id = newId('factor', now, random);
  const secret = new Secret({ buffer: random(secretBytes).buffer });
  const sealed = encrypt(config.keys, random, id, secret.base32);
  const rows = await runtime.database.query(sql`
    with gone as (delete from factors where user_id = ${userId} and kind = 'totp' and confirmed_at is null),
    made as (
      insert into factors (id, user_id, kind, name, secret_sealed, created_at)
      select ${id}, p.id, 'totp', ${name}, ${sealed}, ${now.toISOString()} from users p
      where p.id = ${userId} and not exists (select from factors f where f.user_id = p.id and f.kind = 'totp' and f.confirmed_at is not null)
      returning user_id
    ) select p.email from made join users p on p.id = made.user_id`);
  const made = firstOf(v.object({ email: v.string() }), rows);
  if (!made) throw new Problem('state-conflict', 'You have an authenticator app already. Remove it first.');
  const totp = new TOTP({ ...shape, secret, issuer: config.business.name, label: made.email });
  const uri = totp.toString();
  return { factor: id, secret: secret.base32, uri, qrSvg: renderSVG(uri) };
}

export const factorConfirmationSchema = named(
  'FactorConfirmation',
  'The first code of a new factor.',
  v.strictObject({
    factor: described(idSchema('factor'), 'The id of the factor, `fct_…`.'),
    code: described(sixDigitCode, 'The six figures that it shows or that were sent.'),
  }),
);

/** What is shown once when the first factor is there: codes for the day on which it is lost. */
export const factorConfirmedSchema = named(
  'FactorConfirmed',
  'The factor counts from now on.',
  v.object({
    backupCodes: described(
      v.nullable(v.array(v.string())),
      'With the first factor, its backup codes, shown this once; else null.',
    ),
  }),
);

/** Takes the app into use by its first code. Two statements: the code is compared between them. */
export async function confirmTotp(
  runtime: Runtime,
  claims: AccessClaims,
  { factor, code }: v.InferOutput<typeof factorConfirmationSchema>,
): Promise<v.InferOutput<typeof factorConfirmedSchema>> {
  const { config, clock } = runtime;
  const { userId } = claims;
  const found = firstOf(
    v.object({ isLeft: v.boolean(), secretSealed: v.nullable(v.string()), name: v.nullable(v.string()) }),
    await runtime.database.query(sql`
      with f as (select name, secret_sealed from factors where id = ${factor} and user_id = ${userId} and kind = 'totp' and confirmed_at is null)
      select ${consumeNewFactorAttempt(runtime, userId)} as "isLeft", (select secret_sealed from f) as "secretSealed", (select name from f) as name`),
  );
  if (!found?.secretSealed) throw new Problem('not-found', 'There is no such factor to be confirmed.');
  const step = found.isLeft
    ? matchingStep(runtime, decrypt(config.keys, factor, found.secretSealed), code)
    : undefined;
  if (step === undefined) throw fieldProblem('code', 'That is not the code that the app shows now.');
  const now = clock.now();
  const backup = firstBackupCodes(runtime, userId, sql`confirmed`);
  const details = sql`jsonb_build_object('factor', ${factor}::text, 'kind', 'totp', 'name', ${found.name}::text, 'session', ${claims.sessionId}::text)`;
  const rows = await runtime.database.query(sql`
    with confirmed as (
      update factors f set confirmed_at = ${now.toISOString()}, last_step = ${step} from users p
      where f.id = ${factor} and f.user_id = ${userId} and f.confirmed_at is null and p.id = f.user_id returning p.id, p.email
    ), ${backup.ctes} ${lowerReauthentications(runtime, sql`confirmed`, claims, 'otp')}
    noted as (${record(now, `user:${userId}`, 'user.factor-added', sql`id`, sql`confirmed`, details)})
    ${securityAlert(runtime, 'user-factor-added', sql`confirmed`, details)}
    select exists (select from confirmed) as "isConfirmed", exists (select from codes) as "hasCodes"`);
  const outcome = firstOf(v.object({ isConfirmed: v.boolean(), hasCodes: v.boolean() }), rows);
  if (!outcome?.isConfirmed) throw new Problem('not-found', 'There is no such factor to be confirmed.');
  return { backupCodes: outcome.hasCodes ? backup.codes : null };
}

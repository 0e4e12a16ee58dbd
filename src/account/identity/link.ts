import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../../audit/record.ts';
import { newId } from '../../platform/ids.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { securityAlert } from '../security/security-alert.ts';
import { admission, type SignedIn } from '../sign-in/sign-in.ts';
import type { SignInContext } from '../sign-in/sign-in-context.ts';
import { makeUser, profileSchema } from '../user.ts';
import type { IdentityProvider, ProvenIdentity } from './provider.ts';

/**
 * Signs in whoever the identity is linked to. One that is new is linked to the account of its address, which
 * both sides have proved, or makes an account; an address that the provider has not proved does neither. One
 * batch.
 */
export async function signInByIdentity(
  runtime: Runtime,
  context: SignInContext,
  provider: IdentityProvider,
  { subject, email = '', isVerified, name }: ProvenIdentity,
): Promise<SignedIn> {
  const now = runtime.clock.now();
  const id = newId('user', now, runtime.random);
  const named = v.safeParse(profileSchema, { name });
  const user = {
    id,
    email: email,
    passwordHash: null,
    language: 'en',
    profile: named.success ? named.output : { name: email.split('@')[0] ?? 'Guest' },
    consents: [],
  } as const;
  const details = sql`jsonb_build_object('provider', ${provider.name}::text)`;
  const isProved = isVerified && email !== '';
  const isKnown = sql`exists (select from identities where provider = ${provider.name} and subject = ${subject})`;
  const { statement, finish } = admission(runtime, context, ['fed'], {
    user: sql`select p.id from identities i join users p on p.id = i.user_id
      where i.provider = ${provider.name} and i.subject = ${subject} and p.status = 'active' for share of p`,
  });
  const [, rows] = await runtime.database.batch([
    sql`with stranger as (select where ${isProved} and not ${isKnown}),
      owner as (select p.id, p.email from users p, stranger where p.email = ${email} and p.status = 'active'),
      nobody as (select from stranger where not exists (select from users where email = ${email})),
      ${makeUser(runtime, user, sql`nobody`)},
      linked as (
        insert into identities (provider, subject, user_id, linked_at)
        select ${provider.name}, ${subject}, x.id, ${now.toISOString()} from (select id from owner union all select id from account) x
        on conflict do nothing returning user_id as id
      ), registered as (${record(now, `user:${id}`, 'user.registered', sql`id`, sql`account`, details)}),
      noted as (${record(now, 'system', 'user.identity-linked', sql`id`, sql`linked`, details)})
      ${securityAlert(runtime, 'user-identity-linked', sql`owner where exists (select from linked)`, details)}
      select`,
    statement,
  ]);
  return finish(rows?.[0]);
}

import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../audit/record.ts';
import { firstOf } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { open, seal } from '../platform/keys.ts';
import { Problem } from '../platform/problems.ts';
import type { Runtime } from '../platform/runtime.ts';
import type { AccessClaims } from './access-token.ts';
import { type IdentityProvider, requireIdentityProvider } from './identity-providers.ts';
import { lowerProofs } from './lower-proofs.ts';
import { notice } from './notice.ts';
import { consume, keepOneTimeToken, newOneTimeToken } from './one-time-token.ts';
import { authorizationUrl, exchangeCode, nonceOf, type ProvenIdentity, readIdToken } from './openid.ts';
import { accountEmail, makePerson, profileSchema } from './person.ts';
import { admission, type SignedIn, signInRefused } from './sign-in.ts';
import type { Visit } from './visit.ts';

const stateSchema = v.object({
  provider: v.string(),
  nonce: v.string(),
  verifier: v.string(),
  returnTo: v.string(),
});

/** A page of our own to go back to; anything else would send people to a stranger's. */
export function ownPage(path: string | undefined): string {
  return path && /^\/(?![/\\])[\w\-./#?=&]{0,200}$/.test(path) && !/\/\/|\.\./.test(path)
    ? path
    : '/account/';
}

const random = (runtime: Runtime) => Buffer.from(runtime.random(32)).toString('base64url');

const redirectUriOf = (runtime: Runtime, { name }: IdentityProvider) =>
  `${runtime.config.site.url}/api/v1/auth/providers/${name}/callback`;

/** Begins the way through a provider: where to send the browser, and what its cookie has to bring back. One statement. */
export async function beginIdentity(
  runtime: Runtime,
  name: string,
  returnTo: string,
): Promise<{ readonly url: string; readonly browser: string }> {
  const provider = requireIdentityProvider(runtime.config, name);
  const token = newOneTimeToken(runtime, 'identity-state');
  const [browser, nonce, verifier] = [random(runtime), random(runtime), random(runtime)];
  const url = await authorizationUrl(runtime, provider, {
    redirectUri: redirectUriOf(runtime, provider),
    state: token.text,
    nonce,
    challenge: createHash('sha256').update(verifier).digest('base64url'),
  });
  const kept = JSON.stringify({ provider: name, nonce, verifier, returnTo });
  const data = JSON.stringify({ sealed: seal(runtime.config.keys, runtime.random, token.id, kept) });
  // The state alone is worth nothing: it counts with the cookie of the browser that began.
  await runtime.database.query(
    sql`with kept as (${keepOneTimeToken(runtime, token, sql`(select) x`, { data: sql`${data}::jsonb` }, `${token.text} ${browser}`)}) select`,
  );
  return { url, browser };
}

/**
 * The way back from a provider: the state is used up with the browser's cookie, the code is exchanged, and whoever it is signs in. Two statements
 * beside the provider's answer. Throws the one 401 for anything that is not as it must be.
 */
export async function finishIdentity(
  runtime: Runtime,
  visit: Visit,
  name: string,
  came: URL,
  browser: string | undefined,
): Promise<{ readonly signedIn: SignedIn; readonly returnTo: string }> {
  const provider = requireIdentityProvider(runtime.config, name);
  const state = came.searchParams.get('state') ?? '';
  const used = firstOf(
    v.object({ id: v.string(), data: v.object({ sealed: v.string() }) }),
    await runtime.database.query(
      sql`with used as (${consume(runtime, 'identity-state', `${state} ${browser ?? ''}`)}) select id, data from used`,
    ),
  );
  if (!used) throw signInRefused();
  const kept = v.parse(stateSchema, JSON.parse(open(runtime.config.keys, used.id, used.data.sealed)));
  if (kept.provider !== name) throw signInRefused();
  const identity = await exchangeCode(runtime, provider, came, {
    redirectUri: redirectUriOf(runtime, provider),
    state,
    nonce: kept.nonce,
    verifier: kept.verifier,
  });
  if (!identity) throw signInRefused();
  return { signedIn: await signInByIdentity(runtime, visit, provider, identity), returnTo: kept.returnTo };
}

/** A nonce for the page's own button, good once. One statement. */
export async function newNonce(runtime: Runtime, name: string): Promise<{ nonce: string }> {
  requireIdentityProvider(runtime.config, name);
  const token = newOneTimeToken(runtime, 'identity-nonce');
  await runtime.database.query(
    sql`with kept as (${keepOneTimeToken(runtime, token, sql`(select) x`, {})}) select`,
  );
  return { nonce: token.text };
}

/** Signs in by the ID token that the provider's button has given to the page. Two statements. Throws the one 401. */
export async function signInByIdToken(
  runtime: Runtime,
  visit: Visit,
  name: string,
  idToken: string,
): Promise<SignedIn> {
  const provider = requireIdentityProvider(runtime.config, name);
  const nonce = nonceOf(idToken) ?? '';
  const identity = await readIdToken(runtime, provider, idToken, nonce);
  if (!identity) throw signInRefused();
  const used = await runtime.database.query(
    sql`with used as (${consume(runtime, 'identity-nonce', nonce)}) select id from used`,
  );
  if (used.length === 0) throw signInRefused();
  return signInByIdentity(runtime, visit, provider, identity);
}

/**
 * Signs in whoever the identity is linked to. One that is new is linked to the account of its address, which both sides have proved, or
 * makes an account; an address that the provider has not proved does neither. One batch.
 */
async function signInByIdentity(
  runtime: Runtime,
  visit: Visit,
  provider: IdentityProvider,
  { subject, email: given, isVerified, name }: ProvenIdentity,
): Promise<SignedIn> {
  const email = v.safeParse(accountEmail, given);
  if (!email.success) throw signInRefused();
  const now = runtime.clock.now();
  const id = newId('person', now, runtime.random);
  const named = v.safeParse(profileSchema, { name });
  const person = {
    id,
    email: email.output,
    passwordHash: null,
    language: 'en',
    profile: named.success ? named.output : { name: email.output.split('@')[0] ?? 'Guest' },
    consents: [],
  } as const;
  const details = sql`jsonb_build_object('provider', ${provider.name}::text)`;
  const isKnown = sql`exists (select from identities where provider = ${provider.name} and subject = ${subject})`;
  const { statement, finish } = admission(runtime, visit, ['fed'], {
    person: sql`select p.id from identities i join people p on p.id = i.person_id
      where i.provider = ${provider.name} and i.subject = ${subject} and p.status = 'active' for share of p`,
  });
  const [, rows] = await runtime.database.batch([
    sql`with stranger as (select where ${isVerified} and not ${isKnown}),
      owner as (select p.id, p.email from people p, stranger where p.email = ${email.output} and p.status = 'active'),
      nobody as (select from stranger where not exists (select from people where email = ${email.output})),
      ${makePerson(runtime, person, sql`nobody`)},
      linked as (
        insert into identities (provider, subject, person_id, linked_at)
        select ${provider.name}, ${subject}, x.id, ${now.toISOString()} from (select id from owner union all select id from person) x
        on conflict do nothing returning person_id as id
      ), registered as (${record(now, `person:${id}`, 'person.registered', sql`id`, sql`person`, details)}),
      noted as (${record(now, 'system', 'person.identity-linked', sql`id`, sql`linked`, details)})
      ${notice(runtime, 'person-identity-linked', sql`owner where exists (select from linked)`, details)}
      select`,
    statement,
  ]);
  return finish(rows?.[0]);
}

/** Takes an identity from the account, unless it is the only way in. One statement. */
export async function unlinkIdentity(runtime: Runtime, claims: AccessClaims, name: string): Promise<void> {
  const { personId } = claims;
  const now = runtime.clock.now();
  const rows = await runtime.database.query(sql`
    with found as (select provider from identities where person_id = ${personId} and provider = ${name}),
    gone as (
      delete from identities i using people p where i.person_id = ${personId} and i.provider = ${name} and p.id = i.person_id
        and (p.password_hash is not null or exists (select from factors f where f.person_id = p.id and f.kind = 'passkey')
          or exists (select from identities o where o.person_id = p.id and o.provider <> i.provider))
      returning i.person_id as id, p.email
    ), ${lowerProofs(runtime, sql`gone`, claims)}
    noted as (${record(now, `person:${personId}`, 'person.identity-unlinked', sql`id`, sql`gone`, sql`jsonb_build_object('provider', ${name}::text)`)})
    ${notice(runtime, 'person-factor-removed', sql`gone`, sql`jsonb_build_object('provider', ${name}::text, 'session', ${claims.sessionId}::text)`)}
    select exists (select from gone) as "isGone" from found`);
  const outcome = firstOf(v.object({ isGone: v.boolean() }), rows);
  if (!outcome) throw new Problem('not-found', 'There is no such link in your account.');
  if (!outcome.isGone)
    throw new Problem(
      'state-conflict',
      'This is the only way into your account. Choose a password or add a passkey first.',
    );
}

import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { firstOf } from '../../platform/database/database.ts';
import { described } from '../../platform/described.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { passkeyResponseSchema, usePasskey, verifyPasskey } from '../factor/passkey.ts';
import { openSession } from '../session/open-session.ts';
import { type SignedIn, signInRefused } from './sign-in.ts';
import type { SignInContext } from './sign-in-context.ts';

export const passkeySignInSchema = v.strictObject({
  response: described(passkeyResponseSchema, 'What `navigator.credentials.get()` gave.'),
});

const keptSchema = v.object({
  passkey: v.nullable(
    v.object({
      id: v.string(),
      credentialId: v.string(),
      publicKey: v.string(),
      signatureCount: v.number(),
    }),
  ),
});

/**
 * Signs in by a passkey alone: the device has it, and has asked for finger, face or PIN, so it is both
 * factors at once (NIST 800-63B-4, 2.2). No budget: nobody guesses a signature, and whoever spends one of a
 * network would keep its people out. Two statements, with the signature between. Throws the one 401 for
 * anything that is wrong.
 */
export async function signInByPasskey(
  runtime: Runtime,
  context: SignInContext,
  { response }: v.InferOutput<typeof passkeySignInSchema>,
): Promise<SignedIn> {
  const kept = firstOf(
    keptSchema,
    await runtime.database.query(sql`
      select (select json_build_object('id', f.id, 'credentialId', f.credential_id, 'publicKey', f.public_key, 'signatureCount', f.signature_count)
          from factors f join users p on p.id = f.user_id where f.credential_id = ${response.id} and p.status = 'active') as passkey`),
  );
  const verified = kept?.passkey ? await verifyPasskey(runtime, response, kept.passkey) : undefined;
  if (!kept?.passkey || !verified) throw signInRefused();
  const session = openSession(runtime, context, ['hwk', 'user']);
  const [row] = await runtime.database.query(sql`
    with ${usePasskey(runtime, kept.passkey.id, verified)}
    account as (select p.id from used join users p on p.id = used.id where p.status = 'active' for share of p)
    ${session.ctes}
    select ${session.columns}`);
  const issued = await session.issue(row);
  if (!issued) throw signInRefused();
  return { outcome: 'signed-in', session: issued };
}

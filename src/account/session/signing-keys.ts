import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { exportJWK } from 'jose';
import * as v from 'valibot';
import { rowsOf } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { deriveKey, type Key, type KeyRing } from '../../platform/keys.ts';
import type { Runtime } from '../../platform/runtime.ts';

/** How long what the old key signed stays good after a rotation: twice the life of an access token. */
const overlapSeconds = 600;
const kidPattern = /^([a-z0-9]{1,16})\.([1-9]\d{0,5})$/;

/** PKCS #8 around the 32 bytes of an Ed25519 seed (RFC 8410, 7). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

interface SigningKey {
  readonly kid: string;
  readonly generation: number;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const derived = new WeakMap<Key, Map<number, SigningKey>>();

/** The key of a generation under the ring's first secret: the one that signs. */
export function signingKey(ring: KeyRing, generation: number): SigningKey {
  return derive(ring[0], generation);
}

/**
 * The key of a `kid`, if it has the shape of ours and its secret is in the ring. Nothing is looked up
 * anywhere: whether the generation is still good, the database says with the request's first statement.
 */
export function keyOfKid(ring: KeyRing, kid: unknown): SigningKey | undefined {
  const [, id, generation] = (typeof kid === 'string' && kidPattern.exec(kid)) || [];
  const secret = ring.find((key) => key.id === id);
  return secret && derive(secret, Number(generation));
}

function derive(secret: Key, generation: number): SigningKey {
  const known = derived.get(secret) ?? new Map<number, SigningKey>();
  // A kid may be anybody's invention: what is kept for it is bounded.
  if (known.size > 16) known.clear();
  derived.set(secret, known);
  const made = known.get(generation) ?? make(secret, generation);
  known.set(generation, made);
  return made;
}

function make(secret: Key, generation: number): SigningKey {
  const seed = deriveKey(secret, `access-token/${generation}`).export();
  const privateKey = createPrivateKey({
    key: Buffer.concat([pkcs8Prefix, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  return {
    kid: `${secret.id}.${generation}`,
    generation,
    privateKey,
    publicKey: createPublicKey(privateKey),
  };
}

export const jwksSchema = named(
  'JsonWebKeySet',
  'The public keys of access tokens (RFC 7517).',
  v.object({
    keys: described(
      v.array(
        named(
          'JsonWebKey',
          'A public key (RFC 8037).',
          v.object({
            kty: described(v.literal('OKP'), 'The family of the key.'),
            crv: described(v.literal('Ed25519'), 'The curve.'),
            x: described(v.string(), 'The public key, base64url.'),
            kid: described(v.string(), 'The id of the key, as in the header of a token.'),
            alg: described(v.literal('EdDSA'), 'The algorithm.'),
            use: described(v.literal('sig'), 'What it is for: signatures.'),
          }),
        ),
      ),
      'The keys, by one of which every access token that is good is signed.',
    ),
  }),
);

/** The public keys by which access tokens are checked (RFC 7517). One statement. */
export async function publicKeys(runtime: Runtime): Promise<v.InferOutput<typeof jwksSchema>> {
  const rows = await runtime.database.query(sql`select generation from signing_key_generations
    where retires_at is null or retires_at > ${runtime.clock.now().toISOString()} order by generation desc`);
  const generations = rowsOf(v.object({ generation: v.number() }), rows);
  const keys = await Promise.all(
    generations.flatMap(({ generation }) =>
      runtime.config.keys.map(async (secret) => {
        const { kid, publicKey } = derive(secret, generation);
        return { ...(await exportJWK(publicKey)), kid, alg: 'EdDSA', use: 'sig' };
      }),
    ),
  );
  return v.parse(jwksSchema, { keys });
}

/**
 * Begins a new generation, which signs from now on. What older ones signed stays good for ten minutes, or not
 * at all. Answers the new generation.
 */
export async function rotateSigningKey(runtime: Runtime, older: 'overlap' | 'retire-now'): Promise<number> {
  const now = runtime.clock.now();
  const retiresAt = new Date(now.getTime() + (older === 'overlap' ? overlapSeconds * 1000 : 0));
  const [, rows] = await runtime.database.batch([
    sql`update signing_key_generations set retires_at = ${retiresAt.toISOString()} where retires_at is null or retires_at > ${retiresAt.toISOString()}`,
    sql`insert into signing_key_generations (generation, created_at) select max(generation) + 1, ${now.toISOString()} from signing_key_generations returning generation`,
  ]);
  const [made] = rowsOf(v.object({ generation: v.number() }), rows);
  if (!made) throw new Error('no generation was made');
  return made.generation;
}

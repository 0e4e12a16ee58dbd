import * as v from 'valibot';
import { described } from '../../platform/described.ts';
import { decrypt, encrypt } from '../../platform/keys.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { requireCodeFlow } from './providers.ts';

/**
 * What a provider's page posts (OAuth 2.0 Form Post Response Mode). Apple adds `user`, at the first sign-in
 * alone.
 */
export const postedIdentitySchema = v.object({
  state: described(
    v.pipe(v.string(), v.maxLength(200)),
    'The state with which the browser was sent to the provider.',
  ),
  code: v.optional(
    described(
      v.pipe(v.string(), v.maxLength(2000)),
      'The code for which the provider gives its token; missing where it refused.',
    ),
  ),
  error: v.optional(
    described(v.pipe(v.string(), v.maxLength(200)), 'Why the provider refused, by its own code.'),
  ),
  user: v.optional(
    described(
      v.pipe(v.string(), v.maxLength(2000)),
      'The name of the person as JSON, which Apple sends at the first sign-in alone.',
    ),
  ),
});

const part = v.optional(v.pipe(v.string(), v.maxLength(200)), '');
const userSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ name: v.object({ firstName: part, lastName: part }) }),
);

/**
 * The query with which a browser goes on from such a post to our own way back. The post comes from another
 * site, so none of our cookies comes along, not even those that are `Lax`; with the GET that follows they do,
 * and nothing had to be made `SameSite=None`. A name travels sealed: addresses are logged. Throws the 404 for
 * a provider that does not post.
 */
export function queryOfPost(runtime: Runtime, name: string, body: string): string {
  const { codeFlow } = requireCodeFlow(runtime.config, name);
  if (codeFlow.responseMode !== 'form_post') throw new Problem('not-found', 'This provider posts nothing.');
  const fields = v.safeParse(postedIdentitySchema, Object.fromEntries(new URLSearchParams(body)));
  if (!fields.success) return '';
  const { state, code, error, user } = fields.output;
  const query = new URLSearchParams({ state, ...(code ? { code } : {}), ...(error ? { error } : {}) });
  const called = v.safeParse(userSchema, user);
  if (called.success) {
    const { firstName, lastName } = called.output.name;
    query.set(
      'named',
      encrypt(runtime.config.keys, runtime.random, state, `${firstName} ${lastName}`.trim()),
    );
  }
  return query.toString();
}

/** The name that came with such a post; nothing where there was none, or somebody has touched it. */
export function nameAtFirst({ config }: Runtime, { searchParams }: URL): string | undefined {
  const named = searchParams.get('named');
  if (!named) return undefined;
  try {
    return decrypt(config.keys, searchParams.get('state') ?? '', named);
  } catch {
    // The provider signs no name either: without it the account is called by its address.
    return undefined;
  }
}

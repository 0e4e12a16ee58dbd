import { createHash, randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import * as v from 'valibot';
import { buttonScript } from './openid/button-script.ts';
import { type ProviderPerson, signIdToken, type TokenFault, tokenFaults } from './openid/id-token.ts';
import { keyNamed, publicJwk } from './openid/keys.ts';
import { chooserPage } from './openid/pages.tsx';
import { serve } from './stripe/http-server.ts';

export type { ProviderPerson, TokenFault };

const faults = [...tokenFaults, 'refuse', 'hang', 'unpublished'] as const;
/** What is wrong with the next answers: with the token; or the exchange fails, or never ends; or there is no discovery document. */
type Fault = (typeof faults)[number];

export interface IdentitySandbox {
  readonly url: string;
  setRedirectUris(uris: readonly string[]): void;
  /** Does what somebody does on the chooser: answers where the provider sends the browser back to. */
  choose(authorizeUrl: string, person: ProviderPerson | 'deny'): Promise<string>;
  /** An ID token as the page's button gets it. */
  idToken(person: ProviderPerson, nonce: string | undefined, fault?: TokenFault): Promise<string>;
  /** Signs by another key from now on; the older one is no longer published. */
  rotateKey(): void;
  /** What is wrong with the tokens of the code flow from now on; `null` for nothing. */
  fault(fault: Fault | null): void;
  /** How often keys were fetched and codes exchanged. */
  counts(): { readonly jwks: number; readonly token: number };
  close(): Promise<void>;
}

export interface IdentitySandboxOptions {
  readonly port: number;
  readonly host?: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUris?: readonly string[];
  readonly clock?: () => Date;
}

const codeSeconds = 60;

interface Code {
  readonly person: ProviderPerson;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly nonce: string | undefined;
  readonly expiresAtMs: number;
}

const askedSchema = v.object({
  client_id: v.string(),
  redirect_uri: v.string(),
  response_type: v.literal('code'),
  scope: v.pipe(v.string(), v.regex(/(^| )openid( |$)/)),
  state: v.string(),
  code_challenge: v.pipe(v.string(), v.length(43)),
  code_challenge_method: v.literal('S256'),
  nonce: v.optional(v.string()),
});

const buttonSchema = v.object({
  client_id: v.string(),
  nonce: v.string(),
  origin: v.pipe(v.string(), v.url()),
});

/**
 * An OpenID provider that plays Google: discovery, the code flow with PKCE (S256 alone, exact redirect addresses, codes that work once and for a minute), ID
 * tokens by RS256, and the page's button. Throws PortTakenError.
 */
export async function startIdentitySandbox(options: IdentitySandboxOptions): Promise<IdentitySandbox> {
  const { host = '127.0.0.1', clientId, clientSecret, clock = () => new Date() } = options;
  let redirectUris = options.redirectUris ?? [];
  let generation = 1;
  let fault: Fault | null = null;
  const codes = new Map<string, Code>();
  const counts = { jwks: 0, token: 0 };
  const key = () => keyNamed(`sandbox-${generation}`);

  const issue = (person: ProviderPerson, nonce: string | undefined, wrong?: TokenFault) =>
    signIdToken(
      { issuer: url(), clientId, key: key(), foreignKey: keyNamed('foreign'), now: clock() },
      person,
      nonce,
      wrong,
    );

  function decide(asked: v.InferOutput<typeof askedSchema>, person: ProviderPerson | 'deny'): string {
    const back = new URL(asked.redirect_uri);
    back.searchParams.set('state', asked.state);
    back.searchParams.set('iss', url());
    if (person === 'deny') {
      back.searchParams.set('error', 'access_denied');
      return back.href;
    }
    const code = randomBytes(24).toString('base64url');
    const expiresAtMs = clock().getTime() + codeSeconds * 1000;
    codes.set(code, {
      person,
      redirectUri: asked.redirect_uri,
      challenge: asked.code_challenge,
      nonce: asked.nonce,
      expiresAtMs,
    });
    back.searchParams.set('code', code);
    return back.href;
  }

  function askedOf(query: URLSearchParams) {
    const asked = v.parse(askedSchema, Object.fromEntries(query));
    if (asked.client_id !== clientId) throw new Error('unknown client');
    if (!redirectUris.includes(asked.redirect_uri)) throw new Error('redirect_uri_mismatch');
    return asked;
  }

  const app = new Hono();
  app.onError((error, c) => c.text(`The sandbox refuses this: ${error.message}`, 400));
  app.get('/.well-known/openid-configuration', (c) => {
    if (fault === 'unpublished') return c.html('<h1>Be right back</h1>');
    return c.json({
      issuer: url(),
      authorization_endpoint: `${url()}/authorize`,
      token_endpoint: `${url()}/token`,
      jwks_uri: `${url()}/jwks`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      scopes_supported: ['openid', 'email', 'profile'],
      token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
    });
  });
  app.get('/jwks', async (c) => {
    counts.jwks += 1;
    return c.json({ keys: [await publicJwk(key())] });
  });
  app.get('/authorize', (c) => {
    const query = new URL(c.req.url).searchParams;
    const asked = askedOf(query);
    return chooserPage(c, '/authorize', Object.fromEntries(query), new URL(asked.redirect_uri).origin);
  });
  app.post('/authorize', async (c) => {
    const form = new URLSearchParams(await c.req.text());
    return c.redirect(decide(askedOf(form), personOf(form)), 303);
  });
  app.post('/token', async (c) => {
    counts.token += 1;
    if (fault === 'refuse') return c.json({ error: 'server_error' }, 500);
    if (fault === 'hang') await new Promise(() => {});
    const wrong = tokenFaults.find((one) => one === fault);
    const form = new URLSearchParams(await c.req.text());
    const basic = Buffer.from(
      c.req.header('Authorization')?.replace(/^Basic /, '') ?? '',
      'base64',
    ).toString();
    const [id, secret] = basic
      ? basic.split(':').map(decodeURIComponent)
      : [form.get('client_id'), form.get('client_secret')];
    if (id !== clientId || secret !== clientSecret) return c.json({ error: 'invalid_client' }, 401);
    const code = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const verifier = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isGood =
      code !== undefined &&
      form.get('grant_type') === 'authorization_code' &&
      code.redirectUri === form.get('redirect_uri') &&
      code.challenge === verifier &&
      code.expiresAtMs > clock().getTime();
    if (!isGood) return c.json({ error: 'invalid_grant' }, 400);
    return c.json({
      access_token: randomBytes(24).toString('base64url'),
      token_type: 'Bearer',
      expires_in: 3599,
      scope: 'openid email profile',
      id_token: await issue(code.person, code.nonce, wrong),
    });
  });
  app.get('/gsi/client', (c) => c.body(buttonScript, 200, { 'Content-Type': 'text/javascript' }));
  app.get('/gsi/select', (c) => {
    const query = new URL(c.req.url).searchParams;
    v.parse(buttonSchema, Object.fromEntries(query));
    return chooserPage(c, '/gsi/select', Object.fromEntries(query), "'self'");
  });
  app.post('/gsi/select', async (c) => {
    const form = new URLSearchParams(await c.req.text());
    const asked = v.parse(buttonSchema, Object.fromEntries(form));
    const person = personOf(form);
    const message = person === 'deny' ? {} : { credential: await issue(person, asked.nonce || undefined) };
    const script = `opener.postMessage(${JSON.stringify(message)}, ${JSON.stringify(new URL(asked.origin).origin)}); close();`;
    const hash = createHash('sha256').update(script).digest('base64');
    c.header('Content-Security-Policy', `default-src 'none'; script-src 'sha256-${hash}'`);
    return c.html(`<!doctype html><title>Sandbox sign-in</title><script>${script}</script>`);
  });
  app.post('/_sandbox/fault', async (c) => {
    const { fault: next } = v.parse(
      v.strictObject({ fault: v.nullable(v.picklist(faults)) }),
      await c.req.json(),
    );
    fault = next;
    return c.json({ fault });
  });

  const server = await serve((request) => app.fetch(request), {
    part: 'The sandbox identity provider',
    host,
    port: options.port,
  });
  const url = () => `http://${host}:${server.port}`;
  return {
    url: url(),
    setRedirectUris(uris) {
      redirectUris = uris;
    },
    choose: async (authorizeUrl, person) => decide(askedOf(new URL(authorizeUrl).searchParams), person),
    idToken: issue,
    rotateKey() {
      generation += 1;
    },
    fault(next) {
      fault = next;
    },
    counts: () => ({ ...counts }),
    close: server.close,
  };
}

function personOf(form: URLSearchParams): ProviderPerson | 'deny' {
  if (form.get('deny')) return 'deny';
  const email = form.get('email') ?? '';
  if (!email.includes('@')) throw new Error('an address is needed');
  return { email, name: form.get('name') ?? undefined, isVerified: form.get('unverified') !== 'yes' };
}

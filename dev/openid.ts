import { createHash, randomBytes } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import * as v from 'valibot';
import { buttonScript } from './openid/button-script.ts';
import { firebaseApp, firebaseAuth } from './openid/firebase-library.ts';
import { faultsOfAll, faultsOfNonce, signIdToken } from './openid/id-token.ts';
import { keyNamed, publicJwk } from './openid/keys.ts';
import { chooserPage } from './openid/pages.tsx';
import type { Client, Play, ProviderPerson, TokenParts } from './openid/play.ts';
import { serve } from './stripe/wire/http-server.ts';

export type { ProviderPerson };

/** What goes wrong with everything: the exchange fails, or never ends; or there is no discovery document. Any other name is a fault of tokens. */
const outages = ['refuse', 'hang', 'unpublished'] as const;

export interface IdentitySandbox {
  readonly name: Play['name'];
  readonly url: string;
  setRedirectUris(uris: readonly string[]): void;
  /**
   * Does what somebody does on the chooser: answers where the provider sends the browser back to. What a provider posts stands in the query too, in the place of
   * a form.
   */
  choose(authorizeUrl: string, person: ProviderPerson | 'deny'): Promise<string>;
  /** An ID token as a page gets it. */
  idToken(person: ProviderPerson, nonce: string | undefined, fault?: string): Promise<string>;
  /** Signs by another key from now on; the older one is no longer published. */
  rotateKey(): void;
  /** What is wrong from now on, by its name in `faults` or an outage; `null` for nothing. */
  fault(fault: string | null): void;
  /** What its discovery document says from now on in the place of what it said: nothing, to say that again. */
  publish(instead: Readonly<Record<string, string>>): void;
  /** The names of what can be wrong with its tokens. */
  readonly faults: readonly string[];
  /** How often keys were fetched and codes exchanged. */
  counts(): { readonly jwks: number; readonly token: number };
  close(): Promise<void>;
}

export interface IdentitySandboxOptions extends Client {
  readonly play: Play;
  readonly port: number;
  readonly host?: string;
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
  response_mode: v.optional(v.picklist(['query', 'form_post']), 'query'),
  scope: v.pipe(v.string(), v.regex(/(^| )openid( |$)/)),
  state: v.string(),
  code_challenge: v.pipe(v.string(), v.length(43)),
  code_challenge_method: v.literal('S256'),
  nonce: v.optional(v.string()),
});
type Asked = v.InferOutput<typeof askedSchema>;

const windowSchema = v.object({
  client_id: v.string(),
  nonce: v.optional(v.string(), ''),
  origin: v.pipe(v.string(), v.url()),
});

/**
 * An OpenID provider that plays one of the real ones: discovery, the code flow with PKCE (S256 alone, exact redirect addresses, codes that work once and for a
 * minute), ID tokens by RS256, and the window of its button or library. Throws PortTakenError.
 */
export async function startIdentitySandbox(options: IdentitySandboxOptions): Promise<IdentitySandbox> {
  const { play, host = '127.0.0.1', clientId, clock = () => new Date() } = options;
  const { paths } = play;
  let redirectUris = options.redirectUris ?? [];
  let generation = 1;
  let fault: string | null = null;
  let published: Readonly<Record<string, string>> = {};
  const codes = new Map<string, Code>();
  /** Who has been here before: Apple tells a name once. */
  const known = new Set<string>();
  const counts = { jwks: 0, token: 0 };
  const key = () => keyNamed(`${play.name.toLowerCase()}-${generation}`);
  const faults: Readonly<Record<string, (parts: TokenParts) => TokenParts>> = {
    ...faultsOfAll,
    ...(paths.token ? faultsOfNonce : {}),
    ...play.faults,
  };

  async function issue(person: ProviderPerson, nonce: string | undefined, wrong?: string): Promise<string> {
    const at = Math.floor(clock().getTime() / 1000);
    const sub = person.sub ?? play.subjectOf(person.email);
    const claims = {
      ...play.claims(person, sub, { url: url(), clientId, at }),
      ...(nonce === undefined ? {} : { nonce }),
    };
    const header = { alg: 'RS256', typ: 'JWT', kid: key().kid };
    const parts = { header, claims, key: key() };
    if (wrong === undefined) return signIdToken(parts);
    const spoil = faults[wrong];
    if (!spoil) throw new Error(`no token of ${play.name} is ${wrong}`);
    return signIdToken(spoil(parts));
  }

  function decide(asked: Asked, person: ProviderPerson | 'deny'): URL {
    const back = new URL(asked.redirect_uri);
    back.searchParams.set('state', asked.state);
    if (play.namesIssuer) back.searchParams.set('iss', url());
    if (person === 'deny') {
      back.searchParams.set('error', play.name === 'Apple' ? 'user_cancelled_authorize' : 'access_denied');
      return back;
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
    if (asked.response_mode === 'form_post' && !known.has(person.email)) {
      known.add(person.email);
      const [firstName = '', ...others] = (person.name ?? 'Ada Lovelace').split(' ');
      const user = { name: { firstName, lastName: others.join(' ') }, email: person.email };
      back.searchParams.set('user', JSON.stringify(user));
    }
    return back;
  }

  function askedOf(query: string): Asked {
    const fields = Object.fromEntries(new URLSearchParams(query));
    const asked = v.parse(askedSchema, fields);
    if (asked.client_id !== clientId) throw new Error('unknown client');
    if (!redirectUris.includes(asked.redirect_uri)) throw new Error('redirect_uri_mismatch');
    if (asked.response_mode !== play.responseMode) throw new Error('the response mode is another here');
    return asked;
  }

  const app = new Hono();
  app.onError((error, c) => c.text(`The sandbox refuses this: ${error.message}`, 400));
  app.get(paths.document, (c) => {
    if (fault === 'unpublished') return c.html('<h1>Be right back</h1>');
    return c.json({
      ...(paths.authorize ? { authorization_endpoint: `${url()}${paths.authorize}` } : {}),
      ...(paths.token ? { token_endpoint: `${url()}${paths.token}` } : {}),
      jwks_uri: `${url()}${paths.keys}`,
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      ...play.document(url()),
      ...published,
    });
  });
  app.get(paths.keys, async (c) => {
    counts.jwks += 1;
    const issuer = play.keyIssuer?.(url());
    const published = [{ key: key(), issuer }, ...(play.otherKeys?.(url()) ?? [])];
    const keys = published.map(async (one) => ({
      ...(await publicJwk(one.key)),
      ...(one.issuer ? { issuer: one.issuer } : {}),
    }));
    return c.json({ keys: await Promise.all(keys) });
  });
  if (paths.authorize && paths.token) codeFlow(paths.authorize, paths.token);
  if (play.name === 'Google') app.get('/gsi/client', (c) => script(c, buttonScript));
  if (play.name === 'Firebase') {
    app.get('/firebasejs/firebase-app.js', (c) => script(c, firebaseApp));
    app.get('/firebasejs/firebase-auth.js', (c) => script(c, firebaseAuth));
  }
  chooserWindow('/window');
  app.post('/_sandbox/fault', async (c) => {
    const known = v.picklist([...outages, ...Object.keys(faults)]);
    fault = v.parse(v.strictObject({ fault: v.nullable(known) }), await c.req.json()).fault;
    return c.json({ fault });
  });

  function codeFlow(authorize: string, token: string): void {
    app.get(authorize, (c) => {
      const { search, searchParams } = new URL(c.req.url);
      const fields = Object.fromEntries(searchParams);
      play.checkRequest?.(search, fields);
      const asked = askedOf(search);
      return chooserPage(c, play.name, authorize, fields, new URL(asked.redirect_uri).origin);
    });
    app.post(authorize, async (c) => {
      const form = await c.req.text();
      const asked = askedOf(form);
      const back = decide(asked, personOf(new URLSearchParams(form)));
      return asked.response_mode === 'form_post' ? postingPage(c, back) : c.redirect(back.href, 303);
    });
    app.post(token, async (c) => {
      counts.token += 1;
      if (fault === 'refuse') return c.json({ error: 'server_error' }, 500);
      if (fault === 'hang') await new Promise(() => {});
      const form = new URLSearchParams(await c.req.text());
      const client = clientOf(c.req.header('Authorization'), form);
      if (!(await play.isClient(client, options, url(), clock())))
        return c.json({ error: 'invalid_client' }, 401);
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
        id_token: await issue(code.person, code.nonce, fault ?? undefined),
      });
    });
  }

  /** What the button or the library of a page opens, and from where it gets its token. */
  function chooserWindow(path: string): void {
    app.get(path, (c) => {
      const fields = Object.fromEntries(new URL(c.req.url).searchParams);
      v.parse(windowSchema, fields);
      return chooserPage(c, play.name, path, fields, "'self'");
    });
    app.post(path, async (c) => {
      const form = new URLSearchParams(await c.req.text());
      const asked = v.parse(windowSchema, Object.fromEntries(form));
      const person = personOf(form);
      const message = person === 'deny' ? {} : { credential: await issue(person, asked.nonce || undefined) };
      const text = `opener.postMessage(${JSON.stringify(message)}, ${JSON.stringify(new URL(asked.origin).origin)}); close();`;
      return scriptPage(c, text, "'self'", html``);
    });
  }

  const server = await serve((request) => app.fetch(request), {
    part: `The sandbox of ${play.name}`,
    host,
    port: options.port,
  });
  const url = () => `http://${host}:${server.port}`;
  return {
    name: play.name,
    url: url(),
    setRedirectUris(uris) {
      redirectUris = uris;
    },
    async choose(authorizeUrl, person) {
      const { search, searchParams } = new URL(authorizeUrl);
      play.checkRequest?.(search, Object.fromEntries(searchParams));
      return decide(askedOf(search), person).href;
    },
    idToken: issue,
    rotateKey() {
      generation += 1;
    },
    fault(next) {
      fault = next;
    },
    publish(instead) {
      published = instead;
    },
    faults: Object.keys(faults),
    counts: () => ({ ...counts }),
    close: server.close,
  };
}

const script = (c: Context, text: string) =>
  c.body(text, 200, { 'Content-Type': 'text/javascript', 'Access-Control-Allow-Origin': '*' });

/** A page that runs this script and nothing else. */
function scriptPage(c: Context, text: string, formAction: string, body: ReturnType<typeof html>) {
  const digest = createHash('sha256').update(text).digest('base64');
  c.header(
    'Content-Security-Policy',
    `default-src 'none'; script-src 'sha256-${digest}'; form-action ${formAction}`,
  );
  const element = `<script>${text}</script>`;
  return c.html(`<!doctype html><title>Sandbox sign-in</title>${body}${element}`);
}

/** OAuth 2.0 Form Post Response Mode: the browser posts the answer from the provider's page. */
function postingPage(c: Context, back: URL) {
  const fields = [...back.searchParams].map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  const action = `${back.origin}${back.pathname}`;
  const form = html`<form method="post" action="${action}">${fields}</form>`;
  // The way on after the post leads anywhere on that site.
  return scriptPage(c, 'document.forms[0].submit();', back.origin, form);
}

function clientOf(authorization: string | undefined, form: URLSearchParams) {
  const basic = Buffer.from(authorization?.replace(/^Basic /, '') ?? '', 'base64').toString();
  const [id = '', secret = ''] = basic
    ? basic.split(':').map(decodeURIComponent)
    : [form.get('client_id') ?? '', form.get('client_secret') ?? ''];
  return { id, secret };
}

function personOf(form: URLSearchParams): ProviderPerson | 'deny' {
  if (form.get('deny')) return 'deny';
  const email = form.get('email') ?? '';
  if (!email.includes('@')) throw new Error('an address is needed');
  return { email, name: form.get('name') ?? undefined, isVerified: form.get('unverified') !== 'yes' };
}

import * as v from 'valibot';
import type { Config } from '../../platform/config/config.ts';
import type { Exchanged } from '../../platform/exchange.ts';
import { httpRequest } from '../../platform/http-client.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';

export type PaypalSettings = NonNullable<Config['paypal']>;

const attempts = 3;
/** A token is given up a minute before PayPal does. */
const tokenMarginMs = 60_000;

const tokenSchema = v.object({ access_token: v.string(), expires_in: v.number() });
const errorSchema = v.object({
  name: v.optional(v.string(), ''),
  details: v.optional(v.array(v.looseObject({ issue: v.optional(v.string(), '') })), []),
});

/** A refusal of PayPal's, by the codes of its issues. */
export class PaypalRefusal extends Error {
  readonly status: number;
  readonly issues: readonly string[];

  constructor(status: number, issues: readonly string[]) {
    super(`PayPal refused with ${status}: ${issues.join(', ')}`);
    this.name = 'PaypalRefusal';
    this.status = status;
    this.issues = issues;
  }
}

interface Token {
  readonly value: Promise<string>;
  validUntilMs: number;
}

const tokens = new WeakMap<Runtime, Token>();

/** A call to PayPal. `requestId` is ours and the same at each repetition: by it PayPal does a thing once. */
export interface PaypalCall {
  readonly path: string;
  readonly body?: unknown;
  readonly requestId?: string;
}

/**
 * Calls PayPal's API: GET without a body, POST with one. The token is kept as long as it is valid, asked for
 * once by all who need it, and renewed once when PayPal no longer takes it. Throws PaypalRefusal for a
 * refusal, and the 503 when PayPal is away.
 */
export async function callPaypal<S extends v.GenericSchema>(
  runtime: Runtime,
  settings: PaypalSettings,
  call: PaypalCall,
  schema: S,
): Promise<v.InferOutput<S>> {
  let answer = await send(runtime, settings, call);
  if (answer.status === 401) {
    tokens.delete(runtime);
    answer = await send(runtime, settings, call);
  }
  if (answer.status >= 200 && answer.status < 300)
    return v.parse(schema, answer.text ? JSON.parse(answer.text) : {});
  if (answer.status === 429 || answer.status >= 500) throw away(answer);
  throw refusalOf(answer);
}

async function send(runtime: Runtime, settings: PaypalSettings, call: PaypalCall): Promise<Exchanged> {
  const token = await tokenOf(runtime, settings);
  return httpRequest(runtime, `${settings.apiUrl}${call.path}`, {
    method: call.body === undefined ? 'GET' : 'POST',
    headers: {
      Authorization: `Bearer ${token}`,
      Accept: 'application/json',
      ...(call.body === undefined
        ? {}
        : { 'Content-Type': 'application/json', Prefer: 'return=representation' }),
      ...(call.requestId ? { 'PayPal-Request-Id': call.requestId } : {}),
    },
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    timeoutMs: runtime.providerTimeoutMs,
    attempts,
  });
}

function tokenOf(runtime: Runtime, settings: PaypalSettings): Promise<string> {
  const known = tokens.get(runtime);
  if (known && known.validUntilMs > runtime.clock.now().getTime()) return known.value;
  const token: Token = { value: askToken(), validUntilMs: Number.POSITIVE_INFINITY };
  tokens.set(runtime, token);
  return token.value;

  async function askToken(): Promise<string> {
    try {
      const answer = await httpRequest(runtime, `${settings.apiUrl}/v1/oauth2/token`, {
        method: 'POST',
        headers: {
          Authorization: `Basic ${Buffer.from(`${settings.clientId}:${settings.clientSecret}`).toString('base64')}`,
          'Content-Type': 'application/x-www-form-urlencoded',
        },
        body: 'grant_type=client_credentials',
        timeoutMs: runtime.providerTimeoutMs,
        attempts,
      });
      if (answer.status >= 500 || answer.status === 429) throw away(answer);
      if (answer.status !== 200) throw refusalOf(answer);
      const { access_token, expires_in } = v.parse(tokenSchema, JSON.parse(answer.text));
      token.validUntilMs = runtime.clock.now().getTime() + expires_in * 1000 - tokenMarginMs;
      return access_token;
    } catch (error) {
      if (tokens.get(runtime) === token) tokens.delete(runtime);
      throw error;
    }
  }
}

function refusalOf({ status, text }: Exchanged): PaypalRefusal {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), errorSchema), text);
  if (!parsed.success) return new PaypalRefusal(status, []);
  const { name, details } = parsed.output;
  return new PaypalRefusal(status, [name, ...details.map(({ issue }) => issue)].filter(Boolean));
}

function away({ status }: Exchanged): Problem {
  return new Problem('unavailable', 'The payment provider does not answer. Please try again in a moment.', {
    headers: { 'Retry-After': '5' },
    cause: new Error(`PayPal answered ${status}`),
  });
}

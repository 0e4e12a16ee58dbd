import type { JsonSchema } from '../openapi/api-document.ts';
import type { Endpoint } from './endpoint.ts';

/** What the examples speak of. The item is one of the catalogue that the local stack is seeded with. */
const item = 'podere-lavinia';
const ulid = '01k0000000000000000000000r';

/** A stay that a house can still be asked for: a week, two months from `now`. */
function stayAfter(now: Date): { readonly from: string; readonly to: string } {
  const dayIn = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
  return { from: dayIn(60), to: dayIn(67) };
}

/** The values of examples by the name of their field; a field that is not here gets one by its schema. */
export function exampleValues(now: Date): Readonly<Record<string, unknown>> {
  return {
    ...stayAfter(now),
    day: now.toISOString().slice(0, 10),
    item,
    slug: item,
    guests: 2,
    name: 'Ada Lovelace',
    email: 'ada@guests.example',
    number: '+33612345678',
    phone: '+33612345678',
    password: 'seven calm herons at dawn',
    message: 'Is there a cot?',
    reason: 'The pool was closed.',
    note: 'For the pool that was closed.',
    evidenceNote: 'A broken window, seen at the check-out.',
    currency: 'EUR',
    reportingCurrency: 'EUR',
    rates: { USD: '1.0845' },
    amount: 5000,
    document: 'terms',
    version: '2027-01',
    code: '123456',
    provider: 'google',
    quote: 'the quote of POST /quotes',
    change: 'the change of the preview',
    extras: {},
    unit: `unt_${ulid}`,
    reservation: `res_${ulid}`,
    factor: `fct_${ulid}`,
    assignee: `usr_${ulid}`,
  };
}

/**
 * A value that a schema takes: the one that it gives itself; else the fields that must be there, and all
 * where none must.
 */
function exampleOf(schema: JsonSchema, values: Readonly<Record<string, unknown>>, name = ''): unknown {
  if (schema.examples) return schema.examples[0];
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [variant] = schema.anyOf ?? schema.oneOf ?? [];
  if (variant) return exampleOf(variant, values, name);
  if (schema.type === 'object' && schema.properties) {
    const { properties, required = [] } = schema;
    const fields = Object.entries(properties).filter(
      ([field]) => required.length === 0 || required.includes(field),
    );
    return Object.fromEntries(fields.map(([field, one]) => [field, exampleOf(one, values, field)]));
  }
  if (name in values) return values[name];
  if (schema.type === 'array') return [exampleOf(schema.items ?? {}, values, name)];
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1;
  return schema.type === 'boolean' ? true : name;
}

/** The body of an example as text, for an endpoint that takes one. */
export function exampleBody(
  { body }: Endpoint,
  values: Readonly<Record<string, unknown>>,
): string | undefined {
  return body && JSON.stringify(exampleOf(body, values), null, 2);
}

/** What a parameter is in the examples: a value, or nothing where only the caller knows one. */
export function exampleParameter(
  name: string,
  values: Readonly<Record<string, unknown>>,
): string | undefined {
  const value = name === 'document' ? undefined : values[name];
  return value === undefined ? undefined : String(value);
}

/** By what a caller is let in, as the variable of a shell. */
const credentialVariables: readonly (readonly [scheme: string, variable: string])[] = [
  ['manageToken', '$MANAGE_TOKEN'],
  ['accessToken', '$ACCESS_TOKEN'],
];

/** The call of an endpoint for a shell. What only the caller knows stands there as a variable. */
export function curlOf(endpoint: Endpoint, site: string, values: Readonly<Record<string, unknown>>): string {
  const { method, path, parameters, security, answers } = endpoint;
  const inPath = path.replace(
    /\{(\w+)\}/g,
    (_, name: string) => exampleParameter(name, values) ?? `$${name.toUpperCase()}`,
  );
  const needed = parameters.filter(({ in: place, required }) => place === 'query' && required);
  const query = needed.map(({ name }) => `${name}=${exampleParameter(name, values) ?? ''}`).join('&');
  const state = security.includes('paymentReturn') ? 'state=$STATE' : query;
  const [, credential] = credentialVariables.find(([scheme]) => security.includes(scheme)) ?? [];
  const isKeyNeeded = parameters.some(({ name }) => name === 'Idempotency-Key');
  const isVersionNeeded = parameters.some(({ name }) => name === 'If-Match');
  const body = exampleBody(endpoint, values);
  const lines = [
    `curl${redirects(endpoint) ? ' -i' : ''}${method === 'GET' ? '' : ` -X ${method}`} "${site}${inPath}${state ? `?${state}` : ''}"`,
    ...(credential ? [`-H "Authorization: Bearer ${credential}"`] : []),
    ...(isKeyNeeded ? ['-H "Idempotency-Key: $(uuidgen)"'] : []),
    ...(isVersionNeeded ? [`-H 'If-Match: "1"'`] : []),
    ...signatureOf(endpoint),
    ...(body ? ['-H "Content-Type: application/json"', `-d '${body.replaceAll("'", "'\\''")}'`] : []),
    ...(answers.some(({ mediaType }) => mediaType === 'application/pdf')
      ? ['-H "Accept: application/pdf" -o document.pdf']
      : []),
  ];
  return lines.join(' \\\n  ');
}

function redirects({ answers }: Endpoint): boolean {
  return answers.some(({ status }) => status === 303);
}

/** The document names both providers for each webhook; which one it is, the path says. */
function signatureOf({ path, security }: Endpoint): string[] {
  if (!security.includes('stripeSignature')) return [];
  const header = path.endsWith('/stripe')
    ? '-H "Stripe-Signature: t=$TIME,v1=$SIGNATURE"'
    : '-H "PayPal-Transmission-Sig: $SIGNATURE"';
  return [header, '-H "Content-Type: application/json" --data-binary "$EVENT"'];
}

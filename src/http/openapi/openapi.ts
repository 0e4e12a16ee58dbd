import * as v from 'valibot';
import { described, named } from '../../platform/described.ts';
import { problems } from '../../platform/problems.ts';
import type { App } from '../env.ts';
import type { ApiDocument, Components, Operation } from './api-document.ts';
import { operationOf, type Route } from './operation.ts';
import { headers } from './refusals.ts';

/** The document's own outermost shape. */
export const apiDocumentSchema = named(
  'ApiDocument',
  'A document of OpenAPI 3.1.',
  v.looseObject({
    openapi: described(v.string(), 'The version of OpenAPI.'),
    info: described(v.looseObject({}), 'What it is about.'),
    paths: described(v.looseObject({}), 'The operations by address and method.'),
    components: described(v.looseObject({}), 'What operations share.'),
  }),
);

/** What belongs together in the documents: each operation of `apps` carries the name as its tag. */
export interface ApiPart {
  readonly name: string;
  readonly description: string;
  readonly apps: readonly App[];
}

const securitySchemes: Components['securitySchemes'] = {
  manageToken: {
    type: 'http',
    scheme: 'bearer',
    description:
      'The `manageToken` of a reservation: in the answer that made it, and in the link of every mail about it.',
  },
  paymentLink: {
    type: 'http',
    scheme: 'bearer',
    description: 'The token of the link by which the balance of a reservation is paid.',
  },
  accessToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'The `accessToken` of a session, good for five minutes; `POST /auth/refresh` gives the next.',
  },
  sessionCookie: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-midas-access',
    description:
      'The same, as pages of the site have it. Only from those pages where it could change something.',
  },
  apiKey: { type: 'http', scheme: 'bearer', description: 'The key of a machine, `mk_…`, within its scopes.' },
  paymentReturn: {
    type: 'apiKey',
    in: 'query',
    name: 'state',
    description: 'Our signature in the address to which a provider’s page leads back.',
  },
  paypalSignature: {
    type: 'apiKey',
    in: 'header',
    name: 'PayPal-Transmission-Sig',
    description: 'Of PayPal, over the raw body, by its certificate.',
  },
  stripeSignature: {
    type: 'apiKey',
    in: 'header',
    name: 'Stripe-Signature',
    description: 'Of Stripe, over the raw body.',
  },
};

/**
 * The OpenAPI 3.1 document of all functions, made from the schemas that validate and from what the routes
 * declare.
 */
export function describeApps(parts: readonly ApiPart[], siteUrl: string): ApiDocument {
  const components: Components = { schemas: {}, responses: {}, headers, securitySchemes };
  const paths: Record<string, Record<string, Operation>> = {};
  for (const { name, apps } of parts)
    for (const route of apps.flatMap(routesOf))
      paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route, name, components) };
  const codes = Object.entries(problems).map(
    ([code, { status, title }]) => `- \`${code}\` (${status}): ${title}`,
  );
  return {
    openapi: '3.1.0',
    info: {
      title: 'Midas',
      version: '1',
      description: `The booking backend. Money in minor units, instants in RFC 3339, refusals in RFC 9457 with a stable \`code\`:\n${codes.join('\n')}`,
    },
    servers: [{ url: siteUrl }],
    tags: parts.map(({ name, description }) => ({ name, description })),
    paths,
    components: {
      ...components,
      schemas: sorted(components.schemas),
      responses: sorted(components.responses),
    },
  };
}

/**
 * The routes of an application, each with all that its requests pass, in the order in which they stand there.
 */
function routesOf(app: App): Route[] {
  const found = Map.groupBy(
    app.routes.filter(({ method }) => method !== 'ALL'),
    ({ method, path }) => `${method.toLowerCase()} ${path.replace(/:(\w+)/g, '{$1}')}`,
  );
  return [...found].map(([route, entries]) => {
    const [method = '', path = ''] = route.split(' ');
    return { method, path, handlers: entries.map(({ handler }) => handler) };
  });
}

function sorted<T>(named: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(named).sort(([a], [b]) => (a < b ? -1 : 1)));
}

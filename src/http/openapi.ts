import { generateSpecs } from 'hono-openapi';
import * as v from 'valibot';
import { permissions } from '../account/permissions.ts';
import { problems } from '../platform/problems.ts';
import { type access, accessOf } from './access.ts';
import type { App } from './app.ts';
import { type limit, limitOf } from './limit.ts';

/** The document's own outermost shape. */
export const apiDocumentSchema = v.looseObject({
  openapi: v.string(),
  info: v.looseObject({}),
  paths: v.looseObject({}),
});

type Document = Awaited<ReturnType<typeof generateSpecs>>;

export type ApiDocument = Pick<Document, 'openapi' | 'info' | 'paths' | 'components'> & {
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
};

/** What belongs together in the documents: each operation of `apps` carries the name as its tag. */
export interface ApiPart {
  readonly name: string;
  readonly description: string;
  readonly apps: readonly App[];
}

const securitySchemes: NonNullable<NonNullable<Document['components']>['securitySchemes']> = {
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

/** The OpenAPI 3.1 document of all functions, made from the schemas that validate and from what the routes declare. */
export async function describeApps(parts: readonly ApiPart[], siteUrl: string): Promise<ApiDocument> {
  const paths: NonNullable<ApiDocument['paths']> = {};
  for (const { name, apps } of parts)
    for (const app of apps) {
      const document = await generateSpecs(app, {
        excludeStaticFile: false,
        defaultValidationErrorResponse: false,
      });
      const declared = declarationsOf(app);
      for (const [path, methods] of Object.entries(document.paths ?? {}))
        for (const [method, operation] of Object.entries(methods ?? {}))
          Object.assign(operation, { tags: [name] }, declared.get(`${method} ${path}`));
      Object.assign(paths, document.paths);
    }
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
    components: { securitySchemes },
  };
}

/** What each route of an application declares of itself beside its schemas, by method and path as the document writes them. */
function declarationsOf(app: App): Map<string, Record<string, unknown>> {
  const found = new Map<string, Record<string, unknown>>();
  for (const { method, path, handler } of app.routes) {
    const route = `${method.toLowerCase()} ${path.replace(/:(\w+)/g, '{$1}')}`;
    const known = found.get(route) ?? {};
    found.set(route, known);
    if (isAccess(handler)) {
      const { doors, proof } = handler[accessOf];
      const permission = permissions.find((one) => doors.includes(one));
      if (permission) known['x-permission'] = permission;
      if (proof === 'fresh') known['x-fresh-proof'] = true;
    }
    if (isLimit(handler)) {
      const { requests, windowSeconds } = handler[limitOf];
      known['x-rate-limit'] = { requests, windowSeconds };
    }
  }
  return found;
}

function isAccess(handler: object): handler is ReturnType<typeof access> {
  return accessOf in handler;
}

function isLimit(handler: object): handler is ReturnType<typeof limit> {
  return limitOf in handler;
}

import { generateSpecs } from 'hono-openapi';
import * as v from 'valibot';
import { problems } from '../platform/problems.ts';
import type { App } from './app.ts';

/** The document's own outermost shape. */
export const apiDocumentSchema = v.looseObject({
  openapi: v.string(),
  info: v.looseObject({}),
  paths: v.looseObject({}),
});

type Document = Awaited<ReturnType<typeof generateSpecs>>;

export type ApiDocument = Pick<Document, 'openapi' | 'info' | 'paths' | 'components'> & {
  readonly servers: readonly { readonly url: string }[];
};

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

/** The OpenAPI 3.1 document of all functions, made from the schemas that validate. */
export async function describeApps(apps: readonly App[], siteUrl: string): Promise<ApiDocument> {
  const paths: ApiDocument['paths'] = {};
  for (const app of apps) {
    const document = await generateSpecs(app, {
      excludeStaticFile: false,
      defaultValidationErrorResponse: false,
    });
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
    paths,
    components: { securitySchemes },
  };
}

import type { Context, Config as RouteConfig } from '@netlify/functions';
import type { Hono } from 'hono';
import type { ApiKey } from '../account/api-key/api-key.ts';
import type { AccessClaims } from '../account/session/access-token.ts';
import type { Runtime } from '../platform/runtime.ts';

/**
 * What a request shows to be let in. Whether it still counts, the database says with the request's first
 * statement.
 */
export type Credential =
  | { readonly kind: 'none' }
  /** The token of a link: of a reservation, or of its payment. */
  | { readonly kind: 'link'; readonly token: string }
  | ({ readonly kind: 'person' } & AccessClaims)
  | ({ readonly kind: 'api-key' } & ApiKey);

/** What every handler finds in `c.env`: Netlify's context and what the request runs on. */
export interface Env {
  Bindings: { readonly context: Context; readonly runtime: Runtime };
  Variables: { credential?: Credential };
}

export type { RouteConfig };
export type App = Hono<Env>;

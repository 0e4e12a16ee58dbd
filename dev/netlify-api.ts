import { Hono } from 'hono';
import * as v from 'valibot';
import { serve } from './stripe/wire/http-server.ts';

const purgeSchema = v.object({ site_id: v.string(), cache_tags: v.array(v.string()) });

export interface NetlifyApiSandbox {
  readonly url: string;
  /** The tags of each purge that was taken, the oldest first. */
  purges(): readonly (readonly string[])[];
  /** What the next calls are answered with instead; `null` lifts it. */
  refuseWith(status: 429 | 500 | null): void;
  close(): Promise<void>;
}

/**
 * The purge of Netlify's API (https://docs.netlify.com/build/caching/caching-overview/#on-demand-invalidation): by tags, for one site, with
 * the token that functions have. Without tags it would purge the whole site; that is refused here, for we never mean it.
 */
export async function startNetlifyApi(options: {
  port: number;
  host?: string;
  siteId: string;
  token: string;
}): Promise<NetlifyApiSandbox> {
  const { host = '127.0.0.1', siteId, token } = options;
  const taken: (readonly string[])[] = [];
  let refusal: 429 | 500 | null = null;
  const app = new Hono();
  app.post('/api/v1/purge', async (c) => {
    if (c.req.header('Authorization') !== `Bearer ${token}`) return c.json({ code: 401 }, 401);
    if (refusal) return c.json({ code: refusal }, refusal);
    const given = v.safeParse(purgeSchema, await c.req.json());
    if (!given.success || given.output.site_id !== siteId) return c.json({ code: 422 }, 422);
    const { cache_tags: tags } = given.output;
    if (tags.length === 0 || tags.length > 500) return c.json({ code: 422 }, 422);
    taken.push(tags);
    return c.body(null, 202);
  });
  const server = await serve((request) => app.fetch(request), {
    part: "The sandbox for Netlify's API",
    host,
    port: options.port,
  });
  return {
    url: `http://${host}:${server.port}`,
    purges: () => [...taken],
    refuseWith(status) {
      refusal = status;
    },
    close: server.close,
  };
}

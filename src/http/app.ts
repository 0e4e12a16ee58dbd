import type { Context } from '@netlify/functions';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { secureHeaders } from 'hono/secure-headers';
import { reportError } from '../platform/error-report.ts';
import { createLog, writeLine } from '../platform/log.ts';
import { Problem, problems } from '../platform/problems.ts';
import { currentRuntime, type Runtime } from '../platform/runtime.ts';
import { systemClock } from '../platform/time/clock.ts';
import { keepNowhere } from './answer/cache.ts';
import { problemResponse } from './answer/problem-response.ts';
import { refuse } from './answer/refuse.ts';
import type { App, Env } from './env.ts';

const usualBodyBytes = 256 * 1024;

/** The policy of answers that are no pages; a page says what it loads itself. */
const nothingToLoad = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** What is as long as a signature of ours: the link of a calendar has one in its path. No id is. */
const secretInPath = /[\w-]{40,}/g;

/** A year, as ASVS 5.0, 3.4.1 has it; `public/_headers` says the same for the pages. */
const strictTransport = 'max-age=31536000; includeSubDomains';

/** An application with everything that all functions share: headers, CORS, the body limit, refusals. */
export function createApp(
  basePath: '/api/v1' | '/api' = '/api/v1',
  bodyLimitBytes: number = usualBodyBytes,
): App {
  const app = new Hono<Env>().basePath(basePath) as App; // basePath only narrows the type of the path

  app.use(async (c, next) => {
    const startedAtMs = performance.now();
    await next();
    // By `c.header` each would make the finished answer anew.
    const { headers, status } = c.res;
    headers.set('X-Request-Id', c.env.context.requestId);
    if (!headers.has('Content-Security-Policy')) headers.set('Content-Security-Policy', nothingToLoad);
    if (status >= 400 || !headers.has('Cache-Control')) keepNowhere(headers);
    const durationMs = Math.round(performance.now() - startedAtMs);
    c.env.runtime.log('info', 'answered', {
      requestId: c.env.context.requestId,
      method: c.req.method,
      route: new URL(c.req.url).pathname.replace(secretInPath, '…'),
      status,
      durationMs,
    });
  });
  app.use(
    secureHeaders({
      strictTransportSecurity: strictTransport,
      crossOriginResourcePolicy: 'cross-origin',
      // As the pages have it: the window of a provider has to reach the page that opened it.
      crossOriginOpenerPolicy: 'same-origin-allow-popups',
      // With none at all, browsers would call the origin of our own form pages "null".
      referrerPolicy: 'same-origin',
    }),
  );
  app.use(
    cors({
      origin: (origin, c) => (allowedOrigins(c.env.runtime).includes(origin) ? origin : null),
      allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      allowHeaders: [
        'Authorization',
        'Content-Type',
        'Idempotency-Key',
        'If-Match',
        'If-None-Match',
        'Accept',
        'Accept-Language',
      ],
      exposeHeaders: ['ETag', 'X-Request-Id', 'Retry-After', 'Idempotent-Replayed'],
      maxAge: 86_400,
    }),
  );
  // PostgreSQL's text holds no NUL, so nothing here is called by one.
  app.use((c, next) => {
    if (new URL(c.req.url).pathname.includes('%00'))
      throw new Problem('not-found', 'There is nothing at this address.');
    return next();
  });
  app.use(
    bodyLimit({
      maxSize: bodyLimitBytes,
      onError: () => {
        throw new Problem('body-too-large', `Send at most ${bodyLimitBytes / 1024} KB.`);
      },
    }),
  );
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => {
        const allowed = methods.join(', ');
        return problemResponse(
          c,
          new Problem('method-not-allowed', `Use ${allowed}.`, { headers: { Allow: allowed } }),
        );
      },
    }),
  );
  app.notFound((c) => problemResponse(c, new Problem('not-found', 'There is nothing at this address.')));
  app.onError((error, c) => {
    if (error instanceof Problem) return refuse(c, error);
    reportError(c.env.runtime, c.env.context, error);
    return refuse(
      c,
      new Problem('internal-error', 'Please try again later and name the request id if it happens again.'),
    );
  });
  return app;
}

function allowedOrigins(runtime: Runtime): readonly string[] {
  return runtime.config.site.allowedOrigins;
}

/**
 * The handler of a function file. Netlify passes request and context; tests and the local server add a
 * runtime.
 */
export function serve(app: App) {
  return (request: Request, context: Context, given?: Runtime): Response | Promise<Response> => {
    const runtime = given ?? configured(context);
    if (runtime) return app.fetch(request, { context, runtime });
    const { status, title } = problems['internal-error'];
    const body = { type: 'about:blank', title, status, code: 'internal-error', requestId: context.requestId };
    const headers = {
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      'Strict-Transport-Security': strictTransport,
      'X-Content-Type-Options': 'nosniff',
    };
    return Response.json(body, { status, headers });
  };
}

/** Nothing when the configuration is wrong: the log names the variables, the caller learns nothing. */
function configured(context: Context): Runtime | undefined {
  try {
    return currentRuntime(context);
  } catch (error) {
    createLog(writeLine, systemClock.now)('error', 'not configured', { requestId: context.requestId, error });
    return undefined;
  }
}

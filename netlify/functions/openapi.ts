import { access } from '../../src/http/access.ts';
import { createApp, type RouteConfig, serve } from '../../src/http/app.ts';
import { cacheForMinutes } from '../../src/http/cache.ts';
import { docsPage } from '../../src/http/docs-page.tsx';
import { limit } from '../../src/http/limit.ts';
import { limits } from '../../src/http/limits.ts';
import { describeApps } from '../../src/http/openapi.ts';
import { app as contact } from './contact.ts';
import { app as health } from './health.ts';
import { app as items } from './items.ts';
import { app as paymentIntents } from './payment-intents.ts';
import { app as quotes } from './quotes.ts';
import { app as reservations } from './reservations.ts';
import { app as stripeWebhook } from './stripe-webhook.ts';

const apps = { items, quotes, reservations, paymentIntents, stripeWebhook, contact, health };

export const app = createApp('/api');

app.get('/v1/openapi.json', access('public'), limit(limits.read), async (c) => {
  cacheForMinutes(c, 60, ['documentation']);
  return c.json(await describeApps(apps, c.env.runtime.config.site.url));
});

app.get('/docs', access('public'), limit(limits.read), async (c) => {
  cacheForMinutes(c, 60, ['documentation']);
  return docsPage(c, await describeApps(apps, c.env.runtime.config.site.url));
});

export default serve(app);

export const config: RouteConfig = { path: ['/api/v1/openapi.json', '/api/docs'] };

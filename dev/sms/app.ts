import { setTimeout as wait } from 'node:timers/promises';
import { Hono } from 'hono';
import type { FaultRules } from '../faults.ts';
import { createFaultControl } from '../identity/fault-control.ts';
import { STYLE } from '../mailbox/style.ts';
import type { Connection } from '../stripe/http-server.ts';
import { SmsFault } from './faults.ts';
import { messageResource, readMessage, type SentMessage } from './message.ts';
import { listPage } from './page.ts';

const pagePolicy =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** What the endpoints of one gateway share. */
export type Gateway = {
  accountSid: string;
  authToken: string;
  clock(): Date;
  /** Newest first. */
  messages(): readonly SentMessage[];
  keep(message: SentMessage): void;
  clear(): void;
  faults: FaultRules<SmsFault>;
};

/** The API, its control routes and the page of what was sent. */
export function createApp(gateway: Gateway): Hono<{ Bindings: Connection }> {
  const { accountSid, authToken, faults } = gateway;
  const expected = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  const app = new Hono<{ Bindings: Connection }>();

  app.post('/2010-04-01/Accounts/:sid/Messages.json', async (c) => {
    if (c.req.header('authorization') !== expected) return refusal(401, 20003, 'Authenticate');
    if (c.req.param('sid') !== accountSid)
      return refusal(404, 20404, `The requested resource ${c.req.path} was not found`);
    const message = readMessage(new URLSearchParams(await c.req.text()), gateway.clock());
    if ('code' in message) return refusal(400, message.code, message.message);
    const inForce = faults.take(({ recipient }) => recipient?.test(message.to) ?? true);
    for (const fault of inForce) {
      if ('refuse' in fault) return refusal(400, fault.refuse, 'Refused as the sandbox was told to.');
      if ('answer' in fault) return refusal(fault.answer, 20500, 'An internal server error has occurred');
    }
    gateway.keep(message);
    for (const fault of inForce)
      if ('afterMs' in fault) await wait(fault.afterMs, undefined, { signal: c.env.closed });
    return c.json(messageResource(message, accountSid), 201);
  });

  app.get('/', (c) => {
    c.header('Content-Security-Policy', pagePolicy);
    c.header('Cache-Control', 'no-store');
    return c.html(listPage(gateway.messages()));
  });
  app.get('/style.css', (c) => {
    c.header('Content-Type', 'text/css');
    return c.body(STYLE);
  });
  app.get('/api/messages', (c) => {
    const to = c.req.query('to');
    return c.json(gateway.messages().filter((message) => to === undefined || message.to === to));
  });
  app.delete('/api/messages', (c) => {
    gateway.clear();
    return c.body(null, 204);
  });
  app.route('/', createFaultControl(SmsFault, faults));
  app.onError((error) => {
    throw error;
  });
  return app;
}

function refusal(status: number, code: number, message: string): Response {
  const body = { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status };
  return Response.json(body, { status });
}

import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { serve } from './stripe/wire/http-server.ts';

interface SentText {
  readonly sid: string;
  readonly to: string;
  readonly from: string;
  readonly body: string;
}

export interface SmsSandbox {
  readonly url: string;
  /** What was taken, the oldest first. */
  messages(): readonly SentText[];
  /** What the next calls are answered with instead; `null` lifts it. */
  refuseWith(status: 400 | 500 | 503 | null): void;
  close(): Promise<void>;
}

/**
 * A gateway for text messages with Twilio's address and shape (https://www.twilio.com/docs/messaging/api/message-resource): what it takes
 * can be read in the browser and reaches no phone. Throws PortTakenError.
 */
export async function startSmsSandbox(options: {
  port: number;
  host?: string;
  accountSid: string;
  authToken: string;
}): Promise<SmsSandbox> {
  const { host = '127.0.0.1', accountSid, authToken } = options;
  const taken: SentText[] = [];
  let refusal: 400 | 500 | 503 | null = null;
  const expected = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;

  const app = new Hono();
  app.post(`/2010-04-01/Accounts/${accountSid}/Messages.json`, async (c) => {
    if (c.req.header('Authorization') !== expected)
      return c.json({ code: 20003, message: 'Authenticate', status: 401 }, 401);
    if (refusal) return c.json({ code: 20500, message: 'As the sandbox was told', status: refusal }, refusal);
    const form = new URLSearchParams(await c.req.text());
    const [to = '', from = '', body = ''] = ['To', 'From', 'Body'].map((name) => form.get(name) ?? '');
    if (!/^\+[1-9]\d{6,14}$/.test(to))
      return c.json({ code: 21211, message: `Invalid 'To' Phone Number: ${to}`, status: 400 }, 400);
    if (body === '' || body.length > 1600)
      return c.json({ code: 21602, message: 'Message body is required.', status: 400 }, 400);
    const sid = `SM${randomUUID().replaceAll('-', '')}`;
    taken.push({ sid, to, from, body });
    return c.json({ sid, account_sid: accountSid, to, from, body, status: 'queued', error_code: null }, 201);
  });
  app.get('/api/messages', (c) => c.json(taken));
  app.get('/', (c) => {
    c.header('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
    return c.html(
      <html lang="en">
        <head>
          <title>Sandbox text messages</title>
        </head>
        <body>
          <h1>Sandbox text messages</h1>
          <p>What the site has sent. It reaches no phone.</p>
          <dl>
            {taken.toReversed().map(({ to, body }) => (
              <>
                <dt>{to}</dt>
                <dd>{body}</dd>
              </>
            ))}
          </dl>
        </body>
      </html>,
    );
  });

  const server = await serve((request) => app.fetch(request), {
    part: 'The sandbox for text messages',
    host,
    port: options.port,
  });
  return {
    url: `http://${host}:${server.port}`,
    messages: () => [...taken],
    refuseWith(status) {
      refusal = status;
    },
    close: server.close,
  };
}

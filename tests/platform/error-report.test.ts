import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeHttp, listen } from '../../dev/ports.ts';
import { sendToSentry } from '../../src/platform/sentry.ts';

const received: string[] = [];
const sentry = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  received.push(Buffer.concat(chunks).toString());
  response.end('{}');
});
let dsn: string;
beforeAll(async () => {
  dsn = `http://publickey@127.0.0.1:${await listen(sentry, { part: 'Sentry', host: '127.0.0.1', port: 0 })}/1`;
});
afterAll(() => closeHttp(sentry));

test('Sentry learns the type, the stack and the request of a bug, and none of the values in its message', async () => {
  await sendToSentry(dsn, 'request-1', new TypeError('ada@guests.example paid 100'));
  const event = received.join('\n');
  expect(received).toHaveLength(1);
  expect(event).toContain('"type":"TypeError"');
  expect(event).toContain('"requestId":"request-1"');
  expect(event).toContain('error-report.test.ts');
  expect(event).not.toContain('ada@guests.example');
  expect(event).not.toMatch(/server_name|"user"|"request"|"breadcrumbs"|"contexts"/);
});

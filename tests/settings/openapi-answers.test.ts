import { beforeAll, expect, test } from 'vitest';
import { signedInUser } from '../support/account/accounts.ts';
import { staff } from '../support/account/staff.ts';
import { useStack } from '../support/harness/stack.ts';
import {
  type DocumentedAnswers,
  documentedAnswers,
  isOfSettings,
} from '../support/http/documented-answers.ts';
import { logo } from '../support/png.ts';
import { businessContent, mailText } from '../support/settings.ts';

const stack = useStack();
let answers: DocumentedAnswers;
beforeAll(async () => {
  answers = await documentedAnswers(stack);
});

const of = (version: number) => ({ ...staff, 'If-Match': `"${version}"` });

test.each([
  { key: 'business', content: businessContent({ name: 'Maison Azur', languages: ['fr'] }) },
  {
    key: 'notifications',
    content: { recipients: [{ email: 'desk@fine-things.example', topics: ['enquiries'] }] },
  },
  { key: 'appearance', content: { accent: '#1f4f46', logo: logo().toString('base64') } },
  { key: 'mail-texts', content: { texts: [mailText({ opening: 'Welcome.' })] } },
])('what the routes of $key really answer is what the document says', async ({ key, content }) => {
  const path = `/settings/${key}`;
  const route = `/api/v1/settings/${key}`;
  await answers.ask(`GET ${route}`, path, { headers: staff });
  for (const headers of [of(1), of(1), staff])
    await answers.ask(`PUT ${route}`, path, { body: content, headers });
  await answers.ask(`PUT ${route}`, path, { body: {}, headers: of(2) });
  await answers.ask(`GET ${route}/versions`, `${path}/versions`, { headers: staff });
  for (const version of [1, 2, 9])
    await answers.ask(`GET ${route}/versions/{version}`, `${path}/versions/${version}`, { headers: staff });
  await answers.ask('GET /api/v1/settings', '/settings', { headers: staff });
});

test('what the look at a mail really answers is what the document says', async () => {
  const route = 'POST /api/v1/settings/mail-texts/previews';
  for (const body of [mailText(), mailText({ opening: '{' })])
    await answers.ask(route, '/settings/mail-texts/previews', { body, headers: staff });
});

test('what the routes of channels really answer is what the document says', async () => {
  const { headers } = await signedInUser(stack, 'owner');
  const twilio = { accountSid: 'ACsandbox', from: '+33757900000', authToken: 'sandbox-token' };
  const path = '/settings/channels';
  const route = `/api/v1${path}`;
  const test = { body: { to: '+33612345678' }, headers };
  await answers.ask(`GET ${route}`, path, { headers });
  await answers.ask(`POST ${route}/tests`, `${path}/tests`, test);
  for (const version of [1, 1, 2])
    await answers.ask(`PUT ${route}`, path, {
      body: { twilio: version === 2 ? null : twilio },
      headers: { ...headers, 'If-Match': `"${version}"` },
    });
  await answers.ask(`PUT ${route}`, path, { body: {}, headers });
  await answers.ask(`PUT ${route}`, path, { body: { twilio: { ...twilio, authToken: null } }, headers });
  stack.sms.refuseWith(400);
  await answers.ask(`POST ${route}/tests`, `${path}/tests`, test);
  stack.sms.refuseWith(null);
  await answers.ask(`GET ${route}/versions`, `${path}/versions`, { headers });
  for (const version of [1, 2, 9])
    await answers.ask(`GET ${route}/versions/{version}`, `${path}/versions/${version}`, { headers });
});

test('each route of settings was called above, and answered with success', () => {
  expect([...answers.succeeded].sort()).toEqual(answers.routes.filter(isOfSettings));
});

import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import { keepOneTimeToken, newOneTimeToken, type Purpose } from '../../../src/account/one-time-token.ts';
import { type SecurityAlertTemplate, securityAlert } from '../../../src/account/security/security-alert.ts';
import { enqueue } from '../../../src/outbox/enqueue.ts';
import type { MailTemplate } from '../../../src/outbox/kinds.ts';
import type { Language } from '../../../src/platform/languages.ts';
import type { Stack } from '../harness/stack.ts';
import { signedInUser } from './accounts.ts';

export async function mailsTo(stack: Stack, address: string) {
  await stack.functions.settled();
  const mails = stack.mailbox.messages().filter(({ to }) => to.includes(address));
  return mails.sort((a, b) => (a.messageId ?? '').localeCompare(b.messageId ?? ''));
}

/** The secret behind the link of a mail. */
export async function linked(stack: Stack, address: string, page: string): Promise<string> {
  const mail = (await mailsTo(stack, address)).find(({ text }) => text?.includes(`/account/${page}/#`));
  const secret = new RegExp(`/account/${page}/#(\\S+)`).exec(mail?.text ?? '')?.[1];
  if (!secret) throw new Error(`no mail to ${address} leads to ${page}`);
  return secret;
}

/** Writes a letter with a link, by the statements that the routes use. */
export async function writeLink(
  stack: Stack,
  template: MailTemplate,
  purpose: Purpose,
  email: string,
  data: object = {},
) {
  const token = newOneTimeToken(stack.runtime, purpose);
  const kept = { email: sql`${email}`, data: sql`${JSON.stringify(data)}::jsonb` };
  await stack.runtime.database.query(sql`
    with source as (select), kept as (${keepOneTimeToken(stack.runtime, token, sql`source`, kept)}),
    told as (${enqueue(stack.runtime, template, sql`id`, sql`kept`)}) select`);
}

/** Writes a notice to a person, as it goes with whatever has happened to them. */
export async function writeNotice(
  stack: Stack,
  template: SecurityAlertTemplate,
  id: string,
  details: object = {},
) {
  const source = sql`users where id = ${id}`;
  const data = sql`${JSON.stringify(details)}::jsonb`;
  await stack.runtime.database.query(
    sql`with source as (select) ${securityAlert(stack.runtime, template, source, data)} select`,
  );
}

export async function userSpeaking(stack: Stack, language: Language) {
  const user = await signedInUser(stack);
  const answer = await stack.call('/account', {
    method: 'PATCH',
    body: { language },
    headers: user.headers,
  });
  expect(answer.status, answer.text).toBe(200);
  return user;
}

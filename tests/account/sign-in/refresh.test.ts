import { expect, test } from 'vitest';
import {
  post,
  type SignedInUser,
  signedInUser,
  signInAgain,
  tokensOf,
} from '../../support/account/accounts.ts';
import { newClient } from '../../support/booking/booking.ts';
import { useStack } from '../../support/harness/stack.ts';
import { warmClients } from '../../support/harness/warm-clients.ts';

const stack = useStack();

const refresh = (refreshToken: string, from = newClient()) =>
  stack.call('/auth/refresh', { method: 'POST', from, body: { refreshToken } });
const account = (accessToken: string) =>
  stack.call('/account', { from: newClient(), headers: { Authorization: `Bearer ${accessToken}` } });

async function sessionOf({ sessionId }: SignedInUser) {
  const { rows } = await stack.database.query(
    'select ended_at is null as "isOpen", end_reason as reason from sessions where id = $1',
    [sessionId],
  );
  return rows[0];
}

test('fifty refreshes of one token at once give one successor, and nobody is signed out', async () => {
  for (let round = 0; round < 5; round += 1) {
    const user = await signedInUser(stack);
    const clients = await warmClients(stack, 50);
    const answers = await Promise.all(clients.map((from) => refresh(user.refreshToken, from)));
    const successors = new Set(answers.map((answer) => tokensOf(answer).refreshToken));
    expect(successors.size).toBe(1);
    expect(await sessionOf(user)).toEqual({ isOpen: true, reason: null });
    const [successor = ''] = successors;
    stack.clock.advance({ seconds: 11 });
    expect((await refresh(successor)).status).toBe(200);
  }
});

test('a token gives the same successor for ten seconds, as an answer that was lost needs it', async () => {
  const user = await signedInUser(stack);
  const first = tokensOf(await refresh(user.refreshToken));
  stack.clock.advance({ seconds: 10 });
  expect(tokensOf(await refresh(user.refreshToken)).refreshToken).toBe(first.refreshToken);
});

test('a token that comes back after its grace ends the family and its access tokens, and the audit says so', async () => {
  const user = await signedInUser(stack);
  const thief = tokensOf(await refresh(user.refreshToken));
  stack.clock.advance({ seconds: 11 });
  expect((await account(thief.accessToken)).status).toBe(200);
  expect((await refresh(user.refreshToken)).status).toBe(401);
  expect((await account(thief.accessToken)).status).toBe(401);
  expect((await refresh(thief.refreshToken)).status).toBe(401);
  expect(await sessionOf(user)).toEqual({ isOpen: false, reason: 'refresh-token-reused' });
  const { rows } = await stack.database.query(
    `select count(*)::int as count from audit_events where subject_id = $1 and action = 'session.refresh-token-reused'`,
    [user.id],
  );
  expect(rows).toEqual([{ count: 1 }]);
});

test('the grandfather of a token ends the family even within ten seconds', async () => {
  const user = await signedInUser(stack);
  const second = tokensOf(await refresh(user.refreshToken));
  tokensOf(await refresh(second.refreshToken));
  expect((await refresh(user.refreshToken)).status).toBe(401);
  expect(await sessionOf(user)).toEqual({ isOpen: false, reason: 'refresh-token-reused' });
});

test('a made-up token of a session that is known by name does not end it', async () => {
  const user = await signedInUser(stack);
  const [, secret = '', tag = ''] = user.refreshToken.split('.');
  const head = `mrt_${user.sessionId}`;
  for (const made of [
    `${head}.${secret.toLowerCase().padEnd(43, 'a').slice(0, 43)}.${tag}`,
    `${head}.${'A'.repeat(43)}.${'A'.repeat(22)}`,
    `${head}.${secret}.${'A'.repeat(22)}`,
    `${head}.${secret}`,
    '',
    'mrt_',
  ])
    expect((await refresh(made)).status).toBe(401);
  expect(await sessionOf(user)).toEqual({ isOpen: true, reason: null });
});

test('other sessions of the person stay when one family ends', async () => {
  const user = await signedInUser(stack);
  const other = await signInAgain(stack, user.id);
  tokensOf(await refresh(user.refreshToken));
  stack.clock.advance({ seconds: 11 });
  expect((await refresh(user.refreshToken)).status).toBe(401);
  expect((await refresh(other.refreshToken)).status).toBe(200);
});

test('a session that nobody refreshes for two weeks is over, and every session after thirty days', async () => {
  const idle = await signedInUser(stack);
  stack.clock.advance({ days: 14, seconds: 1 });
  expect((await refresh(idle.refreshToken)).status).toBe(401);
  const busy = await signedInUser(stack);
  let { refreshToken } = busy;
  for (const days of [10, 10, 9]) {
    stack.clock.advance({ days });
    refreshToken = tokensOf(await refresh(refreshToken)).refreshToken;
  }
  stack.clock.advance({ days: 1 });
  expect((await refresh(refreshToken)).status).toBe(401);
});

test('a browser refreshes by its cookies, and only from our own page', async () => {
  const user = await signedInUser(stack);
  const cookie = { Cookie: `__Host-midas-refresh=${user.refreshToken}` };
  const site = stack.runtime.config.site.url;
  for (const headers of [
    cookie,
    { ...cookie, Origin: 'https://evil.example' },
    { ...cookie, Origin: site, 'Sec-Fetch-Site': 'cross-site' },
    { ...cookie, 'Sec-Fetch-Site': 'same-site' },
    { ...cookie, Origin: 'null' },
  ])
    expect((await post(stack, '/auth/refresh', {}, headers)).status).toBe(403);
  const answer = await post(
    stack,
    '/auth/refresh',
    {},
    { ...cookie, Origin: site, 'Sec-Fetch-Site': 'same-origin' },
  );
  expect(answer.status, answer.text).toBe(200);
  const cookies = answer.headers.getSetCookie();
  expect(cookies).toHaveLength(2);
  for (const one of cookies) {
    expect(one).toMatch(
      /^__Host-midas-(access|refresh)=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
  }
  expect(answer.text).not.toMatch(/eyJ|mrt_/);
});

import { TOTP } from 'otpauth';
import { expect } from 'vitest';
import { newClient } from '../booking/booking.ts';
import type { Answer } from '../harness/client.ts';
import type { Stack } from '../harness/stack.ts';
import { post, signedInUser, signInAs } from './accounts.ts';

/** All of an answer that a stranger could tell from another: none of it may differ. */
export function shape({ status, headers, text }: Answer) {
  const { requestId: _, ...said } = text.startsWith('{') ? JSON.parse(text) : { text };
  return { status, said, headers: [...headers.keys()].filter((name) => name !== 'date').toSorted() };
}

interface NewFactor {
  readonly factor: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Ways to try a secret, right or wrong, on a stack. */
export function guessesOn(stack: Stack) {
  let phones = 0;

  const codeOf = (secret: string) =>
    new TOTP({ secret }).generate({ timestamp: stack.clock.now().getTime() });

  async function withApp() {
    const user = await signedInUser(stack);
    const { factor, secret } = Object((await post(stack, '/account/totp', {}, user.headers)).json());
    const confirmed = await post(
      stack,
      '/account/totp/confirm',
      { factor, code: codeOf(secret) },
      user.headers,
    );
    expect(confirmed.status, confirmed.text).toBe(200);
    stack.clock.advance({ seconds: 60 });
    return { ...user, secret: String(secret) };
  }

  /** A factor of somebody who has just signed in, which its first code has to confirm. */
  async function newApp(): Promise<NewFactor & { readonly secret: string }> {
    const { headers } = await signedInUser(stack);
    const { factor, secret } = Object((await post(stack, '/account/totp', {}, headers)).json());
    return { factor, headers, secret };
  }

  async function newPhone(): Promise<NewFactor & { readonly code: string }> {
    const { headers } = await signedInUser(stack);
    const number = `+336${String(Math.floor(stack.clock.now().getTime() / 1000) + phones++).slice(-8)}`;
    const { factor } = Object((await post(stack, '/account/phones', { number }, headers)).json());
    await stack.functions.settled();
    const text = stack.sms.messages().findLast(({ to }) => to === number)?.body ?? '';
    return { factor, headers, code: /\d{6}/.exec(text)?.[0] ?? '' };
  }

  const confirm = (kind: 'totp' | 'phones', { factor, headers }: NewFactor, code: string) =>
    post(stack, `/account/${kind}/confirm`, { factor, code }, headers);

  async function half(email: string): Promise<string> {
    return String(Object((await signInAs(stack, email)).json()).transaction);
  }

  const give = (transaction: string, claim: object, deviceToken?: string) =>
    post(stack, '/auth/second-factor', {
      transaction,
      claim,
      sessionAs: 'tokens',
      ...(deviceToken && { deviceToken }),
    });

  const promotion = (code: string, from = newClient(), item = 'riad-zahra') =>
    stack.call('/quotes', {
      body: { item, from: '2027-10-01', to: '2027-10-04', guests: 1, promotionCode: code },
      from,
    });

  return { codeOf, withApp, newApp, newPhone, confirm, half, give, promotion };
}

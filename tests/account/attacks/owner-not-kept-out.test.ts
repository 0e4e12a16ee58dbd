import { afterAll, describe, expect, test } from 'vitest';
import { password, post, type SignedInUser, signedInUser } from '../../support/account/accounts.ts';
import { guessesOn } from '../../support/account/guesses.ts';
import { newClient } from '../../support/booking/booking.ts';
import { useStack } from '../../support/harness/stack.ts';
import { warmClients } from '../../support/harness/warm-clients.ts';

const stack = useStack();
const { codeOf, withApp } = guessesOn(stack);
afterAll(() => stack.functions.settled());

const next = 'eleven quiet green bicycles';

/** How a browser and an app show the device that they are, beside a body. */
const showing: Readonly<
  Record<string, (token: string) => { headers: Record<string, string>; body: object }>
> = {
  browser: (token) => ({ headers: { Cookie: `__Host-midas-device=${token}` }, body: {} }),
  app: (deviceToken) => ({ headers: {}, body: { deviceToken } }),
};

describe.each(Object.entries(showing))(
  'whoever has taken a session, or floods, cannot keep its owner in a known %s',
  (_kind, show) => {
    /** Asks as the owner, from a device that is known or from none. */
    const asOwner = async (owner: SignedInUser, path: string, body: object, isKnown: boolean) => {
      const shown = isKnown ? show(owner.deviceToken) : { headers: {}, body: {} };
      return post(stack, path, { ...body, ...shown.body }, { ...owner.headers, ...shown.headers });
    };
    const consumeAll = async (owner: SignedInUser) => {
      const clients = await warmClients(stack, 20);
      const body = { password: 'not it at all' };
      await Promise.all(
        clients.map((from) =>
          stack.call('/auth/reauthentication', { method: 'POST', from, headers: owner.headers, body }),
        ),
      );
    };

    test('from proving who they are', async () => {
      const owner = await signedInUser(stack);
      await consumeAll(owner);
      const prove = (secret: string, isKnown: boolean) =>
        asOwner(owner, '/auth/reauthentication', { password: secret }, isKnown);
      expect((await prove(password, false)).status).toBe(401);
      expect((await prove(password, true)).status).toBe(200);
      for (let time = 0; time < 15; time += 1) await prove('not it at all', true);
      expect((await prove(password, true)).status).toBe(401);
    });

    test('from proving it by a second factor', async () => {
      const owner = await withApp();
      await consumeAll(owner);
      const prove = (isKnown: boolean) =>
        asOwner(
          owner,
          '/auth/reauthentication',
          { claim: { kind: 'totp', code: codeOf(owner.secret) } },
          isKnown,
        );
      expect((await prove(false)).status).toBe(401);
      expect((await prove(true)).status).toBe(200);
    });

    test('from changing the password', async () => {
      const owner = await signedInUser(stack);
      await consumeAll(owner);
      const change = (isKnown: boolean) =>
        asOwner(owner, '/account/password', { password: next, currentPassword: password }, isKnown);
      expect((await change(false)).status).toBe(422);
      expect((await change(true)).status).toBe(200);
    });

    test('from a link for a new password', async () => {
      const owner = await signedInUser(stack);
      const mails = async () => {
        const { rows } = await stack.database.query(
          "select id from one_time_tokens where purpose = 'password-reset' and email = $1",
          [owner.email],
        );
        return rows.length;
      };
      const from = newClient();
      const ask = async (isKnown: boolean) => {
        const shown = isKnown ? show(owner.deviceToken) : { headers: {}, body: {} };
        const body = { email: owner.email, ...shown.body };
        const answer = await stack.call('/auth/recover', {
          method: 'POST',
          from,
          headers: shown.headers,
          body,
        });
        expect(answer.status, answer.text).toBe(202);
      };
      // All of an office, behind one address.
      for (let time = 0; time < 6; time += 1) await ask(false);
      expect(await mails()).toBe(5);
      await ask(true);
      expect(await mails()).toBe(6);
    });
  },
);

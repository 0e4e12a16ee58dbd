import { afterAll, describe, expect, test } from 'vitest';
import { newMail, password, signedInUser, signInAs } from '../../support/account/accounts.ts';
import { guessesOn, shape } from '../../support/account/guesses.ts';
import { newClient } from '../../support/booking/booking.ts';
import type { Answer } from '../../support/harness/client.ts';
import { useStack } from '../../support/harness/stack.ts';

const stack = useStack();
const { codeOf, withApp, newApp, newPhone, confirm, half, give, promotion } = guessesOn(stack);
afterAll(() => stack.functions.settled());

/** A secret that is short enough to be tried out: what a crowd may try in all, and what it does not take from whom. */
interface Guessable {
  /** The name of the limit of all, as `attempt_limits` has it, and what it holds. */
  readonly limit: string;
  readonly most: number;
  readonly minutes: number;
  /** A wrong guess by somebody of whom nobody has heard. */
  readonly guess: () => Promise<Answer>;
  /** The right secret, by a stranger and by whoever is known. */
  readonly stranger: () => Promise<Answer>;
  readonly owner?: () => Promise<Answer>;
}

const guessable: Readonly<Record<string, () => Promise<Guessable>>> = {
  'a password': async () => {
    const user = await signedInUser(stack);
    return {
      limit: 'everyone',
      most: 3000,
      minutes: 5,
      guess: () => signInAs(stack, newMail(), 'not the password of it'),
      stranger: () => signInAs(stack, user.email),
      owner: () => signInAs(stack, user.email, password, user.deviceToken),
    };
  },
  'a code of a second factor': async () => {
    const [victim, user] = [await withApp(), await withApp()];
    return {
      limit: 'everyonesCodes',
      most: 3000,
      minutes: 60,
      guess: async () => give(await half(victim.email), { kind: 'totp', code: '000000' }),
      stranger: async () => give(await half(user.email), { kind: 'totp', code: codeOf(user.secret) }),
      owner: async () =>
        give(await half(user.email), { kind: 'totp', code: codeOf(user.secret) }, user.deviceToken),
    };
  },
  'the first code of a new app': async () => ({
    limit: 'everyonesNewFactors',
    most: 3000,
    minutes: 60,
    guess: async () => confirm('totp', await newApp(), '000000'),
    stranger: async () => {
      const app = await newApp();
      return confirm('totp', app, codeOf(app.secret));
    },
  }),
  'the first code of a new phone': async () => ({
    limit: 'everyonesNewFactors',
    most: 3000,
    minutes: 60,
    guess: async () => confirm('phones', await newPhone(), '000000'),
    stranger: async () => {
      const phone = await newPhone();
      return confirm('phones', phone, phone.code);
    },
  }),
  'a promotion code': async () => {
    const from = newClient();
    return {
      limit: 'promotions',
      most: 300,
      minutes: 60,
      // The first of each client is counted apart.
      guess: async () => {
        await promotion('NO-SUCH-CODE', from);
        return promotion('NO-SUCH-CODE', from);
      },
      stranger: () => promotion('WELCOME10', from),
      owner: () => promotion('WELCOME10', newClient()),
    };
  },
};

describe.each(Object.entries(guessable))(
  '%s, tried out by a crowd from as many networks as it likes,',
  (_name, make) => {
    test('has a limit over all of them, at which whoever is known still comes in, and after which all do', async () => {
      const { limit, most, minutes, guess, stranger, owner } = await make();
      stack.clock.advance({ minutes: minutes + 1 });
      const refused = shape(await guess());
      expect(refused.status).toBeGreaterThanOrEqual(400);
      const { rowCount } = await stack.database.query(
        'update attempt_limits set used = $1 where key like $2 and window_ends_at > $3',
        [most, `${limit}:%`, stack.clock.now()],
      );
      expect(rowCount).toBe(1);
      expect((await stranger()).status).toBeGreaterThanOrEqual(400);
      if (owner) expect((await owner()).status).toBeLessThan(300);
      stack.clock.advance({ minutes: minutes + 1 });
      expect((await stranger()).status).toBeLessThan(300);
    });
  },
);

describe('promotion codes', () => {
  test('are tried ten times by a client in a quarter of an hour, be they sent at once or one by one; right ones cost nothing', async () => {
    const from = newClient();
    const right = await Promise.all(Array.from({ length: 15 }, () => promotion('WELCOME10', from)));
    expect(right.map(({ status }) => status)).toEqual(Array(15).fill(201));
    const wrong = await Promise.all(Array.from({ length: 15 }, (_, at) => promotion(`NO-SUCH-${at}`, from)));
    expect(wrong.filter(({ status }) => status === 422)).toHaveLength(10);
    expect(wrong.filter(({ status }) => status === 429)).toHaveLength(5);
    // Whether it is right does not show any more.
    expect(shape(await promotion('WELCOME10', from))).toEqual(shape(await promotion('NO-SUCH-CODE', from)));
    expect((await promotion('WELCOME10')).status).toBe(201);
    stack.clock.advance({ minutes: 16 });
    expect((await promotion('WELCOME10', from)).status).toBe(201);
  });

  test('are as bounded in the form without script', async () => {
    const from = newClient();
    const form = (code: string) =>
      stack.call('/reservations', {
        headers: {
          'Content-Type': 'application/x-www-form-urlencoded',
          Origin: stack.runtime.config.site.url,
        },
        body: new URLSearchParams({
          item: 'riad-zahra',
          from: '2027-10-01',
          to: '2027-10-04',
          guests: '1',
          promotionCode: code,
          'guest.name': 'Ada',
          'guest.email': 'ada@guests.example',
          language: 'en',
        }).toString(),
        from,
      });
    for (let time = 0; time < 10; time += 1) expect((await form(`NO-SUCH-${time}`)).status).toBe(422);
    expect((await form('WELCOME10')).status).toBe(429);
    expect((await promotion('WELCOME10', from)).status).toBe(429);
  });
});

import { TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { oneTimeText, type Purpose } from '../../../src/account/one-time-token.ts';
import { issuedCreditSchema } from '../../../src/credit/issue-credit.ts';
import { newId } from '../../../src/platform/ids.ts';
import { signToken } from '../../../src/platform/keys.ts';
import {
  newMail,
  password,
  post,
  type SignedInUser,
  signedInUser,
  signInAs,
} from '../../support/account/accounts.ts';
import { staff } from '../../support/account/staff.ts';
import {
  authorized,
  bodyOf,
  type CreatedReservation,
  newClient,
  openPayment,
  reserve,
} from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import type { Answer } from '../../support/harness/client.ts';
import { useStack } from '../../support/harness/stack.ts';
import { warmClients } from '../../support/harness/warm-clients.ts';

const stack = useStack();
let held: CreatedReservation;
let another: CreatedReservation;
beforeAll(async () => {
  held = await reserve(stack, (await cloneItem(stack)).wish);
  another = await reserve(stack, (await cloneItem(stack)).wish);
});
afterAll(() => stack.functions.settled());

/** All of an answer that a stranger could tell from another: none of it may differ. */
function shape({ status, headers, text }: Answer) {
  const { requestId: _, ...said } = text.startsWith('{') ? JSON.parse(text) : { text };
  return { status, said, headers: [...headers.keys()].filter((name) => name !== 'date').toSorted() };
}

/** A secret of ours as it is made, but of something that there is not. */
const madeUp = (id: string) => `${id}.t1.${Buffer.alloc(32, 7).toString('base64url')}`;
const unknownId = (kind: 'reservation' | 'payment' | 'user') =>
  newId(kind, stack.clock.now(), stack.runtime.random);
const unknownToken = () => madeUp(newId('oneTimeToken', stack.clock.now(), stack.runtime.random));

/** A link of a mail that was used, and one whose time is over, beside one that never was. */
async function links(purpose: Purpose, path: string, more: object): Promise<Answer[]> {
  const { rows } = await stack.database.query<{ id: string }>(
    `insert into one_time_tokens (id, purpose, hash, email, data, created_at, expires_at, consumed_at)
     select 'ott_' || lower(x.name), $1::text, x.name, $2::text, '{}', $3::timestamptz, $3::timestamptz + x.life, x.consumed
     from (values ('01K0000000000000000000000A', interval '1 day', $3::timestamptz), ('01K0000000000000000000000B', interval '1 second', null)) x (name, life, consumed)
     on conflict do nothing returning id`,
    [purpose, newMail(), new Date(stack.clock.now().getTime() - 3_600_000)],
  );
  const texts = rows.map(({ id }) => oneTimeText(stack.runtime.config.keys, purpose, id));
  const answers: Answer[] = [];
  for (const token of [unknownToken(), 'made up', '', ...texts])
    answers.push(await post(stack, path, { token, ...more }));
  await stack.database.query(`delete from one_time_tokens where hash like '01K%'`);
  return answers;
}

const next = 'eleven quiet green bicycles';

const open = (path: string, token: string) =>
  stack.call(path, { headers: { Authorization: `Bearer ${token}` }, from: newClient() });

const codeOf = (secret: string) => new TOTP({ secret }).generate({ timestamp: stack.clock.now().getTime() });

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

interface NewFactor {
  readonly factor: string;
  readonly headers: Readonly<Record<string, string>>;
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
let phones = 0;

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

async function creditCode(changes: string): Promise<string> {
  const body = {
    kind: 'gift-card',
    amount: 5_000,
    currency: 'EUR',
    note: 'for a test',
    expiresAt: '2027-12-01T00:00:00Z',
  };
  const issued = bodyOf(await post(stack, '/credits', body, staff), 201, issuedCreditSchema);
  await stack.database.query('alter table credits disable trigger user');
  if (changes) await stack.database.query(`update credits set ${changes} where id = $1`, [issued.id]);
  await stack.database.query('alter table credits enable trigger user');
  return issued.code;
}

/** Each way to try a secret, on what is there and on what is not: a wrong one in as many ways as it can be wrong. */
const doors: Readonly<Record<string, () => Promise<Answer[]>>> = {
  'the link of a reservation': async () => {
    const tokens = [another.manageToken, madeUp('x').slice(2), 'x'];
    const ids = [held.id, unknownId('reservation'), 'made up'];
    return Promise.all(
      ids.flatMap((id) => tokens.map((token) => open(`/reservations/${encodeURIComponent(id)}`, token))),
    );
  },
  'its documents': async () =>
    Promise.all(
      [held.id, unknownId('reservation')].map((id) => open(`/documents/${id}/doc_x`, another.manageToken)),
    ),
  'the link of its payment': async () => {
    const { id } = await openPayment(stack, held);
    return Promise.all(
      [id, unknownId('payment')].map((one) => open(`/payments/${one}`, another.manageToken)),
    );
  },
  'the way back from a provider': async () => {
    const { id } = await openPayment(stack, held);
    const state = signToken(stack.runtime.config.keys, 'payment-return', 'another');
    return Promise.all(
      [id, unknownId('payment')].map((one) =>
        stack.call(`/payments/${one}/return?state=${state}`, { from: newClient() }),
      ),
    );
  },
  'the link of a calendar': async () => {
    const token = signToken(stack.runtime.config.keys, 'calendar-link', 'another');
    return Promise.all(
      [`${held.reference}.${token}`, `${held.reference}.x`, `AAAAAAAA.${token}`, held.reference].map((link) =>
        stack.call(`/stays/${link}`, { from: newClient() }),
      ),
    );
  },
  'a gift card': async () => {
    const codes = [
      '2222-2222-2222-2222',
      await creditCode(
        `created_at = created_at - interval '2 days', expires_at = created_at - interval '1 day'`,
      ),
    ];
    codes.push(await creditCode('balance_minor = 0'), await creditCode(`currency = 'JPY'`));
    return Promise.all(
      codes.map((code) => post(stack, `/reservations/${held.id}/credit`, { code }, authorized(held))),
    );
  },
  'a promotion code': () =>
    Promise.all([
      promotion('NO-SUCH-CODE'),
      promotion('SPRING26'),
      promotion('LONGSTAY15'),
      promotion('RIVIERA25'),
    ]),
  'the key of a machine': async () => {
    const { rows } = await stack.database.query<{ id: string }>('select id from api_keys limit 1');
    const secret = 'A'.repeat(43);
    const unknown = newId('apiKey', stack.clock.now(), stack.runtime.random);
    return Promise.all([rows[0]?.id, unknown].map((id) => open('/users', `mk_${id}_${secret}`)));
  },
  'a registration': () => links('registration', '/auth/verify', { password, sessionAs: 'tokens' }),
  'a new password': () => links('password-reset', '/auth/reset', { password: 'eleven quiet green bicycles' }),
  'it was not me': () => links('secure-account', '/auth/not-me', {}),
  'a closed account': () => links('reopening', '/auth/reopen', {}),
  'an invitation': () =>
    links('invitation', '/auth/invitations/accept', { name: 'Ada', password, sessionAs: 'tokens' }),
  'a half-finished sign-in': async () => {
    const used = await half((await withApp()).email);
    await stack.database.query('update one_time_tokens set consumed_at = now() where id = $1', [
      used.split('.')[0],
    ]);
    return Promise.all([used, unknownToken(), 'x'].map((one) => give(one, { kind: 'totp', code: '000000' })));
  },
  'a second factor': async () => {
    const { email } = await withApp();
    const claims = [
      { kind: 'totp', code: '000000' },
      { kind: 'sms', code: '000000' },
      { kind: 'backup-code', code: 'abc' },
    ];
    const answers: Answer[] = [];
    for (const claim of claims) answers.push(await give(await half(email), claim));
    return answers;
  },
};

describe('a wrong secret', () => {
  test.each(Object.entries(doors))(
    'at the door of %s is refused alike, whatever is wrong and whether there is anything',
    async (_name, knock) => {
      const shapes = (await knock()).map(shape);
      expect(shapes.length).toBeGreaterThan(1);
      expect(shapes[0]?.status).toBeGreaterThanOrEqual(400);
      for (const one of shapes) expect(one).toEqual(shapes[0]);
    },
  );
});

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
        asOwner(owner, '/auth/reauthentication', { claim: { kind: 'totp', code: codeOf(owner.secret) } }, isKnown);
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

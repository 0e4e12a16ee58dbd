import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { oneTimeText, type Purpose } from '../../../src/account/one-time-token.ts';
import { issuedCreditSchema } from '../../../src/credit/issue-credit.ts';
import { newId } from '../../../src/platform/ids.ts';
import { signToken } from '../../../src/platform/keys.ts';
import { newMail, password, post } from '../../support/account/accounts.ts';
import { guessesOn, shape } from '../../support/account/guesses.ts';
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

const stack = useStack();
const { withApp, half, give, promotion } = guessesOn(stack);
let held: CreatedReservation;
let another: CreatedReservation;
beforeAll(async () => {
  held = await reserve(stack, (await cloneItem(stack)).wish);
  another = await reserve(stack, (await cloneItem(stack)).wish);
});
afterAll(() => stack.functions.settled());

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

const open = (path: string, token: string) =>
  stack.call(path, { headers: { Authorization: `Bearer ${token}` }, from: newClient() });

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

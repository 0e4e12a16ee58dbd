import { expect, test } from 'vitest';
import { post, type SignedInUser, signedInUser } from '../../support/account/accounts.ts';
import { finishOf, halfOf } from '../../support/account/second-factor.ts';
import { useStack } from '../../support/harness/stack.ts';
import { warmClients } from '../../support/harness/warm-clients.ts';

const stack = useStack();

const bearer = ({ headers }: SignedInUser) => headers;
const half = halfOf(stack);
const finish = finishOf(stack);

async function withPhone() {
  const user = await signedInUser(stack);
  const number = `+336${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;
  const begun = await post(stack, '/account/phones', { number }, bearer(user));
  expect(begun.status, begun.text).toBe(201);
  await stack.functions.settled();
  const { factor } = Object(begun.json());
  const confirmed = await post(
    stack,
    '/account/phones/confirm',
    { factor, code: lastCode(number) },
    bearer(user),
  );
  expect(confirmed.status, confirmed.text).toBe(200);
  return { ...user, number };
}
const lastCode = (number: string) => {
  const text = stack.sms
    .messages()
    .filter(({ to }) => to === number)
    .at(-1);
  return /^\d{6}/.exec(text?.body ?? '')?.[0] ?? '';
};

test('a phone gets a code that finishes the sign-in which asked for it, once, and no other', async () => {
  const { number, ...user } = await withPhone();
  const [transaction, other] = [await half(user), await half(user)];
  expect((await post(stack, '/auth/second-factor/sms', { transaction })).status).toBe(202);
  await stack.functions.settled();
  const claim = { kind: 'sms', code: lastCode(number) };
  expect((await finish(other, claim)).status).toBe(401);
  const clients = await warmClients(stack, 50);
  const answers = await Promise.all(clients.map((from) => finish(transaction, claim, from)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
});

test('a phone gets five messages an hour at most, and the page is told the same', async () => {
  const { number, ...user } = await withPhone();
  const transaction = await half(user);
  for (let time = 0; time < 9; time += 1) {
    expect((await post(stack, '/auth/second-factor/sms', { transaction })).status).toBe(202);
    // One that is not on its way before the next is asked for is never sent.
    await stack.functions.settled();
  }
  expect((await post(stack, '/auth/second-factor/sms', { transaction: 'ott_made.up' })).status).toBe(202);
  await stack.functions.settled();
  expect(stack.sms.messages().filter(({ to }) => to === number)).toHaveLength(6);
});

test('a phone has of one sign-in the newest code alone, be they asked for one by one or at once, and of another sign-in its own', async () => {
  const { number, ...user } = await withPhone();
  const ask = async (transaction: string, times: number) => {
    const asking = Array.from({ length: times }, () =>
      post(stack, '/auth/second-factor/sms', { transaction }),
    );
    await Promise.all(asking);
    await stack.functions.settled();
    return lastCode(number);
  };
  const open = async () => {
    const { rows } = await stack.database.query(
      "select id from one_time_tokens where user_id = $1 and purpose = 'sms-code' and consumed_at is null",
      [user.id],
    );
    return rows.length;
  };
  const [own, strangers] = [await half(user), await half(user)];
  const first = await ask(own, 1);
  const newest = await ask(own, 1);
  expect(await open()).toBe(1);
  expect((await finish(own, { kind: 'sms', code: first })).status).toBe(401);
  // Whoever knows the password as well has codes of their own sign-in, and ends none of this one.
  await ask(strangers, 2);
  expect(await open()).toBe(2);
  expect((await finish(own, { kind: 'sms', code: newest })).status).toBe(200);
});

test('a phone has of one session the newest code alone', async () => {
  const { number, ...user } = await withPhone();
  const codes: string[] = [];
  for (let time = 0; time < 2; time += 1) {
    expect((await post(stack, '/auth/reauthentication/sms', undefined, bearer(user))).status).toBe(202);
    await stack.functions.settled();
    codes.push(lastCode(number));
  }
  const prove = (code?: string) =>
    post(stack, '/auth/reauthentication', { claim: { kind: 'sms', code } }, bearer(user));
  expect((await prove(codes[0])).status).toBe(401);
  expect((await prove(codes[1])).status).toBe(200);
});

test('a phone gets its code once the gateway is back', async () => {
  const { number, ...user } = await withPhone();
  const before = stack.sms.messages().length;
  stack.sms.refuseWith(503);
  const transaction = await half(user);
  await post(stack, '/auth/second-factor/sms', { transaction });
  await stack.functions.settled();
  stack.sms.refuseWith(null);
  stack.clock.advance({ minutes: 2 });
  const { deliverDue } = await import('../../../src/workflows/message/deliver.ts');
  await deliverDue(stack.runtime);
  expect(stack.sms.messages().length).toBe(before + 1);
  expect((await finish(transaction, { kind: 'sms', code: lastCode(number) })).status).toBe(200);
});

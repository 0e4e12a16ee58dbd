import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import makeProviderCalls from '../../netlify/functions/scheduled/make-provider-calls.ts';
import keepDeposits from '../../netlify/functions/scheduled/sync-deposits.ts';
import {
  mailedToken,
  newMail,
  password,
  post,
  type SignedInUser,
  signedInUser,
  signInAgain,
} from '../support/account/accounts.ts';
import { staff } from '../support/account/staff.ts';
import {
  authorized,
  book,
  newClient,
  openPayment,
  pay,
  reserve,
  settledAll,
} from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { unbalancedTransactions } from '../support/booking/settled-state.ts';
import { queuedBehind } from '../support/database/queued-behind.ts';
import type { Answer } from '../support/harness/client.ts';
import { fireSchedule } from '../support/harness/fire-schedule.ts';
import { useStack } from '../support/harness/stack.ts';
import { warmClients } from '../support/harness/warm-clients.ts';

const stack = useStack();
let owner: SignedInUser;
beforeAll(async () => {
  owner = await signedInUser(stack, 'owner');
});
afterAll(async () => {
  expect(await unbalancedTransactions(stack)).toEqual([]);
});

type Make = () => Promise<Answer>;

/** Two wishes that cannot both have their way, and what must hold whoever comes first. */
interface Contest {
  readonly lock: readonly [string, string];
  readonly wishes: readonly [Make, Make];
  readonly holds: (answers: readonly [Answer, Answer]) => Promise<void>;
}

const isLetIn = async (accessToken: unknown) => {
  const headers = { Authorization: `Bearer ${accessToken}` };
  return (await stack.call('/account', { headers, from: newClient() })).status === 200;
};

/** A refresh, and that whatever it brought opens nothing. */
const refresh = (refreshToken: string) => () => post(stack, '/auth/refresh', { refreshToken });
async function opensNothing(user: { id: string; refreshToken: string }, answer: Answer | undefined) {
  if (answer?.status === 200) {
    const { session } = Object(answer.json());
    expect(await isLetIn(session.accessToken)).toBe(false);
    expect((await refresh(session.refreshToken)()).status).toBe(401);
  } else expect(answer?.status).toBe(401);
  expect((await refresh(user.refreshToken)()).status).toBe(401);
  const { rows } = await stack.database.query(
    'select from sessions where user_id = $1 and ended_at is null',
    [user.id],
  );
  expect(rows).toHaveLength(0);
}

/** A stay that is paid by card, with its payment. */
async function paid() {
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  const { id, intentId } = await openPayment(stack, reservation);
  await pay(stack, intentId);
  return { reservation, payment: id };
}

const contests: Readonly<Record<string, () => Promise<Contest>>> = {
  'all of a payment sent back by the staff, and the guest who cancels': async () => {
    const { reservation, payment } = await paid();
    return {
      lock: ['select from reservations where id = $1 for update', reservation.id],
      wishes: [
        () =>
          post(
            stack,
            `/payments/${payment}/refunds`,
            { all: true, reason: 'The pool was closed.' },
            { ...staff, 'Idempotency-Key': randomUUID() },
          ),
        () => post(stack, `/reservations/${reservation.id}/cancel`, undefined, authorized(reservation)),
      ],
      async holds(answers) {
        expect(answers[1].status, answers[1].text).toBe(200);
        expect([202, 422]).toContain(answers[0].status);
        await settledAll(stack);
        const { rows } = await stack.database.query(
          `select r.status, p.captured_minor as captured, p.refunded_minor as refunded, (select coalesce(sum(amount_minor), 0) from refunds f where f.payment_id = p.id) as asked
           from payments p join reservations r on r.id = p.reservation_id where p.id = $1`,
          [payment],
        );
        const [{ status, captured, refunded, asked }] = rows;
        expect(status).toBe('cancelled');
        expect(Number(asked)).toBeLessThanOrEqual(Number(captured));
        expect(refunded).toBe(asked);
        if (answers[0].status === 202) expect(refunded).toBe(captured);
      },
    };
  },
  'a part of a deposit taken, and the deposit released': async () => {
    const reservation = await book(
      stack,
      (await cloneItem(stack, { columns: { security_deposit_minor: 400_000 } })).wish,
    );
    await settledAll(stack);
    await stack.database.query('update security_deposits set authorize_at = $2 where reservation_id = $1', [
      reservation.id,
      stack.clock.now(),
    ]);
    for (const job of [keepDeposits, makeProviderCalls]) expect(await fireSchedule(stack, job)).toBe(204);
    await settledAll(stack);
    const taking = { amount: 10_000, reason: 'A chair was broken.', evidenceNote: 'photograph 1' };
    return {
      lock: ['select from security_deposits where reservation_id = $1 for update', reservation.id],
      wishes: [
        () => post(stack, `/security-deposits/${reservation.id}/capture`, taking, staff),
        () => post(stack, `/security-deposits/${reservation.id}/release`, undefined, staff),
      ],
      async holds(answers) {
        await settledAll(stack);
        const isTaken = answers[0].status === 202;
        expect([202, 409]).toContain(answers[0].status);
        const { rows } = await stack.database.query(
          'select d.status, d.captured_minor::int as captured, p.captured_minor::int as paid from security_deposits d join payments p on p.id = d.payment_id where d.reservation_id = $1',
          [reservation.id],
        );
        const taken = isTaken ? 10_000 : 0;
        expect(rows).toEqual([{ status: isTaken ? 'captured' : 'released', captured: taken, paid: taken }]);
        // Who asked for the other is told how it stands, and not that it was done.
        if (isTaken) expect(Object(answers[1].json()).status).not.toMatch(/releas/);
      },
    };
  },
  'a session refreshed, and everybody signed out': async () => {
    const user = await signedInUser(stack);
    return {
      lock: ['select from sessions where user_id = $1 for update', user.id],
      wishes: [
        refresh(user.refreshToken),
        () => post(stack, '/auth/sign-out-everywhere', undefined, user.headers),
      ],
      async holds([refreshed, out]) {
        expect(out?.status, out?.text).toBe(200);
        await opensNothing(user, refreshed);
      },
    };
  },
  'a session refreshed, and its person banned': async () => {
    const user = await signedInUser(stack);
    return {
      lock: ['select from sessions where user_id = $1 for update', user.id],
      wishes: [
        refresh(user.refreshToken),
        () => post(stack, `/users/${user.id}/ban`, { reason: 'Broke the boat' }, owner.headers),
      ],
      async holds([refreshed, banned]) {
        expect(banned?.status, banned?.text).toBe(200);
        await opensNothing(user, refreshed);
      },
    };
  },
  'a session refreshed, and "it was not me"': async () => {
    const user = await signedInUser(stack);
    const thief = await signInAgain(stack, user.id);
    await post(stack, '/account/totp', {}, user.headers);
    await post(
      stack,
      '/account/password',
      { password: 'eleven quiet green bicycles', currentPassword: password },
      thief.headers,
    );
    const token = await mailedToken(stack, 'secure-account', user.email);
    return {
      lock: ['select from sessions where user_id = $1 for update', user.id],
      wishes: [refresh(thief.refreshToken), () => post(stack, '/auth/not-me', { token })],
      async holds([refreshed, secured]) {
        expect(secured?.status, secured?.text).toBe(200);
        await opensNothing({ ...thief, id: user.id }, refreshed);
      },
    };
  },
  '"it was not me", and its person banned: the ban stands, and nothing is let in by the link': async () => {
    const user = await signedInUser(stack);
    await post(
      stack,
      '/account/password',
      { password: 'eleven quiet green bicycles', currentPassword: password },
      user.headers,
    );
    const token = await mailedToken(stack, 'secure-account', user.email);
    return {
      lock: ['select from users where id = $1 for update', user.id],
      wishes: [
        () => post(stack, '/auth/not-me', { token }),
        () => post(stack, `/users/${user.id}/ban`, { reason: 'Broke the boat' }, owner.headers),
      ],
      async holds([secured, banned]) {
        expect(banned?.status, banned?.text).toBe(200);
        expect([200, 410]).toContain(secured?.status);
        const { rows } = await stack.database.query(
          'select status, (select count(*)::int from sessions s where s.user_id = p.id and s.ended_at is null) as open from users p where id = $1',
          [user.id],
        );
        expect(rows).toEqual([{ status: 'banned', open: 0 }]);
        expect((await post(stack, '/auth/not-me', { token })).status).toBe(410);
        await stack.functions.settled();
        // A ban that was a mistake takes nothing from the owner: what the link has not done yet it does afterwards.
        expect((await post(stack, `/users/${user.id}/unban`, undefined, owner.headers)).status).toBe(200);
        expect((await post(stack, '/auth/not-me', { token })).status).toBe(
          secured?.status === 200 ? 410 : 200,
        );
      },
    };
  },
  'a new password by mail, and its person banned': async () => {
    const user = await signedInUser(stack);
    await post(stack, '/auth/recover', { email: user.email });
    const token = await mailedToken(stack, 'password-reset', user.email);
    return {
      lock: ['select from users where id = $1 for update', user.id],
      wishes: [
        () => post(stack, '/auth/reset', { token, password: 'eleven quiet green bicycles' }),
        () => post(stack, `/users/${user.id}/ban`, { reason: 'Broke the boat' }, owner.headers),
      ],
      async holds([, banned]) {
        expect(banned?.status, banned?.text).toBe(200);
        await opensNothing(user, await refresh(user.refreshToken)());
        const tried = { email: user.email, password: 'eleven quiet green bicycles', sessionAs: 'tokens' };
        expect((await post(stack, '/auth/sign-in', tried)).status).toBe(401);
      },
    };
  },
  'an invitation accepted, and the one who gave it banned': async () => {
    const manager = await signedInUser(stack, 'manager');
    const email = newMail();
    const guest = await signedInUser(stack, 'guest', { email });
    expect((await post(stack, '/invitations', { email, role: 'staff' }, manager.headers)).status).toBe(201);
    const token = await mailedToken(stack, 'invitation', email);
    return {
      lock: ['select from users where id = any(array[$1, $1]) for update', guest.id],
      wishes: [
        () => post(stack, '/auth/invitations/accept', { token, sessionAs: 'tokens' }),
        () => post(stack, `/users/${manager.id}/ban`, { reason: 'Broke the boat' }, owner.headers),
      ],
      async holds([accepted, banned]) {
        expect(banned?.status, banned?.text).toBe(200);
        const { rows } = await stack.database.query('select role from users where id = $1', [guest.id]);
        expect(rows).toEqual([{ role: accepted?.status === 200 ? 'staff' : 'guest' }]);
        expect((await post(stack, '/auth/invitations/accept', { token, sessionAs: 'tokens' })).status).toBe(
          410,
        );
      },
    };
  },
};

describe.each(Object.entries(contests))('at the same moment %s', (_name, make) => {
  test.each([
    ['in this order', [0, 1]],
    ['in the other', [1, 0]],
  ] as const)('%s', async (_order, order) => {
    const {
      lock: [lock, value],
      wishes,
      holds,
    } = await make();
    const made = await queuedBehind(
      stack,
      lock,
      [value],
      order.map((at) => () => wishes[at]()),
    );
    const [first, second] = order[0] === 0 ? made : made.toReversed();
    if (first && second) await holds([first, second]);
  });
});

test('an invitation of somebody who has an account, accepted twenty times at once, gives the role once', async () => {
  const guest = await signedInUser(stack);
  expect(
    (await post(stack, '/invitations', { email: guest.email, role: 'staff' }, owner.headers)).status,
  ).toBe(201);
  const token = await mailedToken(stack, 'invitation', guest.email);
  const clients = await warmClients(stack, 20);
  const body = { token, sessionAs: 'tokens' };
  const answers = await Promise.all(
    clients.map((from) => stack.call('/auth/invitations/accept', { method: 'POST', from, body })),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(19).fill(410)]);
  const { rows } = await stack.database.query(
    `select from audit_events where subject_id = $1 and action = 'user.invitation-accepted'`,
    [guest.id],
  );
  expect(rows).toHaveLength(1);
});

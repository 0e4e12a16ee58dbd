import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  keepOneTimeToken,
  newOneTimeToken,
  type Purpose,
  purposes,
} from '../../../src/account/one-time-token.ts';
import { paymentLink } from '../../../src/payment/payment-link.ts';
import { signToken } from '../../../src/platform/keys.ts';
import { password, type SignedInUser, signedInUser } from '../../support/account/accounts.ts';
import { book, type CreatedReservation, newClient, quote } from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import type { Call } from '../../support/harness/client.ts';
import { type Stack, startStack } from '../../support/harness/stack.ts';

let stack: Stack;
let user: SignedInUser;
let held: CreatedReservation;
let another: CreatedReservation;
/** A text of each kind that we hand out, all of them good at this moment. */
let secrets: Readonly<Record<string, string>>;
let payments: Readonly<Record<'held' | 'another', string>>;
let documents: Readonly<Record<'held' | 'another', string>>;

const idIn = async (table: 'payments' | 'documents', { id }: CreatedReservation) => {
  const { rows } = await stack.database.query<{ id: string }>(
    `select id from ${table} where reservation_id = $1 limit 1`,
    [id],
  );
  return rows[0]?.id ?? 'none';
};

beforeAll(async () => {
  stack = await startStack();
  user = await signedInUser(stack);
  held = await book(stack, (await cloneItem(stack)).wish);
  another = await book(stack, (await cloneItem(stack)).wish);
  payments = { held: await idIn('payments', held), another: await idIn('payments', another) };
  documents = { held: await idIn('documents', held), another: await idIn('documents', another) };
  const { keys } = stack.runtime.config;
  const balanceDueAt = new Date(stack.clock.now().getTime() + 86_400_000);
  const linkOf = ({ id }: CreatedReservation) =>
    paymentLink(stack.runtime, { id, balanceDueAt }).split(`#${id}/`)[1] ?? '';
  secrets = {
    ...Object.fromEntries(await Promise.all(purposes.map(async (one) => [one, await oneTime(one)] as const))),
    'manage link of another': another.manageToken,
    'payment link': linkOf(held),
    'payment link of another': linkOf(another),
    'calendar link': signToken(keys, 'calendar-link', `${held.id} 0`),
    'way back of its payment': signToken(keys, 'payment-return', payments.held),
    'way back of another payment': signToken(keys, 'payment-return', payments.another),
    'known device': user.deviceToken,
    'refresh token': user.refreshToken,
    'access token': user.accessToken,
    quote: (await quote(stack, (await cloneItem(stack)).wish)).quote,
  };
});
afterAll(async () => {
  await stack.functions.settled();
  await stack.stop();
});

/** A secret of this purpose for the person, as it would lie in their mailbox or their app. */
async function oneTime(purpose: Purpose): Promise<string> {
  const token = newOneTimeToken(stack.runtime, purpose);
  const whose = { userId: sql`${user.id}`, email: sql`${user.email}` };
  await stack.runtime.database.query(keepOneTimeToken(stack.runtime, token, sql`(select) one`, whose));
  return token.text;
}

const next = 'eleven quiet green bicycles';
const bearing = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });
const postedAs = (token: string, body?: unknown) => ({
  method: 'POST',
  ...bearing(token),
  ...(body ? { body } : {}),
});

type Doors = Readonly<
  Record<string, readonly [opening: readonly string[], ask: (secret: string) => [string, Call]]>
>;

/** Every door that a secret of an account opens: which do, and how it is knocked at. */
const accountDoors: Doors = {
  'prove the address': [['registration'], (token) => ['/auth/verify', { body: { token, password } }]],
  'set a password': [['password-reset'], (token) => ['/auth/reset', { body: { token, password: next } }]],
  'take another address': [
    ['email-change'],
    (token) => ['/auth/confirm-email', { ...bearing(user.accessToken), body: { token } }],
  ],
  'it was not me': [['secure-account'], (token) => ['/auth/not-me', { body: { token } }]],
  'open a closed account': [['reopening'], (token) => ['/auth/reopen', { body: { token } }]],
  'accept an invitation': [['invitation'], (token) => ['/auth/invitations/accept', { body: { token } }]],
  'give a second factor': [
    ['second-factor'],
    (transaction) => [
      '/auth/second-factor',
      { body: { transaction, claim: { kind: 'totp', code: '000000' } } },
    ],
  ],
  'refresh a session': [['refresh token'], (refreshToken) => ['/auth/refresh', { body: { refreshToken } }]],
};

/** And every one that a link opens, or somebody who is signed in. */
const linkDoors: Doors = {
  'the account': [['access token'], (token) => ['/account', bearing(token)]],
  users: [[], (token) => ['/users', bearing(token)]],
  'the reservation': [['payment link'], (token) => [`/reservations/${held.id}`, bearing(token)]],
  'what cancelling gives': [[], (token) => [`/reservations/${held.id}/cancellation`, bearing(token)]],
  cancelling: [[], (token) => [`/reservations/${held.id}/cancel`, postedAs(token)]],
  'the statement': [[], (token) => [`/reservations/${held.id}/statement`, bearing(token)]],
  'a gift card': [
    [],
    (token) => [`/reservations/${held.id}/credit`, postedAs(token, { code: '2222-2222-2222-2222' })],
  ],
  'the confirmation': [[], (token) => [`/reservations/${held.id}/confirmation`, bearing(token)]],
  'the confirmation by mail': [[], (token) => [`/reservations/${held.id}/confirmation`, postedAs(token)]],
  'another calendar link': [[], (token) => [`/reservations/${held.id}/calendar-link`, postedAs(token)]],
  'its documents': [[], (token) => [`/documents/${held.id}`, bearing(token)]],
  'a document': [[], (token) => [`/documents/${held.id}/${documents.held}`, bearing(token)]],
  // Of a document that is another's no link helps, not that of either of the two reservations.
  'a document of another': [[], (token) => [`/documents/${held.id}/${documents.another}`, bearing(token)]],
  'the payment': [['payment link'], (token) => [`/payments/${payments.held}`, bearing(token)]],
  'collecting it': [['payment link'], (token) => [`/payments/${payments.held}/capture`, postedAs(token)]],
  'the way back from it': [
    ['way back of its payment'],
    (state) => [`/payments/${payments.held}/return?state=${encodeURIComponent(state)}`, {}],
  ],
  'opening a payment': [[], (token) => ['/payment-intents', postedAs(token, { reservation: held.id })]],
  'the page of the stay': [
    ['calendar link'],
    (token) => [`/stays/${held.reference}.${encodeURIComponent(token)}`, {}],
  ],
  reserving: [
    ['quote'],
    (token) => [
      '/reservations',
      {
        headers: { 'Idempotency-Key': 'of-this-test' },
        body: {
          quote: token,
          guest: { name: 'Ada', email: 'ada@guests.example' },
          language: 'en',
          acceptsPolicy: true,
        },
      },
    ],
  ],
};

/** What is not tried where it opens: it would be used up, or change something. */
const spent: ReadonlySet<string> = new Set(['quote', 'refresh token', ...purposes]);
const ofAccount: ReadonlySet<string> = new Set([
  ...purposes,
  'known device',
  'refresh token',
  'access token',
]);
/** One of those that are good once stands for all of them at the doors of links. */
const ofLinks = (kind: string) => kind === 'invitation' || !purposes.some((one) => one === kind);

const cases = [
  ...Object.entries(accountDoors).map(([name, door]) => ({
    name,
    door,
    isTried: (kind: string) => ofAccount.has(kind),
  })),
  ...Object.entries(linkDoors).map(([name, door]) => ({ name, door, isTried: ofLinks })),
];

test.each(cases)(
  '"$name" opens to what was made for it, and to nothing else that we give out',
  async ({ door, isTried }) => {
    const [opening, ask] = door;
    const tried = Object.entries(secrets).filter(
      ([kind]) => isTried(kind) && !(spent.has(kind) && opening.includes(kind)),
    );
    const answers = await Promise.all(
      tried.map(async ([kind, secret]) => {
        const [path, options] = ask(secret);
        const method = options.body === undefined ? {} : { method: 'POST' };
        return [kind, await stack.call(path, { ...method, ...options, from: newClient() })] as const;
      }),
    );
    const open = answers.filter(([, { status }]) => status < 400).map(([kind]) => kind);
    expect(open).toEqual(opening.filter((kind) => !spent.has(kind)));
    for (const [kind, { status, text }] of answers) expect(status, `${kind}: ${text}`).toBeLessThan(500);
  },
);

test('and of none of them anything was used up, or a try spent', async () => {
  const { rows } = await stack.database.query(
    'select purpose from one_time_tokens where user_id = $1 and (consumed_at is not null or attempts > 0)',
    [user.id],
  );
  expect(rows).toEqual([]);
  const { status } = Object((await stack.call(`/reservations/${held.id}`, bearing(held.manageToken))).json());
  expect(status).toBe('confirmed');
});

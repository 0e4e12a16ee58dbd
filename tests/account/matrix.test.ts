import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  type Permission,
  permissions,
  permissionsOfUsers,
  type Role,
  roles,
  rolesWith,
} from '../../src/account/permissions.ts';
import { type Access, accessOf, type Door } from '../../src/http/access/access.ts';
import {
  newMail,
  password,
  type SignedInUser,
  signedInUser,
  signInAgain,
} from '../support/account/accounts.ts';
import { staff } from '../support/account/staff.ts';
import { newClient, openPayment, pay, reserve } from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { deskQuote } from '../support/booking/desk.ts';
import {
  categoryContent,
  legalEntityContent,
  policyContent,
  promotionContent,
} from '../support/catalogue/coded-content.ts';
import { itemContent } from '../support/catalogue/item-content.ts';
import { functionApps } from '../support/harness/function-apps.ts';
import { useStack } from '../support/harness/stack.ts';
import { fromElsewhere } from '../support/http/from-elsewhere.ts';
import { businessContent, mailText } from '../support/settings.ts';

/** Every route with what it declares, from the functions themselves: one that is new is in here by itself. */
const routes = (await functionApps()).flatMap(({ app }) =>
  (app?.routes ?? []).flatMap(({ method, path, handler }) => {
    const access: Access | undefined = Reflect.get(handler, accessOf);
    return access ? [{ route: `${method} ${path.replace('/api/v1', '')}`, method, path, access }] : [];
  }),
);

const isOpen = ({ access }: (typeof routes)[number]) =>
  access.doors.some((door) => ['public', 'provider-signature', 'payment-return'].includes(door));
const closed = routes.filter((one) => !isOpen(one));

const stack = useStack();
let victim: SignedInUser;
let foreign: Readonly<Record<string, string>>;
const users = new Map<Role, SignedInUser>();
let keyless: Readonly<Record<string, string>>;

beforeAll(async () => {
  victim = await signedInUser(stack);
  // So that the last owner may be lowered and banned.
  await signedInUser(stack, 'owner');
  for (const role of roles) users.set(role, await signedInUser(stack, role));
  keyless = { Authorization: `Bearer ${await apiKeyWith('nothing')}` };
  await apiKeyWith('nothing:at:all');
  foreign = await belongings();
});

async function apiKeyWith(scope: string): Promise<string> {
  const id = `key_${randomUUID()
    .replaceAll(/[-ilou]/g, '0')
    .slice(0, 26)
    .padEnd(26, '0')}`;
  const text = `mk_${id}_${randomBytes(32).toString('base64url')}`;
  const hash = createHash('sha256').update(text).digest('base64url');
  await stack.database.query('insert into api_keys (id, name, hash, scopes) values ($1, $1, $2, $3)', [
    id,
    hash,
    [scope],
  ]);
  return text;
}

/** What the victim has, by the parameter of a path that names it. */
async function belongings() {
  const reservation = await reserve(stack, (await cloneItem(stack)).wish, {
    name: 'Victim',
    email: victim.email,
  });
  const { id: payment, intentId } = await openPayment(stack, reservation);
  await pay(stack, intentId);
  const { id: dispute } = stack.stripe.openDispute(intentId);
  await stack.stripe.settled();
  await stack.functions.settled();
  const one = async (statement: string, ...values: string[]) => {
    const { rows } = await stack.database.query<{ id: string }>(statement, values);
    return rows[0]?.id ?? 'none';
  };
  await stack.database.query(
    `insert into factors (id, user_id, kind, name, secret_sealed, confirmed_at) values ('fct_01hzzzzzzzzzzzzzzzzzzzzzzz', $1, 'totp', 'App', 'x', now())`,
    [victim.id],
  );
  return {
    reservation: reservation.id,
    payment,
    dispute: await one('select id from disputes where provider_ref = $1', dispute),
    document: await one('select id from documents where reservation_id = $1 limit 1', reservation.id),
    unit: await one('select unit_id as id from reservations where id = $1', reservation.id),
    session: victim.sessionId,
    factor: 'fct_01hzzzzzzzzzzzzzzzzzzzzzzz',
    user: victim.id,
    apiKey: await one(`select id from api_keys where scopes = '{nothing:at:all}' limit 1`),
    invitation: 'ott_01hzzzzzzzzzzzzzzzzzzzzzzz',
    item: await one(`select id from items where slug = 'riad-zahra'`),
    deskQuote: (await deskQuote(stack, (await cloneItem(stack)).wish)).quote,
  };
}

/** Whose id stands in a path, by the path's first word. */
const idOf: Readonly<Record<string, string>> = {
  reservations: 'reservation',
  documents: 'reservation',
  'security-deposits': 'reservation',
  payments: 'payment',
  disputes: 'dispute',
  'account/sessions': 'session',
  'account/factors': 'factor',
  users: 'person',
  'api-keys': 'apiKey',
  invitations: 'invitation',
  'catalogue/items': 'item',
};

/** A body that the schema takes, for every route that takes one: a route without it here fails below. */
const bodies: Readonly<Record<string, () => unknown>> = {
  'PATCH /account': () => ({ language: 'es' }),
  'POST /account/password': () => ({ password: 'eleven quiet green bicycles', currentPassword: password }),
  'POST /account/email': () => ({ email: newMail() }),
  'POST /auth/confirm-email': () => ({ token: 'made-up' }),
  'POST /account/consents': () => ({ document: 'terms', version: '1', isGiven: true }),
  'POST /account/totp': () => ({}),
  'POST /account/totp/confirm': () => ({ factor: foreign.factor, code: '000000' }),
  'POST /account/phones': () => ({ number: '+33612345678' }),
  'POST /account/phones/confirm': () => ({ factor: foreign.factor, code: '000000' }),
  'PATCH /account/factors/:id': () => ({ name: 'Mine now' }),
  'POST /account/passkeys': () => ({
    name: 'x',
    response: {
      id: 'A',
      rawId: 'A',
      type: 'public-key',
      response: { clientDataJSON: 'A', attestationObject: 'A' },
    },
  }),
  'POST /auth/reauthentication': () => ({ password }),
  'POST /payment-intents': () => ({ reservation: foreign.reservation }),
  'POST /reservations/:id/credit': () => ({ code: 'ABCD-EFGH-JKMN-PQRS' }),
  'POST /payments/:id/refunds': () => ({ amount: 1, reason: 'for the test' }),
  'POST /payments/:id/refunds/:refundId/sent': () => ({ reference: 'OUT-1' }),
  'POST /reservations/:id/transfers': () => ({ reference: newMail(), amount: 1, currency: 'EUR' }),
  'POST /desk-quotes': () => ({ item: 'riad-zahra', from: '2099-01-01', to: '2099-01-08', guests: 1 }),
  'POST /desk-bookings': () => ({
    quote: foreign.deskQuote,
    guest: { name: 'Ada' },
    status: 'confirmed',
  }),
  'POST /reservations/:id/cash': () => ({ amount: 1, currency: 'EUR' }),
  'POST /reservations/:id/confirm': () => ({ reason: 'for the test' }),
  'POST /reservations/:id/payment-link': () => ({}),
  'POST /reservations/:id/staff-cancellations': () => ({
    refund: 'amount',
    amount: 1_000_000_000, // more than can go back: nothing is cancelled
    reason: 'for the test',
  }),
  'POST /reservations/:id/handovers': () => ({ kind: 'return' }),
  'POST /reservations/:id/no-show': () => ({ reason: 'for the test' }),
  'POST /reservations/:id/notes': () => ({ text: 'for the test' }),
  'POST /reservations/:id/change-previews': () => ({ to: '2099-01-01' }),
  'POST /reservations/:id/changes': () => ({ change: 'none', reason: 'for the test' }),
  'POST /guests/:id/notes': () => ({ text: 'for the test' }),
  'POST /guest-bans': () => ({ email: newMail(), reason: 'for the test' }),
  'PUT /enquiries/:id': () => ({ status: 'closed', assignee: null }),
  'POST /enquiries/:id/answers': () => ({ text: 'for the test' }),
  'POST /blocks': () => ({ unit: foreign.unit, from: '2099-01-01', to: '2099-01-02', reason: 'own-use' }),
  'PUT /blocks/:id': () => ({ unit: foreign.unit, from: '2099-01-01', to: '2099-01-02', reason: 'own-use' }),
  'POST /payments/:id/review': () => ({ decision: 'approve' }),
  'POST /security-deposits/:id/capture': () => ({ amount: 1, reason: 'for the test', evidenceNote: 'none' }),
  'POST /credits': () => ({ kind: 'gift-card', amount: 100, currency: 'EUR', note: 'for the test' }),
  'POST /catalogue/items': () => itemContent(),
  'POST /catalogue/import': () => ({ items: [{ content: itemContent() }] }),
  'PUT /catalogue/items/:id': () => itemContent(),
  'PUT /catalogue/categories/:code': () => categoryContent(),
  'PUT /catalogue/promotions/:code': () => promotionContent(),
  'PUT /catalogue/policies/:code': () => policyContent(),
  'PUT /catalogue/legal-entities/:code': () => legalEntityContent(),
  'POST /catalogue/items/:id/restore': () => ({ version: 1 }),
  'PUT /settings/business': () => businessContent(),
  'PUT /settings/notifications': () => ({ recipients: [] }),
  'PUT /settings/appearance': () => ({ accent: null, logo: null }),
  'PUT /settings/mail-texts': () => ({ texts: [] }),
  'PUT /settings/channels': () => ({ twilio: null }),
  'POST /settings/channels/tests': () => ({ to: '+33612345678' }),
  'POST /settings/mail-texts/previews': () => mailText(),
  'POST /ledger/exchange-rates': () => ({
    day: '2027-03-01',
    reportingCurrency: 'EUR',
    rates: { USD: '1.1' },
  }),
  'POST /users/:id/role': () => ({ role: 'guest' }),
  'POST /users/:id/ban': () => ({ reason: 'for the test' }),
  'POST /users/:id/sign-out': () => ({ reason: 'for the test' }),
  'POST /invitations': () => ({ email: newMail(), role: 'staff' }),
  'POST /api-keys': () => ({ name: 'test', scopes: ['ledger:read'] }),
};

/** By the kind of what is known by a code. */
const codes: Readonly<Record<string, string>> = {
  promotions: 'WELCOME10',
  policies: 'moderate',
  categories: 'villa',
};

function pathOf(path: string): string {
  const [first = '', second = ''] = path.replace('/api/v1/', '').split('/');
  const kind = idOf[`${first}/${second}`] ?? idOf[first] ?? '';
  return path
    .replace('/api/v1', '')
    .replace(':id', foreign[kind] ?? 'none')
    .replace(':reservationId', foreign.reservation ?? 'none')
    .replace(':sessionId', foreign.session ?? 'none')
    .replace(':document', foreign.document ?? 'none')
    .replace(':tag', 'vip')
    .replace(':provider', 'google')
    .replace(':version', '1')
    .replace(':code', codes[second] ?? 'main')
    .replace(/^\/guests$/, '/guests?name=ada');
}

async function ask(
  { route, method, path }: (typeof routes)[number],
  headers: Readonly<Record<string, string>>,
) {
  const body = bodies[route]?.();
  const answer = await stack.call(pathOf(path), {
    method,
    from: newClient(),
    ...(body === undefined ? {} : { body }),
    headers: { 'Idempotency-Key': randomUUID(), 'If-Match': '"1"', ...headers },
  });
  // Whatever it says, it is for this caller alone, and no cookie is asked for by the page of another origin.
  const kept = [
    'Cache-Control',
    'Netlify-CDN-Cache-Control',
    'Netlify-Cache-Tag',
    'Access-Control-Allow-Credentials',
  ];
  expect(
    kept.map((name) => answer.headers.get(name)),
    route,
  ).toEqual(['no-store', null, null, null]);
  expect(answer.headers.get('Vary'), route).toMatch(/\bOrigin\b/);
  return answer;
}

const ofUsers: readonly Permission[] = permissionsOfUsers;
const permissionOf = (doors: readonly Door[]): Permission | undefined =>
  permissions.find((one) => doors.includes(one));
const isOwn = (doors: readonly Door[]) => doors.includes('own-reservation') || doors.includes('own-payment');

/** What a person of this role must get for something of somebody else; `through` for whatever is no refusal of access. */
function meant({ route, access: { doors } }: (typeof routes)[number], role: Role): 'through' | 403 | 404 {
  const permission = permissionOf(doors);
  if (permission && rolesWith(permission).includes(role)) return 'through';
  if (isOwn(doors)) return 404;
  if (doors.includes('signed-in'))
    return /\/account\/(sessions|factors|identities)\/:/.test(route) || route.endsWith('/totp/confirm')
      ? 404
      : 'through';
  return 403;
}

test('every closed route is here with a body that its schema takes, and none is left that is gone', () => {
  const names = routes.map(({ route }) => route);
  expect(Object.keys(bodies).filter((route) => !names.includes(route))).toEqual([]);
  expect(closed.length).toBeGreaterThan(40);
});

describe.each(closed.map((one) => [one.route, one] as const))('%s', (_route, one) => {
  test('nobody, and whoever shows something made up, is refused with 401', async () => {
    for (const headers of [
      {},
      { Authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' },
      {
        Authorization: 'Bearer mk_key_00000000000000000000000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
      },
      { Cookie: '__Host-midas-access=eyJhbGciOiJub25lIn0.e30.', Origin: stack.runtime.config.site.url },
    ]) {
      const { status, text } = await ask(one, headers);
      const isKeyOfRouteWithout =
        'Authorization' in headers &&
        headers.Authorization.includes('mk_') &&
        (!permissionOf(one.access.doors) || ofUsers.some((scope) => one.access.doors.includes(scope)));
      expect(status, text).toBe(isKeyOfRouteWithout ? 403 : 401);
    }
  });

  // What a GET tells, no page of another site can read.
  if (one.method !== 'GET')
    test('no page of another site works it by the cookie of a browser', async () => {
      const owner = users.get('owner');
      if (!owner) throw new Error('nobody');
      await stack.database.query(`update users set role = 'owner' where id = $1`, [owner.id]);
      const { accessToken } = await signInAgain(stack, owner.id);
      const Cookie = `__Host-midas-access=${accessToken}`;
      const answers = await Promise.all(fromElsewhere.map((said) => ask(one, { Cookie, ...said })));
      expect(answers.map(({ status, text }) => [status, text.includes('a page that is not ours')])).toEqual(
        fromElsewhere.map(() => [403, true]),
      );
    });

  test('the link of another reservation is no key to it', async () => {
    const { status, text } = await ask(one, {
      Authorization: 'Bearer t1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    });
    const isByLink = one.access.doors.includes('manage-link');
    expect(status, text).toBe(isByLink ? 404 : 401);
  });

  test('a key of a machine opens it exactly with its scope', async () => {
    const { status, text } = await ask(one, keyless);
    expect(status, text).toBe(403);
    const permission = permissionOf(one.access.doors);
    const scoped = await ask(one, {
      Authorization: `Bearer ${await apiKeyWith(permission ?? 'ledger:read')}`,
    });
    if (permission && !ofUsers.includes(permission)) expect([401, 403]).not.toContain(scoped.status);
    else expect(scoped.status, scoped.text).toBe(403);
  });

  test.each(roles.map((role) => [role] as const))('as %s', async (role) => {
    const user = users.get(role);
    if (!user) throw new Error('nobody');
    // What earlier cells have ended, changed or spent is as it was.
    await stack.database.query('update users set role = $2 where id = $1 and role <> $2', [user.id, role]);
    await stack.database.query('delete from attempt_limits');
    const { headers } = await signInAgain(stack, user.id);
    const answer = await ask(one, headers);
    const expected = meant(one, role);
    if (expected === 'through') {
      expect([401, 403], answer.text).not.toContain(answer.status);
      expect(answer.status, answer.text).toBeLessThan(500);
    } else expect(answer.status, answer.text).toBe(expected);
    if (/close|password/.test(one.route)) users.set(role, await signedInUser(stack, role));
  });
});

test('whoever moves money by hand, or changes who may do what, needs a fresh authentication', () => {
  const asking =
    /^(payment:(refund|review)|credit:issue|deposit:manage|ledger:write|user:|api-key:|channel:)/;
  // To end a key is made no harder than it is; and where a guest's own doors open too, nothing is done for somebody else.
  const changing = closed.filter(
    ({ access, method }) =>
      method !== 'GET' && method !== 'DELETE' && access.doors.every((door) => asking.test(door)),
  );
  expect(changing.length).toBeGreaterThan(8);
  expect(
    changing.filter(({ access }) => access.authentication !== 'fresh').map(({ route }) => route),
  ).toEqual([]);
});

test('what needs a fresh authentication is refused to a session that has shown less than its person has now', async () => {
  const fresh = closed.filter(({ access }) => access.authentication === 'fresh');
  expect(fresh.length).toBeGreaterThan(12);
  const user = await signedInUser(stack, 'owner');
  await stack.database.query(
    `insert into factors (id, user_id, kind, name, secret_sealed, confirmed_at) values ($1, $2, 'totp', 'App', 'x', now())`,
    [`fct_${randomUUID()}`, user.id],
  );
  // The one from before the factor, and one that a password alone has opened at the same moment.
  for (const { headers } of [user, await signInAgain(stack, user.id, ['pwd'])])
    for (const one of fresh) {
      const { status, text } = await ask(one, headers);
      // A passkey is read, in vain, before the database is asked.
      if (one.route === 'POST /account/passkeys') expect(status, text).toBe(422);
      else
        expect([one.route, status, Object(JSON.parse(text)).code]).toEqual([
          one.route,
          403,
          'reauthentication-needed',
        ]);
    }
});

test('what is the victim’s own opens to the victim', async () => {
  const { headers } = await signInAgain(stack, victim.id);
  for (const one of closed.filter(({ access, method }) => isOwn(access.doors) && method === 'GET')) {
    const answer = await ask(one, headers);
    expect([one.route, answer.status]).toEqual([one.route, 200]);
  }
});

test('the key of the tests has every scope that a machine may have', async () => {
  const answer = await stack.call('/ledger/trial-balance', { headers: staff, from: newClient() });
  expect(answer.status).toBe(200);
});

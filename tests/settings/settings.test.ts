import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { versionListSchema } from '../../src/audit/revisions.ts';
import { staff } from '../support/account/staff.ts';
import { bodyOf, newClient } from '../support/booking/booking.ts';
import { useStack } from '../support/harness/stack.ts';
import { expectRefusal, refusedFields } from '../support/http/refusal.ts';
import { one, startTripCounter, type TripCounter } from '../support/http/round-trips.ts';
import { logo } from '../support/png.ts';
import {
  businessContent,
  mailText,
  putSetting,
  readSetting,
  set,
  settingSchema,
} from '../support/settings.ts';

const stack = useStack();
let counter: TripCounter;
beforeAll(async () => {
  counter = await startTripCounter(stack);
});
afterAll(() => counter.close());

describe.each([
  {
    key: 'business',
    empty: businessContent(),
    content: businessContent({ name: 'Maison Azur', phone: '+33 4 93 11 22 33', languages: ['fr'] }),
    change: businessContent({ name: 'Maison Bleue' }),
  },
  {
    key: 'notifications',
    empty: { recipients: [] },
    content: { recipients: [{ email: 'accounts@fine-things.example', topics: ['payments', 'disputes'] }] },
    change: { recipients: [{ email: 'desk@fine-things.example', topics: ['enquiries'] }] },
  },
  {
    key: 'appearance',
    empty: { accent: null, logo: null },
    content: { accent: '#1f4f46', logo: logo().toString('base64') },
    change: { accent: '#1d3d52', logo: null },
  },
  {
    key: 'mail-texts',
    empty: { texts: [] },
    content: { texts: [mailText({ opening: 'Welcome.' })] },
    change: { texts: [mailText({ subject: 'Held: {itemName}' })] },
  },
])('$key', ({ key, empty, content, change }) => {
  const read = (path = '') => readSetting(stack, `${key}${path}`);

  test('nothing is set at first; each save is a version, and of two who save at once one is shown the other’s', async () => {
    expect((await read()).json()).toEqual({
      version: 1,
      changedAt: null,
      changedBy: 'system',
      content: empty,
    });
    const second = bodyOf(await putSetting(stack, key, content, 1), 200, settingSchema);
    expect(second).toMatchObject({ version: 2, content });
    const stale = expectRefusal(await putSetting(stack, key, change, 1), 412, 'version-changed');
    expect(Reflect.get(stale, 'current')).toEqual(second);
    expect(await putSetting(stack, key, change, 2)).toMatchObject({ status: 200 });
    const answer = await read();
    expect(answer.headers.get('ETag')).toBe('"3"');
    expect(answer.json()).toMatchObject({ version: 3, content: change });
    const { versions } = bodyOf(await read('/versions'), 200, versionListSchema);
    expect(versions.map(({ version, changedBy }) => [version, changedBy])).toEqual([
      [3, second.changedBy],
      [2, second.changedBy],
      [1, 'system'],
    ]);
    expect((await read('/versions/1')).json()).toMatchObject({ version: 1, content: empty });
    expect((await read('/versions/2')).json()).toEqual(second);
    const { rows } = await stack.database.query(
      `select action, details from audit_events where subject_id = $1 order by sequence`,
      [`setting:${key}`],
    );
    expect(rows).toEqual([2, 3].map((version) => ({ action: 'setting.changed', details: { version } })));
  });

  test('without If-Match it is 428, a version that there is not 404', async () => {
    const bare = { method: 'PUT', body: content, headers: staff, from: newClient() };
    expectRefusal(await stack.call(`/settings/${key}`, bare), 428, 'version-missing');
    for (const version of ['99', 'x']) expectRefusal(await read(`/versions/${version}`), 404, 'not-found');
  });

  test('one trip each', async () => {
    const { version } = bodyOf(await read(), 200, settingSchema);
    for (const path of ['', '/versions', '/versions/1'])
      await counter.expectTrips(one, 200, `/settings/${key}${path}`, { headers: staff });
    await counter.expectTrips(one, 200, '/settings', { headers: staff });
    await counter.expectTrips(one, 200, `/settings/${key}`, {
      method: 'PUT',
      body: content,
      headers: { ...staff, 'If-Match': `"${version}"` },
    });
  });
});

test.each([
  [{ name: ' ' }, ['name']],
  [{ name: 'A =?x' }, ['name']],
  [{ phone: '' }, ['phone']],
  [{ phone: '12' }, ['phone']],
  [{ ownerEmail: 'a@b.example, c@d.example' }, ['ownerEmail']],
  [{ languages: [] }, ['languages']],
  [{ languages: ['en', 'en'] }, ['languages']],
  [{ languages: ['de'] }, ['languages.0']],
  [{ terms: 'javascript:alert(1)' }, ['terms']],
  [{ imprint: 'http://plain.example' }, ['imprint']],
  [{ address: 'x'.repeat(201) }, ['address']],
  [{ colour: 'red' }, ['colour']],
])('a business of %j is refused at its field', async (change, fields) => {
  const body = { ...businessContent(), ...change };
  expect(refusedFields(await putSetting(stack, 'business', body, 1))).toEqual(fields);
});

test('whom to tell is refused where an address stands twice, or is told nothing', async () => {
  const recipient = (email: string, topics = ['enquiries']) => ({ email, topics });
  const twice = [recipient('a@b.example'), recipient('a@B.example')];
  for (const [recipients, fields] of [
    [twice, ['recipients.1.email']],
    [[recipient('a@b.example', [])], ['recipients.0.topics']],
    [[recipient('a@b.example', ['weather'])], ['recipients.0.topics.0']],
    [Array.from({ length: 21 }, (_, at) => recipient(`a${at}@b.example`)), ['recipients']],
  ] as const)
    expect(refusedFields(await putSetting(stack, 'notifications', { recipients }, 1))).toEqual(fields);
});

test('what a build does not know of stops no mail: a newer one’s fields are left out, what is broken counts as not set', async () => {
  await set(stack, 'business', businessContent({ name: 'Maison Azur' }));
  await stack.database.query(
    `update settings set content = content || '{"slogan": "Come"}' where key = 'business'`,
  );
  expect((await readSetting(stack, 'business')).json()).toMatchObject({
    content: businessContent({ name: 'Maison Azur' }),
  });
  await stack.database.query(`update settings set content = '{"name": 7}' where key = 'business'`);
  expect((await readSetting(stack, 'business')).json()).toMatchObject({ content: businessContent() });
});

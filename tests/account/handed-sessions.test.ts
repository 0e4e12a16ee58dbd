import { expect, test } from 'vitest';
import { newMail, password } from '../support/account/accounts.ts';
import { newClient } from '../support/booking/booking.ts';
import { useStack } from '../support/harness/stack.ts';
import { readApiDocument } from '../support/http/api-document.ts';
import { fromElsewhere } from '../support/http/from-elsewhere.ts';

const stack = useStack();

/** The open doors that hand a session to a browser, with a body that their schema takes. */
const handing: Readonly<Record<string, object>> = {
  '/auth/verify': { token: 'x', password },
  '/auth/sign-in': { email: newMail(), password },
  '/auth/second-factor': { transaction: 'x', claim: { kind: 'totp', code: '000000' } },
  '/auth/passkey': {
    response: {
      id: 'A',
      rawId: 'A',
      type: 'public-key',
      response: { clientDataJSON: 'A', authenticatorData: 'A', signature: 'A' },
    },
  },
  '/auth/providers/google/id-token': { credential: 'x' },
  '/auth/invitations/accept': { token: 'x' },
  '/auth/refresh': {},
};

test.each(Object.entries(handing))(
  'POST %s puts no session into a browser for the page of another site, nor for what says nothing of where it comes from',
  async (path, body) => {
    const answers = await Promise.all(
      fromElsewhere.map((headers) => stack.call(path, { body, headers, from: newClient() })),
    );
    for (const [at, { status, text, headers }] of answers.entries()) {
      expect([status, text.includes('a page that is not ours')], JSON.stringify(fromElsewhere[at])).toEqual([
        403,
        true,
      ]);
      expect(headers.getSetCookie()).toEqual([]);
    }
  },
);

test('and there is no other door of the kind', async () => {
  const { paths, components } = await readApiDocument(stack);
  const bodies = Object.entries(components.schemas)
    .filter(([, { properties }]) => Object.hasOwn(Object(properties), 'sessionAs'))
    .map(([name]) => `"#/components/schemas/${name}"`);
  const giving = Object.entries(paths)
    .filter(([, { post }]) => bodies.some((name) => JSON.stringify(post?.requestBody ?? null).includes(name)))
    .map(([path]) => path.replace('/api/v1', '').replace(/\{\w+\}/, 'google'));
  // The link of a new password opens no session.
  expect(giving.filter((path) => path !== '/auth/reset').toSorted()).toEqual(
    Object.keys(handing)
      .filter((path) => path !== '/auth/refresh')
      .toSorted(),
  );
});

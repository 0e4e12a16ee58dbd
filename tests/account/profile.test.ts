import { expect, test } from 'vitest';
import { signedInUser } from '../support/account/accounts.ts';
import { newClient } from '../support/booking/booking.ts';
import { useStack } from '../support/harness/stack.ts';

const stack = useStack();

test('of two changes of one profile at once both are kept, or one is told to try again', async () => {
  for (let round = 0; round < 10; round += 1) {
    const { headers } = await signedInUser(stack);
    const change = (body: object) =>
      stack.call('/account', { method: 'PATCH', body, headers, from: newClient() });
    const answers = await Promise.all([
      change({ name: 'Grace' }),
      change({ phone: '+33612345678' }),
      change({ language: 'fr' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const account = Object((await stack.call('/account', { headers, from: newClient() })).json());
    expect(account).toMatchObject({ name: 'Grace', language: 'fr' });
    expect(account.phone.replaceAll(' ', '')).toBe('+33612345678');
  }
});

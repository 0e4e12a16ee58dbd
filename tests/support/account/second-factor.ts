import { newClient } from '../booking/booking.ts';
import type { Stack } from '../harness/stack.ts';
import { signInAs } from './accounts.ts';

/** The transaction of a sign-in that waits for the second factor. */
export const halfOf =
  (stack: Stack) =>
  async ({ email }: { email: string }): Promise<string> => {
    const answer = await signInAs(stack, email);
    const { outcome, transaction } = Object(answer.json());
    if (outcome !== 'second-factor-needed') throw new Error(`no second factor was asked for: ${answer.text}`);
    return transaction;
  };

/** Ends such a sign-in with what its person claims to have. */
export const finishOf =
  (stack: Stack) =>
  (transaction: string, claim: object, from = newClient()) =>
    stack.call('/auth/second-factor', {
      method: 'POST',
      from,
      body: { transaction, claim, sessionAs: 'tokens' },
    });

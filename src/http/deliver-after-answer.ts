import type { Context } from 'hono';
import type { Env } from './app.ts';

/**
 * Delivers what is due once the guest has the answer. Mail and its templates are loaded only then: they are half of the
 * code of a function, and no answer should wait for them. What this does not get to, the schedule does.
 */
export function deliverAfterAnswer(c: Context<Env>): void {
  const { context, runtime } = c.env;
  context.waitUntil(import('../notification/deliver.ts').then(({ deliverDue }) => deliverDue(runtime)));
}

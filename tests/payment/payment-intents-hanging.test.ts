import { beforeAll, expect, test } from 'vitest';
import { createRuntime } from '../../src/platform/runtime.ts';
import { paymentIntentResponseSchema } from '../../src/workflows/payment/open/open-payment.ts';
import { authorized, bodyOf, newClient, reserve } from '../support/booking/booking.ts';
import { type ClonedItem, cloneItem } from '../support/booking/cloned-item.ts';
import { useStack } from '../support/harness/stack.ts';
import { expectRefusal } from '../support/http/refusal.ts';

/** Of the 30 seconds that `netlify dev` gives a function; the platform itself gives twice as much, and no guest waits as long. */
const forStripeMs = 20_000;
/** Here Stripe is given up sooner than elsewhere. */
const providerTimeoutMs = 1000;

const stack = useStack({ parts: { providerTimeoutMs } });
let item: ClonedItem;
beforeAll(async () => {
  item = await cloneItem(stack, { units: 3 });
});

test('when Stripe stays silent, the guest gets a 503 after 20 seconds at most, also one who asks twice meanwhile, and then one payment', async () => {
  const reservation = await reserve(stack, item.wish);
  const ask = () =>
    stack.call('/payment-intents', {
      body: { reservation: reservation.id },
      headers: authorized(reservation),
      from: newClient(),
    });
  stack.stripe.chaos({ apiFault: { effect: 'before', answer: 'hang', route: 'POST /v1/payment_intents' } });
  const answers = await Promise.all([ask(), ask()]);
  const attemptsEach = stack.stripe.counts()['POST /v1/payment_intents'] / answers.length;
  stack.stripe.chaos({ apiFault: null });

  for (const answer of answers) expectRefusal(answer, 503, 'unavailable');
  const { id } = bodyOf(await ask(), 201, paymentIntentResponseSchema);
  const { rows } = await stack.database.query('select id from payments where reservation_id = $1', [
    reservation.id,
  ]);
  expect(rows).toEqual([{ id }]);
  const production = createRuntime(stack.runtime.config);
  expect(attemptsEach * production.providerTimeoutMs).toBeLessThanOrEqual(forStripeMs);
});

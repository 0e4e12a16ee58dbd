import { expect, test } from 'vitest';
import { authorized, newClient, openPayment, quote, reserve } from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { paymentState } from '../../support/booking/settled-state.ts';
import { useStack } from '../../support/harness/stack.ts';
import { expectRefusal } from '../../support/http/refusal.ts';

const stack = useStack({
  variables: {
    PAYPAL_CLIENT_ID: '',
    PAYPAL_CLIENT_SECRET: '',
    PAYPAL_WEBHOOK_ID: '',
  },
});

test('where PayPal is not set up no answer names it, and asking for it is refused at its field and touches nothing', async () => {
  const { wish } = await cloneItem(stack, { units: 2 });
  expect((await quote(stack, wish)).payableBy).toEqual(['stripe']);
  const reservation = await reserve(stack, wish);
  expect(reservation.payableBy).toEqual(['stripe']);
  const card = await openPayment(stack, reservation);
  const answer = await stack.call('/payment-intents', {
    body: { reservation: reservation.id, provider: 'paypal' },
    headers: authorized(reservation),
    from: newClient(),
  });
  expect(expectRefusal(answer, 422, 'validation-failed').errors).toMatchObject([{ field: 'provider' }]);
  await stack.functions.settled();
  expect(await paymentState(stack, card.id)).toMatchObject({ status: 'pending' });
});

test('forints are priced in the steps of the ways that are set up: Stripe moves fillér', async () => {
  const { wish } = await cloneItem(stack, { columns: { currency: 'HUF', rate_minor: 4_599_950 } });
  expect((await quote(stack, wish)).lines[0]?.amount).toBe(4_599_950);
});

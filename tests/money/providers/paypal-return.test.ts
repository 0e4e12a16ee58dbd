import { beforeEach, describe, expect, test } from 'vitest';
import { paymentLink } from '../../../src/payment/payment-link.ts';
import { paymentIntentResponseSchema } from '../../../src/workflows/payment/open/open-payment.ts';
import {
  bodyOf,
  type CreatedReservation,
  newClient,
  openPayment,
  openPaypalPayment,
  pay,
  reserve,
  settledAll,
} from '../../support/booking/booking.ts';
import { cloneItem, localDate } from '../../support/booking/cloned-item.ts';
import { paymentState } from '../../support/booking/settled-state.ts';
import { call } from '../../support/harness/client.ts';
import { useStack } from '../../support/harness/stack.ts';

const stack = useStack();
beforeEach(() => stack.paypal.chaos({ drop: [], duplicate: 1, delayMs: 0, reorder: null, apiFault: null }));

async function open() {
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  return { reservation, ...(await openPaypalPayment(stack, reservation)) };
}

/** A reservation whose share is paid, with the link by which anyone may pay the rest. */
async function owing() {
  const columns = { horizon_days: 400, due_now_basis_points: 3000, balance_due_days: 30 };
  const { wish } = await cloneItem(stack, { columns });
  const now = stack.clock.now();
  const reservation = await reserve(stack, { ...wish, from: localDate(now, 100), to: localDate(now, 102) });
  await pay(stack, (await openPayment(stack, reservation)).intentId);
  await settledAll(stack);
  const { rows } = await stack.database.query<{ due: Date }>(
    'select balance_due_at as due from reservations where id = $1',
    [reservation.id],
  );
  const balanceDueAt = rows[0]?.due ?? now;
  return { reservation, link: paymentLink(stack.runtime, { id: reservation.id, balanceDueAt }) };
}

describe('the page that the guest comes back to is the one that it was opened for', () => {
  const ours = () => stack.runtime.config.site.url;
  const ask = (reservation: CreatedReservation, returnUrl: string, token = reservation.manageToken) =>
    stack.call('/payment-intents', {
      body: { reservation: reservation.id, provider: 'paypal', returnUrl },
      headers: { Authorization: `Bearer ${token}` },
      from: newClient(),
    });
  /** Where PayPal's way back leads in the end. */
  const backAt = async (address: string, orderId: string) => {
    const { pathname, search } = new URL(address);
    const answer = await call(`${stack.url}${pathname}${search}&token=${orderId}`, { from: newClient() });
    expect(answer.status).toBe(303);
    return answer.headers.get('Location');
  };

  test('the last page that asked, with what it carries, whichever page made the order', async () => {
    const { reservation, orderId } = await open();
    await ask(reservation, `${ours()}/first/`);
    expect((await ask(reservation, `${ours()}/last/?item=a%20b&midas-reservation=1`)).status).toBe(201);
    const canceled = await backAt(stack.paypal.cancelUrlOf(orderId), orderId);
    expect(canceled).toBe(`${ours()}/last/?item=a+b&midas-reservation=1&redirect_status=canceled`);
    stack.paypal.chaos({ drop: 'all' });
    stack.paypal.approve(orderId);
    const paid = await backAt(stack.paypal.returnUrlOf(orderId), orderId);
    expect(paid).toBe(`${ours()}/last/?item=a+b&midas-reservation=1&redirect_status=succeeded`);
  });

  test('no page of anybody else, by whatever spelling', async () => {
    const { reservation } = await open();
    const { host } = new URL(ours());
    const foreign = [
      'https://evil.example/',
      `https://evil.example/?${ours()}/`,
      `//evil.example/`,
      `${ours()}.evil.example/`,
      `${ours()}@evil.example/`,
      `https://who@${host}/`,
      `https://${host}:8443/`,
      'javascript:alert(1)',
      'data:text/html,hello',
      // What a page has made itself has the origin of that page.
      `blob:${ours()}/a-page-of-a-script`,
      `filesystem:${ours()}/temporary/a-page`,
      '/confirmation/',
      '',
      `${ours()}/#${reservation.id}/${reservation.manageToken}`,
      `${ours()}/?${'a'.repeat(5000)}`,
    ];
    for (const address of foreign) {
      const answer = await ask(reservation, address);
      expect([answer.status, address]).toEqual([422, address]);
      expect(answer.json()).toMatchObject({ errors: [{ field: 'returnUrl' }] });
    }
  });

  test('PayPal learns no secret of the reservation, and who turns back there without a page of their own comes to pay', async () => {
    const { reservation, orderId } = await open();
    const { id, manageToken } = reservation;
    const ways = [stack.paypal.returnUrlOf(orderId), stack.paypal.cancelUrlOf(orderId)];
    for (const way of ways) expect(decodeURIComponent(way)).not.toContain(manageToken);
    expect(await backAt(stack.paypal.cancelUrlOf(orderId), orderId)).toBe(
      `${ours()}/pay/?redirect_status=canceled#${id}/${manageToken}`,
    );
    expect(await paymentState(stack, (await openPaypalPayment(stack, reservation)).id)).toMatchObject({
      status: 'pending',
    });
  });

  test('who pays a balance by its link is not given the link that can cancel', async () => {
    const { reservation, link } = await owing();
    const [, token = ''] = link.split(`#${reservation.id}/`);
    const answer = await stack.call('/payment-intents', {
      body: { reservation: reservation.id, provider: 'paypal' },
      headers: { Authorization: `Bearer ${token}` },
      from: newClient(),
    });
    const { checkout } = bodyOf(answer, 201, paymentIntentResponseSchema);
    const orderId = checkout && 'orderId' in checkout ? checkout.orderId : '';
    expect(await backAt(stack.paypal.cancelUrlOf(orderId), orderId)).toBe(
      link.replace('#', '?redirect_status=canceled#'),
    );
    stack.paypal.approve(orderId);
    expect(await backAt(stack.paypal.returnUrlOf(orderId), orderId)).toBe(
      link.replace('#', '?redirect_status=succeeded#'),
    );
  });
});

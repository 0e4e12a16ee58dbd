import { expect, test } from 'vitest';
import { authorized, openPayment, pay, reserve } from '../support/booking/booking.ts';
import { useStack } from '../support/harness/stack.ts';

const stack = useStack();

test('a paid reservation is confirmed, and guest and owner have it in writing', async () => {
  const reservation = await reserve(stack, {
    item: 'riad-zahra',
    from: '2027-06-01',
    to: '2027-06-08',
    guests: 2,
  });
  const { intentId } = await openPayment(stack, reservation);
  await pay(stack, intentId);

  const confirmation = await stack.call(`/reservations/${reservation.id}/confirmation`, {
    headers: authorized(reservation),
  });
  expect(confirmation.json()).toMatchObject({
    status: 'confirmed',
    reference: reservation.reference,
    paid: reservation.total,
  });
  const mails = await stack.mailbox.messages();
  expect(mails.map((mail) => mail.subject)).toEqual(
    expect.arrayContaining([expect.stringContaining(reservation.reference)]),
  );
});

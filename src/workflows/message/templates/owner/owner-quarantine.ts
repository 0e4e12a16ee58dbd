import type { Runtime } from '../../../../platform/runtime.ts';
import type { MessageAbout } from '../../message.ts';
import { bookingOf, required } from '../booking.ts';
import { stayBlock } from '../booking-blocks.ts';
import { type Block, type Letter, paragraph } from '../letter.ts';
import { ownerLetter, userBlock } from './owner-letter.ts';

/** A payment does not match what was asked for: it is set aside and somebody has to look at it. */
export function ownerQuarantine(runtime: Runtime, message: MessageAbout<'payment'>): Letter {
  const booking = bookingOf(runtime, message, 'en');
  const { reservation, guest, formats, about } = booking;
  const payment = required(message, message.payment, 'payment');
  const asked = formats.money(payment.amount, payment.currency);
  const received = formats.money(payment.captured, payment.currency);
  return ownerLetter(runtime, guest, {
    subject: `Please check a payment for ${about.item} (${about.reference})`,
    heading: 'A payment does not match',
    opening: `A payment for reservation ${about.reference} ${mismatch(payment.quarantineReason, asked, received)}. It was set aside and has confirmed nothing.`,
    blocks: [
      paragraph(
        'Please look at it at the payment provider, then refund it there or settle it with the guest.',
      ),
      paymentBlock(payment, asked),
      stayBlock(booking, [{ label: 'Status', value: reservation.status }]),
      userBlock('Guest', guest, reservation.language),
    ],
  });
}

/** Of another currency or reference nothing is counted as received, so no figure is given. */
function mismatch(reason: string | null, asked: string, received: string): string {
  switch (reason) {
    case 'amount-mismatch':
      return `is of ${received} instead of ${asked}`;
    case 'currency-mismatch':
      return `is in another currency than the ${asked} asked for`;
    case 'reference-mismatch':
      return `of ${asked} came under another reference than the one we know at the provider`;
    default:
      return `of ${asked} does not match (${reason ?? 'no reason given'})`;
  }
}

function paymentBlock(payment: NonNullable<MessageAbout<'payment'>['payment']>, asked: string): Block {
  return {
    kind: 'facts',
    title: 'Payment',
    facts: [
      { label: 'Asked for', value: asked },
      { label: 'Our id', value: payment.id },
      { label: 'Id at the provider', value: payment.providerRef ?? 'not known yet' },
    ],
  };
}

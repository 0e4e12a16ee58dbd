import { type KeyRing, signToken, verifyToken } from '../platform/keys.ts';
import type { Runtime } from '../platform/runtime.ts';

/**
 * How long after the balance is due its link still opens, for those who pay on the last evening in another
 * zone.
 */
const graceSeconds = 3 * 86_400;

/**
 * The link by which what is due of a reservation is paid, by anyone whom the guest hands it to: it shows what
 * is due and takes the payment, and can neither cancel nor change anything. Signed, and expiring three days
 * after the balance is due. The same reservation and date always give the same link. The token stands behind
 * `#`, so it reaches no server log.
 */
export function paymentLink(runtime: Runtime, reservation: { id: string; balanceDueAt: Date }): string {
  const expires = Math.floor(reservation.balanceDueAt.getTime() / 1000) + graceSeconds;
  const token = `${expires}.${signToken(runtime.config.keys, 'payment-link', `${reservation.id} ${expires}`)}`;
  return `${runtime.config.site.url}/pay/#${reservation.id}/${token}`;
}

/** Whether a token is that of a payment link of this reservation, and not expired. */
export function isPaymentLinkToken(keys: KeyRing, reservationId: string, token: string, now: Date): boolean {
  const [expires = '', ...rest] = token.split('.');
  if (!/^[1-9]\d{9,11}$/.test(expires) || Number(expires) * 1000 <= now.getTime()) return false;
  return verifyToken(keys, 'payment-link', `${reservationId} ${expires}`, rest.join('.'));
}

import type { ManageLink, Reservation } from '../client/midas.ts';
import { element } from './element.ts';
import type { Host } from './host.ts';
import { facts } from './price.ts';

/** What a guest needs to know of a reservation. */
export function reservationFacts({ texts, format }: Host, reservation: Reservation): HTMLElement {
  const { view, price } = texts;
  const { item, startsAt, endsAt, guests, billing, paid, refundDue, balanceDueAt, amountDue, status } =
    reservation;
  return facts([
    [view.reference, reservation.reference],
    [view.status, view[status]],
    [view.where, `${item.name}, ${item.city}`],
    [view.from, format.instant(startsAt)],
    [view.to, format.instant(endsAt)],
    [texts.guests.other, `${guests}`],
    billing !== null && [view.invoice, [billing.name, billing.vatNumber].filter(Boolean).join(', ')],
    // `paid` leaves out what goes back, even before it has left.
    [view.paid, format.money({ ...paid, amount: paid.amount + refundDue.amount })],
    balanceDueAt !== null &&
      status === 'confirmed' &&
      amountDue.amount > 0 && [price.later(format.date(balanceDueAt.slice(0, 10))), format.money(amountDue)],
    refundDue.amount > 0 && [view.back, format.money(refundDue)],
  ]);
}

/** Where what is due can be transferred to, where that is a way. */
export function transferHint({ texts }: Host, { bankTransfer: to }: Reservation): HTMLElement | null {
  return (
    to &&
    element(
      'p',
      {},
      texts.pay.transfer(
        [to.accountHolder, to.iban, to.bic, to.bank].filter(Boolean).join(', '),
        to.reference,
      ),
    )
  );
}

/** A reservation is told in the language of its guest, unless the page names one. Answers whether the element begins anew in it. */
export function followLanguage({ element, language, attribute }: Host, reservation: Reservation): boolean {
  if (attribute('language') || reservation.language === language) return false;
  element.setAttribute('language', reservation.language);
  return true;
}

/** Saves the calendar file. It is fetched, since the token travels in a header. */
export async function downloadCalendar(host: Host, link: ManageLink, reference: string): Promise<void> {
  try {
    const address = URL.createObjectURL(await host.midas.reservations.calendarFile(link));
    const anchor = document.createElement('a');
    anchor.href = address;
    anchor.download = `${reference}.ics`;
    anchor.click();
    URL.revokeObjectURL(address);
  } catch (error) {
    host.refuse(error);
  }
}

/** The page that holds the element for it, as the attribute says, or that of the API's own site. */
export function pageAddress(
  { attribute, endpoint }: Host,
  page: 'manage' | 'pay',
  { id, token }: ManageLink,
): string {
  return `${attribute(`${page}-page`) || `${endpoint}/${page}/`}#${id}/${token}`;
}

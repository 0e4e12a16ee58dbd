import type { ManageLink, Reservation } from '../client/midas.ts';
import { element } from './element.ts';
import type { Host } from './host.ts';
import { facts } from './price.ts';

/** What a guest needs to know of a reservation. */
export function reservationFacts({ texts, format }: Host, reservation: Reservation): HTMLElement {
  const { view } = texts;
  const { item, startsAt, endsAt, guests, billing, paid, refundDue, status } = reservation;
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
    refundDue.amount > 0 && [view.back, format.money(refundDue)],
  ]);
}

/**
 * What is still due of a confirmed reservation, and a button that leads to paying it: one of less weight while there is time, for
 * nobody need pay early.
 */
export function restToPay(
  { texts, format }: Host,
  reservation: Reservation,
  press: (text: string, isEarly: boolean) => HTMLElement,
): [note: HTMLElement | false, button: HTMLElement | false] {
  const { amountDue, paymentInProcess, status, paymentPlan } = reservation;
  if (amountDue.amount === 0 || paymentInProcess) return [false, false];
  const by = status === 'confirmed' && paymentPlan.balanceDueAt;
  const isEarly = by !== false && by !== null && Date.parse(by) > Date.now();
  const amount = format.money(amountDue);
  return [
    isEarly && element('p', {}, texts.view.due(amount, format.day(by))),
    press((isEarly ? texts.pay.early : texts.pay.pay)(amount), isEarly),
  ];
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

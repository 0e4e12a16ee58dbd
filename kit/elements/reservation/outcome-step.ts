import type { ManageLink, Reservation } from '../../client/midas.ts';
import { actions, button, element, quietButton } from '../../rendering/element.ts';
import { sides } from '../../rendering/form.ts';
import { priceAside } from '../../rendering/price.ts';
import { isProblem } from '../../rendering/problem.ts';
import {
  calendarButton,
  documentsOf,
  followLanguage,
  pageAddress,
  reservationFacts,
  restToPay,
} from '../../rendering/reservation-view.ts';
import { priceShape } from '../../rendering/shapes.ts';
import type { Flow } from './flow.ts';
import { forgetWaiting, rememberWaiting } from './link.ts';

/** The payment is told to us by the provider, not by this page: it asks until that has happened, ever more slowly. */
const waitsSeconds = [1, 1, 2, 3, 5, 8, 10, 10, 10, 10];

/** Waits for the payment to arrive, then shows what became of it. */
export async function waitingStep(flow: Flow, link: ManageLink): Promise<void> {
  const { host } = flow;
  const { texts, signal } = host;
  const paidBefore = flow.reservation?.paid.amount ?? 0;
  const text = element('p', {}, texts.pay.waitingText);
  const aside = (reservation: Reservation) => priceAside(host, reservation);
  const beside = sides([text], flow.reservation ? aside(flow.reservation) : priceShape(8));
  rememberWaiting(link);
  host.show(texts.pay.waiting, beside);
  for (const seconds of waitsSeconds) {
    const reservation = await read(flow, link);
    if (signal.aborted) return;
    if (reservation) beside.lastElementChild?.replaceWith(aside(reservation));
    text.textContent = reservation?.paymentInProcess ? texts.pay.inProcess : texts.pay.waitingText;
    const { status } = reservation ?? { status: 'held' };
    // A payment may arrive a little after its time, and confirms what is still free.
    if (reservation && status !== 'held' && (status !== 'expired' || seconds > 2)) {
      forgetWaiting();
      if (status === 'confirmed') {
        const { id, reference, paid } = reservation;
        host.emit('midas-paid', { id, reference, paid });
      }
      return void flow.go.outcome();
    }
    // A share of what cannot be paid at once has arrived: the next is asked for.
    if (
      status === 'held' &&
      reservation &&
      reservation.paid.amount > paidBefore &&
      reservation.amountDue.amount > 0
    ) {
      forgetWaiting();
      return void flow.go.outcome();
    }
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    if (signal.aborted) return;
  }
  forgetWaiting();
  const said = flow.reservation?.paymentInProcess ? texts.pay.inProcess : texts.pay.processing;
  text.textContent = said;
  text.after(actions(quietButton(texts.pay.look, () => flow.go.waiting())));
  host.tell(said);
}

/** An answer that did not come is asked for again like one that was not yet there. */
async function read(flow: Flow, link: ManageLink): Promise<Reservation | undefined> {
  try {
    flow.reservation = await flow.host.midas.reservations.get(link, { signal: flow.host.signal });
    return flow.reservation;
  } catch (error) {
    if (!isProblem(error) && !flow.host.signal.aborted) throw error;
    return undefined;
  }
}

/** What a reservation has come to. One that is held leads on to the payment. */
export async function outcomeStep(flow: Flow, link: ManageLink, message?: string): Promise<void> {
  const { host } = flow;
  const { texts } = host;
  try {
    flow.reservation = await host.midas.reservations.get(link, { signal: host.signal });
  } catch (error) {
    if (host.signal.aborted) return;
    host.show(texts.view.title, actions(button(texts.again, () => flow.go.outcome())));
    return host.refuse(error);
  }
  const { reservation } = flow;
  if (followLanguage(host, reservation)) return;
  const { status } = reservation;
  if (status === 'held') return void flow.go.pay(message);
  flow.end();
  // Only who was too late begins anew with what was typed.
  if (status !== 'expired') flow.guest = {};
  if (status === 'confirmed') return showConfirmed(flow, link, reservation);
  const isExpired = status === 'expired';
  host.show(
    isExpired ? texts.pay.expired : texts.view.cancelled,
    sides(
      [
        isExpired && element('p', {}, texts.pay.expiredText),
        reservationFacts(host, reservation),
        actions(button(texts.pay.restart, () => flow.go.again())),
      ],
      priceAside(host, reservation),
    ),
  );
}

function showConfirmed(flow: Flow, link: ManageLink, reservation: Reservation): void {
  const { host } = flow;
  const { texts } = host;
  const { guest, reference, paymentInProcess, received } = reservation;
  const [due, pay] = restToPay(host, reservation, (text, isEarly) =>
    (isEarly ? quietButton : button)(text, () => flow.go.pay()),
  );
  host.show(
    texts.view.confirmed,
    // Who booked at the desk may have given no address.
    guest.email && element('p', {}, texts.view.thanks(guest.email)),
    sides(
      [
        reservationFacts(host, reservation),
        paymentInProcess && element('p', {}, texts.pay.inProcess),
        due,
        actions(
          pay,
          calendarButton(host, link, reference),
          element('a', { href: pageAddress(host, 'manage', link) }, texts.view.manage),
        ),
        received.amount > 0 && documentsOf(host, link),
      ],
      priceAside(host, reservation),
    ),
  );
}

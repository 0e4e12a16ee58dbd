import type { ManageLink, Reservation } from '../client/midas.ts';
import { actions, button, element, quietButton } from '../rendering/element.ts';
import { sides } from '../rendering/form.ts';
import type { Host } from '../rendering/host.ts';
import { showNoReservation } from '../rendering/maker.ts';
import { policyTerms } from '../rendering/policy.ts';
import { priceAside } from '../rendering/price.ts';
import { isProblem } from '../rendering/problem.ts';
import {
  calendarButton,
  documentsOf,
  followLanguage,
  pageAddress,
  replaceLinkButton,
  reservationFacts,
  restToPay,
  transferHint,
} from '../rendering/reservation-view.ts';
import { factsShape } from '../rendering/shapes.ts';
import { linkInAddress, onNewLink } from './reservation/link.ts';

/** `<midas-manage>`: one reservation, opened by the link of its mail, whose secret part stands behind `#`. */
export function startManage(host: Host): Promise<void> {
  onNewLink(host.signal, () => open(host));
  return open(host);
}

async function open(host: Host): Promise<void> {
  const { texts, midas, signal } = host;
  const link = linkInAddress();
  if (!link) return showNoReservation(host);
  host.wait(factsShape('manage'));
  try {
    const reservation = await midas.reservations.get(link, { signal });
    if (!followLanguage(host, reservation)) showReservation(host, link, reservation);
  } catch (error) {
    if (signal.aborted) return;
    const isWrong = isProblem(error) && [401, 403, 404].includes(error.status);
    if (isWrong) return host.show(texts.view.noLink, element('p', {}, texts.view.noLinkText));
    host.show(
      texts.view.title,
      button(texts.again, () => open(host)),
    );
    host.refuse(error);
  }
}

function showReservation(host: Host, link: ManageLink, reservation: Reservation, message = ''): void {
  const { texts, format, midas } = host;
  const { view, cancel } = texts;
  const { status, item, guest, reference, received, paymentInProcess } = reservation;
  const [due, pay] = restToPay(host, reservation, (text, isEarly) => {
    const kind = isEarly ? ' quiet' : '';
    const attributes = {
      class: `button${kind}`,
      part: `button${kind}`,
      href: pageAddress(host, 'pay', link),
    };
    return element('a', attributes, text);
  });
  const told = element('p', { class: 'told', part: 'told', role: 'status', tabindex: -1, hidden: true });
  const cancelling = element(
    'section',
    {},
    element('h3', {}, cancel.title),
    policyTerms(host, reservation),
    actions(quietButton(cancel.preview, act(preview))),
  );
  host.show(
    `${item.name} – ${view[status].toLowerCase()}`,
    told,
    sides(
      [
        reservationFacts(host, reservation),
        transferHint(host, reservation),
        paymentInProcess && element('p', {}, texts.pay.inProcess),
        due,
        actions(
          pay,
          status === 'confirmed' && calendarButton(host, link, reference),
          status === 'confirmed' && replaceLinkButton(host, link, tell),
          status === 'confirmed' &&
            guest.email &&
            quietButton(
              view.resend,
              act(async () => {
                await midas.reservations.sendConfirmationAgain(link);
                tell(view.resent(`${guest.email}`));
              }),
            ),
        ),
        received.amount > 0 && documentsOf(host, link),
        (status === 'held' || status === 'confirmed') && cancelling,
      ],
      priceAside(host, reservation),
    ),
  );
  if (message) tell(message);

  function tell(message: string): void {
    told.textContent = message;
    told.hidden = false;
    told.focus();
  }

  function act(deed: () => Promise<void>) {
    return async () => {
      try {
        await deed();
      } catch (error) {
        host.refuse(error);
      }
    };
  }

  /** Nothing is cancelled by a single press: first what it gives back is shown. */
  async function preview(): Promise<void> {
    const { canCancel, paid, refund, refundWaiting } = await midas.reservations.previewCancellation(link);
    const atOnce =
      refund.amount > 0
        ? cancel.refund(format.money(refund), format.money(paid))
        : cancel.nothing(format.money(paid));
    const back =
      refundWaiting.amount > 0 ? `${atOnce} ${cancel.waiting(format.money(refundWaiting))}` : atOnce;
    const sentence = !canCancel ? cancel.tooLate : paid.amount === 0 ? cancel.unpaid : back;
    const told = element('p', { class: 'told', tabindex: -1 }, sentence);
    const keep = quietButton(cancel.keep, () => showReservation(host, link, reservation));
    cancelling.lastElementChild?.replaceWith(
      told,
      actions(
        canCancel && button(cancel.confirm, act(confirm), { class: 'grave', part: 'button grave' }),
        keep,
      ),
    );
    told.focus();
  }

  async function confirm(): Promise<void> {
    const cancelled = await midas.reservations.cancel(link);
    host.emit('midas-cancelled', { id: link.id, reference, refund: cancelled.refundDue });
    showReservation(host, link, cancelled, cancel.done);
  }
}

import type { ManageLink, Reservation } from '../client/midas.ts';
import { actions, element, quietButton } from './element.ts';
import type { Host } from './host.ts';
import { guestsWord } from './price.ts';
import { isProblem } from './problem.ts';

/** What a guest needs to know of a reservation. */
export function reservationFacts({ texts, format }: Host, reservation: Reservation): HTMLElement {
  const { view } = texts;
  const { item, startsAt, endsAt, guests, billing, received, refunded, refundDue, refundWaiting, status } =
    reservation;
  return facts([
    [view.reference, reservation.reference],
    [view.status, view[status]],
    [view.where, `${item.name}, ${item.city}`],
    [view.from, format.instant(startsAt)],
    [view.to, format.instant(endsAt)],
    [guestsWord(texts, item.category), `${guests}`],
    billing !== null && [view.invoice, [billing.name, billing.vatNumber].filter(Boolean).join(', ')],
    [view.paid, format.money(received)],
    refunded.amount > 0 && [view.refunded, format.money(refunded)],
    refundDue.amount > 0 && [view.back, format.money(refundDue)],
    status === 'cancelled' &&
      received.amount > 0 && [
        view.kept,
        format.money({
          ...received,
          amount: received.amount - refunded.amount - refundDue.amount - refundWaiting.amount,
        }),
      ],
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

/** A button that saves the calendar file. */
export function calendarButton(host: Host, link: ManageLink, reference: string): HTMLElement {
  return quietButton(host.texts.view.calendar, () => downloadCalendar(host, link, reference));
}

/** A button that ends the links of the calendar entries given out; `tell` says that it has. */
export function replaceLinkButton(
  host: Host,
  link: ManageLink,
  tell: (message: string) => void,
): HTMLElement {
  const { replace, replaced } = host.texts.view.calendarLink;
  return quietButton(replace, async () => {
    try {
      await host.midas.reservations.replaceCalendarLink(link);
      tell(replaced);
    } catch (error) {
      host.refuse(error);
    }
  });
}

/** Saves the calendar file. */
function downloadCalendar(host: Host, link: ManageLink, reference: string): Promise<void> {
  return download(host, `${reference}.ics`, () => host.midas.reservations.calendarFile(link));
}

/** The invoice, receipts and credit notes that there are, each to save. They come after the rest; nothing where there are none. */
export function documentsOf(host: Host, link: ManageLink): HTMLElement {
  const { texts, midas, signal } = host;
  const { documents } = texts.view;
  const section = element('section', { hidden: true }, element('h3', {}, documents.title));
  void midas.documents.list(link, { signal }).then(
    ({ documents: there }) => {
      section.hidden = there.length === 0;
      const buttons = there.map(({ id, kind, number }) =>
        quietButton(`${documents[kind]} ${number}`, () =>
          download(host, `${number}.pdf`, () => midas.documents.file(link, id)),
        ),
      );
      section.append(actions(...buttons));
    },
    // Who pays by the link of a balance is shown no documents, and misses nothing.
    (error) => signal.aborted || isClosed(error) || host.refuse(error),
  );
  return section;
}

const isClosed = (error: unknown) => isProblem(error) && [401, 403, 404].includes(error.status);

/** Saves a file. It is fetched, since the token travels in a header. */
async function download(host: Host, name: string, fetched: () => Promise<Blob>): Promise<void> {
  try {
    const address = URL.createObjectURL(await fetched());
    const anchor = document.createElement('a');
    anchor.href = address;
    anchor.download = name;
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

/** Names and what stands for them. */
function facts(entries: readonly (readonly [string, string] | false)[]): HTMLElement {
  return element(
    'dl',
    { part: 'facts' },
    ...entries.flatMap((entry) => (entry ? [element('dt', {}, entry[0]), element('dd', {}, entry[1])] : [])),
  );
}

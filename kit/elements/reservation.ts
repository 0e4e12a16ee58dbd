import type { Quote } from '../client/midas.ts';
import { actions, button, element } from '../rendering/element.ts';
import type { Host } from '../rendering/host.ts';
import type { Flow, Wish } from './reservation/flow.ts';
import { guestStep } from './reservation/guest-step.ts';
import { isBackFromPaying, linkInAddress, onNewLink, readReturn } from './reservation/link.ts';
import { outcomeStep, waitingStep } from './reservation/outcome-step.ts';
import { payStep } from './reservation/pay-step.ts';
import { stayStep } from './reservation/stay-step.ts';
import { takenStep } from './reservation/taken-step.ts';

/** What a plain form has already asked, handed over by `enhanceForms`. */
export interface Filled {
  readonly wish: Wish;
  readonly guest: Record<string, string>;
  readonly quote: Quote;
}

const filled = new WeakMap<Element, Filled>();

/** Gives an element what was filled in elsewhere, before it comes onto the page. */
export function fillReservation(place: Element, given: Filled): void {
  filled.set(place, given);
}

/**
 * `<midas-reservation item="villa-belombre">`: from the dates to the confirmation. Whoever comes back from the payment
 * provider, or with the link of a reservation behind `#`, goes on where they were.
 */
export function startReservation(host: Host): void {
  const { texts } = host;
  const given = filled.get(host.element);
  const flow: Flow = {
    host,
    wish: given?.wish ?? wishInAddress(),
    guest: given?.guest ?? {},
    quote: given?.quote,
    go: {
      start,
      stay: () => flow.item && stayStep(flow, flow.item),
      guest: (message = '') => {
        if (!flow.quote) return flow.go.stay();
        guestStep(flow, flow.quote);
        if (message) host.alert(message);
      },
      taken: () => takenStep(flow),
      pay: (message) => flow.link && flow.reservation && payStep(flow, flow.link, flow.reservation, message),
      waiting: () => flow.link && waitingStep(flow, flow.link),
      outcome: (message) => flow.link && outcomeStep(flow, flow.link, message),
    },
  };
  onNewLink(host.signal, open);
  open();

  function open(): void {
    host.show(texts.wait);
    const back = readReturn();
    const link = linkInAddress() ?? back?.link;
    if (!link || given) return void start();
    flow.link = link;
    const isFailed = back?.outcome === 'failed';
    if (back ? back.outcome && !isFailed : isBackFromPaying(link)) return void flow.go.waiting();
    flow.go.outcome(isFailed ? texts.pay.declined : '');
  }

  async function start(): Promise<void> {
    const slug = host.attribute('item') || flow.reservation?.item.slug || host.item;
    // Such as the page of the site on which reservations are paid, opened without one.
    if (!slug) return host.show(texts.view.noLink, element('p', {}, texts.view.noLinkText));
    try {
      flow.item = await host.midas.items.get(slug, { signal: host.signal });
      flow.go[flow.quote ? 'guest' : 'stay']();
      // Here the form has been sent, and left the page with the focus in it.
      if (given) host.root.getElementById('heading')?.focus();
    } catch (error) {
      if (host.signal.aborted) return;
      host.show(texts.view.title, element('slot'), actions(button(texts.again, start)));
      host.refuse(error);
    }
  }
}

/** What the visitor has already said in the search. */
function wishInAddress(): Wish {
  const query = new URLSearchParams(location.search);
  return {
    from: query.get('from') ?? '',
    to: query.get('to') ?? '',
    guests: Number(query.get('guests')) || 1,
    childAges: [],
    extras: {},
    promotionCode: '',
  };
}

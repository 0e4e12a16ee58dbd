import type { Files } from '../loading/files.ts';
import { actions, button, element } from '../rendering/element.ts';
import type { Host } from '../rendering/host.ts';
import { isMissing, showNoItem, showNoReservation, tellNoItem } from '../rendering/maker.ts';
import { factsShape } from '../rendering/shapes.ts';
import { askAhead } from '../rendering/told-months.ts';
import { type DayChosen, dayChosen } from './day-chosen.ts';
import { forgetDraft, keepDraft, readDraft } from './reservation/draft.ts';
import { filledElsewhere } from './reservation/filled.ts';
import type { Flow } from './reservation/flow.ts';
import { forgetReturn, isWaiting, onNewLink, readReturn, rememberLink } from './reservation/link.ts';
import { createSteps, type HistoryStep, keyOf, stepHere } from './reservation/steps.ts';

/**
 * `<midas-reservation item="villa-belombre">`: from the dates to the confirmation. Its steps are entries of the browser's
 * history, and what was chosen and typed outlives them. Whoever comes back from the payment provider, or with the link of a
 * reservation behind `#`, goes on where they were.
 */
export function startReservation(base: Host): void {
  const { texts, midas, signal } = base;
  const key = keyOf(base.element);
  const given = filledElsewhere(base.element);
  const { asked: _, ...draft } = readDraft(key);
  const steps = createSteps(key, signal, travel);
  let leaving = new AbortController();
  let isOver = false;
  const flow: Flow = {
    guest: {},
    ...draft,
    ...(given && { ...given, priced: JSON.stringify(given.wish), held: undefined }),
    key,
    signal,
    host: base,
    read: () => undefined,
    save: () => isOver || keepDraft(flow),
    end() {
      isOver = true;
      flow.held = flow.quote = undefined;
      forgetDraft(key);
    },
    go: {
      // An entry of its own is left by going back, so that the browser's button and ours agree.
      back: () => (stepHere(key) === 'guest' ? history.back() : show('stay')),
      stay: () => show('stay'),
      guest: (message) => show('guest', message),
      taken: () => {
        enter('guest');
        void next('guest', ({ takenStep }) => takenStep(flow));
      },
      pay: (message) => {
        if (!flow.link || !flow.reservation) return;
        enter('pay');
        rememberLink(flow.link, key);
        const { link, reservation } = flow;
        void next('pay', ({ payStep }) => payStep(flow, link, reservation, message));
      },
      waiting: () => {
        enter('pay');
        const { link } = flow;
        if (link) void next('pay', ({ waitingStep }) => waitingStep(flow, link));
      },
      outcome: (message) => {
        enter('pay');
        const { link } = flow;
        if (link) void next('pay', ({ outcomeStep }) => outcomeStep(flow, link, message));
      },
      again: () => {
        forgetReturn();
        steps.begin();
        flow.link = undefined;
        start();
      },
    },
  };
  const keepFields = () => {
    flow.read();
    flow.save();
  };
  base.root.addEventListener('change', keepFields, { signal });
  // Whoever begins here goes on: what comes next is on its way meanwhile.
  for (const deed of ['pointerdown', 'focusin'])
    base.root.addEventListener(deed, () => base.loadAhead('guest', 'pay', 'view'), { signal, once: true });
  addEventListener('pagehide', keepFields, { signal });
  // Whatever makes the element start again, what was typed is not lost.
  signal.addEventListener('abort', keepFields);
  addEventListener(dayChosen, takeDay, { signal });
  onNewLink(signal, open);
  open();

  function open(): void {
    const back = readReturn(key);
    if (!back || given) return void start();
    base.wait(factsShape('pay'));
    flow.link = back.link;
    const { link, outcome } = back;
    const isFailed = outcome === 'failed';
    const isUnpaid = isFailed || outcome === 'canceled';
    const isPaid = isWaiting(link) || (outcome && !isUnpaid);
    if (isPaid || isUnpaid) base.arrive();
    if (isPaid) return void flow.go.waiting();
    flow.go.outcome(isFailed ? texts.pay.declined : isUnpaid ? texts.pay.turnedBack : '');
  }

  /**
   * A day that was chosen in the calendar of the same item is one to begin on, whatever step is shown; what is held or made stays as
   * it is, and that is said.
   */
  function takeDay(event: Event): void {
    // Only our own calendar tells this.
    const { item, date } = (event as CustomEvent<DayChosen>).detail;
    if (item !== slugOf()) return;
    if (flow.begin) {
      flow.begin(date);
      return;
    }
    const { status } = flow.reservation ?? {};
    const isFree = status === 'cancelled' || status === 'expired';
    if (flow.held || (flow.link && !isFree)) {
      base.alert(texts.stay.kept);
      return;
    }
    Object.assign(flow.wish, { from: date, to: '' });
    if (flow.link) flow.go.again();
    else if (flow.item) flow.go.back();
  }

  function slugOf(): string {
    return base.attribute('item') || flow.reservation?.item.slug || base.item;
  }

  function travel(step: HistoryStep): void {
    keepFields();
    if (step === 'pay') open();
    else void show(step);
  }

  /** Another step begins: the one before asks and says nothing more. */
  function enter(step: HistoryStep): void {
    leaving.abort();
    leaving = new AbortController();
    const stepSignal = AbortSignal.any([signal, leaving.signal]);
    const unlessLeft =
      <T extends readonly unknown[]>(act: (...given: T) => void) =>
      (...given: T) =>
        stepSignal.aborted || act(...given);
    const { show, open, wait, alert, tell, refuse } = base;
    const shows = { show: unlessLeft(show), open: unlessLeft(open), wait: unlessLeft(wait) };
    const guarded = { ...shows, alert: unlessLeft(alert), tell: unlessLeft(tell) };
    flow.host = { ...base, ...guarded, refuse: unlessLeft(refuse), signal: stepSignal };
    flow.read = () => undefined;
    flow.begin = undefined;
    base.element.querySelector('[slot="payment"]')?.remove();
    steps.enter(step);
  }

  /** Without a price that can be had there is nothing to reserve yet. */
  async function show(step: 'stay' | 'guest', message = ''): Promise<void> {
    const { item, quote } = flow;
    if (!item) return start(step);
    isOver = false;
    const said = () => {
      if (message) base.alert(message);
      flow.save();
    };
    if (step === 'guest' && quote?.isAvailable) {
      enter('guest');
      await next('guest', ({ guestStep }) => {
        guestStep(flow, item, quote);
        said();
      });
    } else {
      enter('stay');
      await next('stay', ({ stayStep }) => {
        stayStep(flow, item);
        said();
      });
    }
  }

  /** Shows a step that was entered, once its file is here and unless it is left meanwhile. */
  async function next<Name extends 'stay' | 'guest' | 'pay'>(
    name: Name,
    show: (steps: Files[Name]) => unknown,
  ): Promise<void> {
    const { signal } = flow.host;
    const steps = await base.load(name);
    if (!signal.aborted) show(steps);
  }

  async function start(step = given ? 'guest' : (stepHere(key) ?? 'stay')): Promise<void> {
    const slug = slugOf();
    if (!slug) {
      tellNoItem(base, '', ' Only a page that opens reservations by their links needs none.');
      return showNoReservation(base);
    }
    askAhead(midas, slug, flow.wish.from);
    const { stayShape } = await base.load('calendar');
    if (signal.aborted) return;
    base.wait(stayShape(base, Boolean(flow.wish.from && flow.wish.to)));
    try {
      flow.item = await midas.items.get(slug, { signal });
      if (given) steps.enter('stay');
      await show(step === 'guest' ? 'guest' : 'stay');
      // Here the form has been sent, and left the page with the focus in it.
      if (given) base.root.getElementById('heading')?.focus();
    } catch (error) {
      if (signal.aborted) return;
      if (isMissing(error)) return showNoItem(base, element('slot'));
      base.show(texts.view.title, element('slot'), actions(button(texts.again, () => start())));
      base.refuse(error);
    }
  }
}

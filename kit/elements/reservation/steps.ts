/** The steps that are entries of the browser's history, from the first to the last. */
const order = ['stay', 'guest', 'pay'] as const;
export type HistoryStep = (typeof order)[number];

/** Its item; that which stands for a plain form is told apart from the elements that the page has. */
const itemOf = (element: Element) =>
  (element.getAttribute('item') || new URLSearchParams(location.search).get('item') || '') +
  (element.hasAttribute('data-form') ? ' form' : '');

/** The name of an element in history and storage: its item, and the how-many-th with that item it is on the page. */
export function keyOf(element: Element): string {
  const item = itemOf(element);
  const same = [...document.querySelectorAll('midas-reservation')].filter((one) => itemOf(one) === item);
  return `midas-reservation ${item} ${Math.max(0, same.indexOf(element))}`;
}

function stateOf(): Record<string, unknown> {
  const { state }: { state: unknown } = history;
  return typeof state === 'object' && state !== null ? { ...state } : {};
}

/** The step of an element that the entry of history names. One that the page has made names none. */
export function stepHere(key: string): HistoryStep | undefined {
  return order.find((step) => step === stateOf()[key]);
}

/**
 * The steps of one element as entries of the browser's history. They keep what the page has put into the state of the entry
 * that they follow; the page's own entries are left as they are. `onTravel` hears of back and forward.
 */
export function createSteps(key: string, signal: AbortSignal, onTravel: (step: HistoryStep) => void) {
  let shown: HistoryStep | undefined;
  let address = location.href;
  let kind = '';
  // Not every browser has it: https://developer.mozilla.org/docs/Web/API/Navigation_API.
  const { navigation } = globalThis as { navigation?: EventTarget };
  const note = (event: Event & { navigationType?: string }) => {
    kind = event.navigationType ?? '';
  };
  navigation?.addEventListener('navigate', note, { signal });
  addEventListener('popstate', travel, { signal });

  function travel(): void {
    const step = stepHere(key);
    // A jump to another place on the page (`#…`) says nothing of us either.
    const isTraversal = navigation ? kind === 'traverse' : location.href === address;
    if (!step && !isTraversal) return;
    if ((step ?? 'stay') !== shown) onTravel(step ?? 'stay');
  }

  return {
    /** A step is shown: one that goes on from the step before is an entry of its own. */
    enter(step: HistoryStep): void {
      const isOnward = shown !== undefined && order.indexOf(step) > order.indexOf(shown);
      if (isOnward && stepHere(key) !== step) history.pushState({ ...stateOf(), [key]: step }, '');
      shown = step;
      address = location.href;
    },
    /** The entry is now that of the first step: another reservation begins. */
    begin(): void {
      history.replaceState({ ...stateOf(), [key]: 'stay' }, '');
      shown = 'stay';
    },
  };
}

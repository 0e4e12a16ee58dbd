import { element } from './element.ts';
import { sides } from './form.ts';

/** The shape of what is told of a reservation, beside its price; `rest` is what can be done with it. */
export function factsShape(rest: 'pay' | 'manage'): HTMLElement {
  return sides(
    [...lines(rest === 'pay' ? 4 : 8), element('div', { class: `bone rest ${rest}` })],
    priceShape(8),
    ...(rest === 'pay' ? [element('div', { class: 'bone press' })] : []),
  );
}

/** The shape of a price beside it. */
export const priceShape = (count: number) => element('aside', {}, ...lines(count));

/** Lines of text. */
export const lines = (count: number) =>
  Array.from({ length: count }, () => element('div', { class: 'bone line' }));

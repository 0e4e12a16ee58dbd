import { element } from './element.ts';
import type { Host } from './host.ts';
import { isProblem } from './problem.ts';

const told = new Set<string>();

/** Tells whoever makes the page, in the console and once, what an element on it lacks. Its guests cannot mend that. */
export function tellMaker({ element: { localName } }: Pick<Host, 'element'>, what: string): void {
  const line = `midas: <${localName}> ${what}`;
  if (told.has(line)) return;
  told.add(line);
  // biome-ignore lint/suspicious/noConsole: it is for whoever makes the page, who looks there.
  console.warn(line);
}

/** Tells how an item is named. */
export function tellNoItem(host: Host, what = '', more = ''): void {
  tellMaker(
    host,
    `${what || 'names no item'}: say which by its attribute "item", or by "?item=" of the address.${more}`,
  );
}

/** What is shown in place of an item that the page does not name, or that there is not, with what the page has to offer instead. */
export function showNoItem(host: Host, ...instead: readonly Node[]): void {
  const { item, texts } = host;
  tellNoItem(host, item && `finds no item "${item}"`);
  host.show(texts.item.none, element('p', {}, texts.item.noneText), ...instead);
}

/** What is shown where a reservation would be, of whoever comes without a link. */
export function showNoReservation(host: Host): void {
  host.show(host.texts.view.none, element('p', {}, host.texts.view.noneText));
}

export const isMissing = (error: unknown) => isProblem(error) && error.code === 'not-found';

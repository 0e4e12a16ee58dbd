import { clientFor } from './loading/clients.ts';
import { defineElement, type Heights } from './loading/element.ts';
import { files, type Load } from './loading/files.ts';
import { languageOf } from './loading/language.ts';
import { enhanceForms } from './loading/plain-forms.ts';
import type { Host } from './rendering/host.ts';
import { addLater, isSpoken, textsFor } from './texts/texts.ts';

export { createMidas } from './client/create-midas.ts';
export type * from './client/midas.ts';
export { MidasProblem } from './client/midas-problem.ts';
export { setMidasTexts } from './texts/texts.ts';

/** Where this script came from: the API is there too, unless an element names another `endpoint`. */
const ownEndpoint = new URL(import.meta.url).origin;

/** An element and its files, which `start` loads; it answers what then starts the element. */
function define(
  name: string,
  attributes: readonly string[],
  heights: Heights,
  start: (load: Load) => Promise<(host: Host) => unknown>,
): void {
  defineElement(name, attributes, heights, async (place, root) => {
    const { tag, language } = languageOf(place);
    const said = textsFor(tag);
    const load: Load = (name) => {
      const file = files[name]();
      const isSaidLater = name === 'guest' || name === 'pay' || name === 'manage';
      return isSaidLater ? Promise.all([file, addLater(tag, said)]).then(() => file) : file;
    };
    const [{ hostOf }, begin, texts] = await Promise.all([load('core'), start(load), said]);
    return ({ signal, lose }) => {
      const given = { tag, language, texts, ownEndpoint, clientFor, isSpoken, load, lose };
      begin(hostOf(place, root, given, signal));
    };
  });
}

define(
  'midas-search',
  ['currency', 'item-page'],
  [516, 146],
  async (load) => (await load('search')).startSearch,
);

define('midas-availability', ['item'], [23.5, 23.5], async (load) => {
  const [{ startAvailability }] = await Promise.all([load('availability'), load('calendar')]);
  return startAvailability;
});

/** Whoever comes by the link of a reservation, or back from paying, chooses no dates. */
const isMade = () => /#res_|[?&]midas-reservation=/.test(location.href);

define(
  'midas-reservation',
  ['heading', 'item', 'manage-page'],
  isMade() ? [55, 34.5] : [70, 52],
  async (load) => {
    const steps = isMade() ? [load('pay'), load('view')] : [load('stay'), load('calendar')];
    const [{ startReservation }] = await Promise.all([load('reservation'), ...steps]);
    return startReservation;
  },
);

define('midas-contact', ['item'], [32, 21.5], async (load) => (await load('contact')).startContact);

define('midas-manage', ['pay-page'], [61, 40], async (load) => {
  const [{ startManage }] = await Promise.all([load('manage'), load('view')]);
  return startManage;
});

enhanceForms();

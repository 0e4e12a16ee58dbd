import { find } from '../element.js';
import { patch } from './own.js';
import { sectionOf } from './section.js';
import { onSubmit } from './submit.js';

const kinds = ['stay-tips', 'offers'];

/** Which letters somebody wishes for. @param {() => Promise<void>} renew */
export function showLetters(renew) {
  const { section, tell } = sectionOf('letters');
  const form = /** @type {HTMLFormElement} */ (find('form', section));
  const box = (kind) => /** @type {HTMLInputElement} */ (form.elements.namedItem(kind));
  onSubmit(form, async () => {
    tell('');
    const notifications = Object.fromEntries(kinds.map((kind) => [kind, box(kind).checked]));
    await patch('/account', { notifications });
    await renew();
    tell('Saved.');
  });
  return ({ notifications }) => {
    for (const kind of kinds) box(kind).checked = notifications[kind];
  };
}

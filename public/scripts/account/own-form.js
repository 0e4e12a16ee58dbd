import { element } from '../element.js';
import { refused } from './factor-form.js';
import { offerToShowPasswords } from './show-password.js';
import { onSubmit } from './submit.js';

/**
 * A small form with one or two fields.
 * @param {{fields: {name: string, id: string, label: string, hint?: string, [attribute: string]: unknown}[], submit: string, send: (fields: Record<string, string>) => Promise<unknown>, before?: (Node | false)[], cancel?: () => void}} form
 */
export function ownForm({ fields, submit, send, before = [], cancel }) {
  const form = element(
    'form',
    { class: 'stack own-form' },
    refused(),
    ...before,
    ...fields.map(fieldOf),
    element(
      'div',
      { class: 'actions' },
      element('button', { type: 'submit' }, submit),
      cancel && element('button', { type: 'button', class: 'quiet', click: cancel }, 'Leave it'),
    ),
  );
  offerToShowPasswords(form);
  onSubmit(form, send);
  return form;
}

function fieldOf({ label, hint, ...attributes }) {
  const hintId = `${attributes.id}-hint`;
  return element(
    'div',
    { 'data-field': true },
    element('label', { for: attributes.id }, label),
    element('input', { ...attributes, ...(hint ? { 'aria-describedby': hintId } : {}) }),
    hint && element('span', { class: 'hint', id: hintId }, hint),
  );
}

/**
 * A button that opens a form in its place below it.
 * @param {string | Node} label @param {(close: () => void) => HTMLElement} make
 */
export function opener(label, make) {
  const place = element('div', { class: 'row-below', hidden: true });
  const button = element('button', { type: 'button', class: 'quiet', 'aria-expanded': 'false' }, label);
  const set = (isOpen) => {
    button.setAttribute('aria-expanded', String(isOpen));
    place.hidden = !isOpen;
    place.replaceChildren(...(isOpen ? [make(close)] : []));
  };
  const close = () => {
    set(false);
    button.focus();
  };
  button.addEventListener('click', () => {
    set(place.hidden);
    place.querySelector('input')?.focus();
  });
  return { button, place };
}

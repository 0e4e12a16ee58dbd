import { element } from '../element.js';

/** Puts a button beside every field of a password, by which it can be read. @param {ParentNode} [within] */
export function offerToShowPasswords(within = document) {
  for (const field of within.querySelectorAll('input[type="password"]')) {
    const input = /** @type {HTMLInputElement} */ (field);
    const button = element('button', {
      type: 'button',
      class: 'reveal',
      'aria-controls': input.id,
      click: () => show(input.type === 'password'),
    });
    const show = (isShown) => {
      input.type = isShown ? 'text' : 'password';
      button.replaceChildren(isShown ? 'Hide' : 'Show', element('span', { class: 'unseen' }, ' password'));
    };
    show(false);
    // What is sent is not left standing in plain sight.
    input.form?.addEventListener('submit', () => show(false));
    const box = element('div', { class: 'secret' });
    input.replaceWith(box);
    box.append(input, button);
  }
}

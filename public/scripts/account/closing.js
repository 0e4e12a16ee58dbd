import { find } from '../element.js';
import { post } from './own.js';
import { sectionOf } from './section.js';
import { goToState } from './state.js';

/** Closes the account. Nothing is closed by a single press. */
export function showClosing() {
  const { section, onPress } = sectionOf('close');
  const part = (name) => /** @type {HTMLButtonElement} */ (find(`[data-${name}]`, section));
  const ask = (isAsked) => {
    part('ask').hidden = isAsked;
    part('sure').hidden = !isAsked;
  };
  part('ask').addEventListener('click', () => {
    ask(true);
    find('.told', section).focus();
  });
  part('keep').addEventListener('click', () => {
    ask(false);
    part('ask').focus();
  });
  onPress(part('close'), async () => {
    await post('/account/close');
    goToState('closed');
  });
  return () => {};
}

import { Refusal } from '../api.js';
import { element, find } from '../element.js';

/** One part of the account's page: where it tells what was done and what was refused. */
export function sectionOf(name) {
  const section = find(`#${name}`);
  const told = section.querySelector('[data-told]');
  const refused = find('[data-refused]', section);

  /** Says what was done, and takes the reader there: what was pressed may be gone. @param {string} message */
  function tell(message) {
    show(refused, '');
    if (told instanceof HTMLElement) show(told, message);
  }

  function show(place, message) {
    place.textContent = message;
    place.hidden = message === '';
    if (message) place.focus();
  }

  /**
   * A button that does something with the API, once at a time.
   * @param {string | Node} label @param {() => Promise<unknown>} act @param {string} [look] @param {string} [about] what it does it to, for those who cannot see that
   */
  function button(label, act, look = 'quiet', about = '') {
    const made = element('button', { type: 'button', class: look }, label);
    if (about) made.append(element('span', { class: 'unseen' }, ` ${about}`));
    onPress(made, act);
    return made;
  }

  /** @param {HTMLButtonElement} pressed @param {() => Promise<unknown>} act */
  function onPress(pressed, act) {
    pressed.addEventListener('click', async () => {
      pressed.disabled = true;
      try {
        await act();
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        tell('');
        show(refused, error.message);
      } finally {
        pressed.disabled = false;
      }
    });
  }

  return { section, tell, button, onPress, list: section.querySelector('[data-list]') };
}

/**
 * A row of a list: what it is, more about it, what can be done with it.
 * @param {{title: string, mark?: string, facts?: (string | Node | false)[], actions?: (Node | false)[], below?: Node | false}} row
 */
export function rowOf({ title, mark, facts = [], actions = [], below = false }) {
  const shown = facts.filter(Boolean);
  return element(
    'li',
    { class: 'row' },
    element(
      'div',
      { class: 'row-text' },
      element('h3', {}, title, mark ? ' ' : false, mark ? element('span', { class: 'mark' }, mark) : false),
      ...shown.map((fact) => element('p', { class: 'note' }, fact)),
    ),
    actions.some(Boolean) && element('div', { class: 'row-actions' }, ...actions),
    below,
  );
}

const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });

/** By the reader's own clock. @param {string} instant */
export const momentOf = (instant) => moment.format(new Date(instant));

/** @param {string} instant */
export const dayOf = (instant) => day.format(new Date(instant));

import { Refusal } from '../api.js';
import { find, showState } from '../element.js';
import { takeFragment } from './fragment.js';
import { goToState } from './state.js';
import { onSubmit } from './submit.js';

/** The secret of the link by which somebody came from a mail; shows `state`, or what to do where there is none. @param {string} state */
export function openMailedLink(state) {
  const token = takeFragment();
  showState(token ? state : 'no-link');
  return token;
}

/**
 * A form that uses the link. A link that opens nothing any more is said so, for there is nothing to be corrected.
 * @param {string} selector @param {(fields: Record<string, string>) => Promise<unknown>} act
 */
export function onSubmitOfLink(selector, act) {
  onSubmit(/** @type {HTMLFormElement} */ (find(selector)), async (fields) => {
    try {
      await act(fields);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'link-used-up') throw error;
      goToState('over');
    }
  });
}

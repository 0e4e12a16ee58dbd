import { Refusal } from '../api.js';
import { find } from '../element.js';
import { clearField, clearRefusal, showRefusal } from '../form-errors.js';

/**
 * Sends a form by script: one request at a time, what is refused beside the fields.
 * @param {HTMLFormElement} form @param {(fields: Record<string, string>) => Promise<unknown>} act gets what was typed
 */
export function onSubmit(form, act) {
  const button = /** @type {HTMLButtonElement} */ (find('[type="submit"]', form));
  form.noValidate = true;
  for (const told of ['input', 'change'])
    form.addEventListener(told, ({ target }) => clearField(/** @type {HTMLElement} */ (target)));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    form.setAttribute('aria-busy', 'true');
    clearRefusal(form);
    try {
      await act(/** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form))));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      showRefusal(form, inOrderOf(form, error));
    } finally {
      button.disabled = false;
      form.removeAttribute('aria-busy');
    }
  });
}

/** The errors in the order of the fields, for the first wrong one gets the focus. */
function inOrderOf(form, { message, errors }) {
  const fields = Array.from(form.elements, ({ name }) => name);
  return { message, errors: errors.toSorted((a, b) => fields.indexOf(a.field) - fields.indexOf(b.field)) };
}

/** A refusal of one field, as this page itself has it. @param {string} field @param {string} message */
export function fieldRefusal(field, message) {
  return new Refusal({ code: 'validation-failed', detail: message, errors: [{ field, message }] });
}

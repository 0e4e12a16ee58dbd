import { element } from './element.js';

/**
 * Shows what a refusal says beside the fields that it names; what belongs to no field goes to the form's
 * `[data-refused]`. The first wrong field gets the focus.
 * @param {HTMLFormElement} form
 * @param {{message: string, errors: {field: string, message: string}[]}} refusal
 * @param {{focus?: boolean}} [options]
 */
export function showRefusal(form, refusal, { focus = true } = {}) {
  clearRefusal(form);
  const fields = refusal.errors.flatMap(({ field, message }) => {
    const control = controlOf(form, field);
    if (control) markField(control, message);
    return control ? [control] : [];
  });
  const others = refusal.errors.filter(({ field }) => !controlOf(form, field)).map(({ message }) => message);
  if (fields.length === 0 || others.length > 0)
    tell(form, fields.length > 0 ? others.join(' ') : refusal.message);
  if (focus) (fields[0] ?? form.querySelector('[data-refused]'))?.focus();
}

/** @param {HTMLFormElement} form */
export function clearRefusal(form) {
  for (const control of form.querySelectorAll('[aria-invalid]'))
    clearField(/** @type {HTMLElement} */ (control));
  tell(form, '');
}

/** @param {HTMLElement} control */
export function clearField(control) {
  control.removeAttribute('aria-invalid');
  document.getElementById(errorId(control))?.remove();
  describe(control, (ids) => ids.filter((id) => id !== errorId(control)));
}

function markField(control, message) {
  clearField(control);
  control.setAttribute('aria-invalid', 'true');
  const place = control.closest('[data-field]') ?? control.parentElement;
  place?.append(element('span', { class: 'error', id: errorId(control) }, message));
  describe(control, (ids) => [...ids, errorId(control)]);
}

/** What else describes the field, such as a hint, stays. */
function describe(control, change) {
  const ids = change((control.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean));
  if (ids.length > 0) control.setAttribute('aria-describedby', ids.join(' '));
  else control.removeAttribute('aria-describedby');
}

function tell(form, message) {
  const alert = form.querySelector('[data-refused]');
  if (!alert) return;
  alert.textContent = message;
  alert.hidden = message === '';
}

function controlOf(form, field) {
  const control = form.elements.namedItem(field);
  return control instanceof HTMLElement && control.getAttribute('type') !== 'hidden' ? control : null;
}

const errorId = (control) => `${control.id}-error`;

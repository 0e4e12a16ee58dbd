import type { Language } from '../client/midas.ts';
import type { Texts } from '../texts/texts.ts';
import { element } from './element.ts';
import { sentenceOf } from './host.ts';
import { isProblem } from './problem.ts';

export interface FieldError {
  readonly name: string;
  readonly message: string;
}

const controls = 'input, select, textarea';

/**
 * Shows errors beside the fields that they name, and above the form as a list whose entries lead to the fields. The list
 * gets the focus, unless nobody has asked for anything yet. Answers the errors that have no field in the form.
 */
export function showErrors(
  form: HTMLFormElement,
  errors: readonly FieldError[],
  texts: Texts,
  focus = true,
): FieldError[] {
  clearErrors(form);
  const found = errors.flatMap(({ name, message }) => {
    const control = form.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"]:not([type="hidden"])`);
    return control ? [{ name, message, control }] : [];
  });
  for (const { control, message } of found) mark(control, message);
  if (focus && found.length > 0) {
    const entries = found.map(({ control, message }) => {
      const focusField = (event: Event) => {
        event.preventDefault();
        control.focus();
      };
      const text = control.matches('[type=checkbox]') ? message : `${labelOf(control)} – ${message}`;
      return element('li', {}, element('a', { href: `#${control.id}`, click: focusField }, text));
    });
    const summary = element(
      'div',
      { class: 'midas-errors', part: 'errors', role: 'alert', tabindex: -1 },
      element('p', {}, texts.wrong),
      element('ul', {}, ...entries),
    );
    form.prepend(summary);
    summary.focus();
  }
  return errors.filter(({ name }) => !found.some((one) => one.name === name));
}

export function clearErrors(form: HTMLFormElement): void {
  form.querySelector('.midas-errors')?.remove();
  for (const control of form.querySelectorAll<HTMLElement>('[aria-invalid]')) clearError(control);
}

/** Takes the error off the field that somebody is mending. */
export function clearErrorOf({ target }: Event): void {
  if (target instanceof Element) clearError(target);
}

function clearError(control: Element): void {
  control.removeAttribute('aria-invalid');
  describe(control, false);
  control
    .closest('form')
    ?.querySelector(`[id="${errorId(control)}"]`)
    ?.remove();
}

/** What the visitor can mend before anything is sent. */
export function checkFields(form: HTMLFormElement, { checks }: Texts): FieldError[] {
  return [...form.querySelectorAll<HTMLInputElement>(controls)].flatMap((control) => {
    const { validity, name, type, min, max } = control;
    if (!control.willValidate || validity.valid) return [];
    if (validity.valueMissing)
      return [{ name, message: type === 'checkbox' ? checks.policy : checks.required }];
    if (type === 'number') return [{ name, message: checks.number(min, max) }];
    return [{ name, message: type === 'email' ? checks.email : checks.stay }];
  });
}

/** The errors that a refusal names, in the language of the page: what the API says of a field, it says in English. */
export function errorsOf(error: unknown, texts: Texts, language: Language): FieldError[] {
  if (!isProblem(error)) throw error;
  const { checks } = texts;
  const known: Readonly<Record<string, string>> = {
    from: checks.stay,
    to: checks.stay,
    promotionCode: checks.code,
    'guest.email': checks.email,
    email: checks.email,
    'guest.phone': checks.phone,
    phone: checks.phone,
    'billing.vatNumber': checks.vatNumber,
    childAges: checks.ages,
    acceptsPolicy: checks.policy,
  };
  const fields = error.fields.map(({ name: path, message }) => {
    // Each age is refused by its place; they share a field.
    const name = path.replace(/^childAges\.\d+$/, 'childAges');
    return { name, message: language === 'en' ? message : (known[name] ?? checks.other) };
  });
  return fields.length > 0 ? fields : [{ name: '', message: sentenceOf(error, texts, language) }];
}

function mark(control: HTMLElement, message: string): void {
  clearError(control);
  control.id ||= `midas-${control.getAttribute('name')}`;
  control.setAttribute('aria-invalid', 'true');
  describe(control, true);
  const place = control.closest('[data-field]') ?? control.parentElement;
  place?.append(element('span', { class: 'midas-error', part: 'error', id: errorId(control) }, message));
}

/** What else describes the field, such as a hint, stays. */
function describe(control: Element, hasError: boolean): void {
  const ids = (control.getAttribute('aria-describedby') ?? '')
    .split(' ')
    .filter((id) => id && id !== errorId(control));
  if (hasError) ids.push(errorId(control));
  if (ids.length > 0) control.setAttribute('aria-describedby', ids.join(' '));
  else control.removeAttribute('aria-describedby');
}

const labelOf = (control: HTMLElement & { labels?: NodeListOf<HTMLLabelElement> | null }) =>
  control.labels?.[0]?.firstChild?.textContent?.trim() ?? '';

const errorId = (control: Element) => `${control.id}-error`;

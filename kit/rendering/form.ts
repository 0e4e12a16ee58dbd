import type { Child } from './element.ts';
import { element } from './element.ts';
import { checkFields, clearErrorOf, errorsOf, showErrors } from './errors.ts';
import type { Host } from './host.ts';

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** A control with its label. */
export function field(label: string, control: Control, optional = ''): HTMLElement {
  control.id ||= control.name;
  control.setAttribute('part', 'field');
  return element(
    'div',
    { class: `field ${control.localName}`, 'data-field': true },
    element('label', { for: control.id }, label, optional && element('small', {}, optional)),
    control,
  );
}

export function input(name: string, attributes: Readonly<Record<string, unknown>> = {}): HTMLInputElement {
  return element('input', { name, ...attributes });
}

/** A tick with its label behind it. */
export function tick(label: string, control: HTMLInputElement): HTMLElement {
  control.type = 'checkbox';
  control.id = control.name;
  return element(
    'div',
    { class: 'tick', 'data-field': true },
    element('label', {}, control, element('span', {}, label)),
  );
}

export function select(
  name: string,
  options: readonly (readonly [value: string, text: string])[],
  value = '',
): HTMLSelectElement {
  const made = element(
    'select',
    { name },
    ...options.map(([is, text]) => element('option', { value: is }, text)),
  );
  if (value) made.value = value;
  return made;
}

export function fieldset(title: string, ...children: readonly Child[]): HTMLElement {
  return element('fieldset', {}, element('legend', {}, title), ...children);
}

/** A form whose errors are ours to show; see `takeOver`. */
export function form(
  host: Host,
  act: () => Promise<unknown>,
  ...children: readonly Child[]
): HTMLFormElement {
  const made = element('form', { part: 'form' }, ...children);
  takeOver(made, host, act);
  return made;
}

/**
 * Makes the errors of a form ours to show. `act` runs on submit when nothing is wrong that the visitor can mend, and not
 * again while it runs; what the API then refuses stands beside the fields that it names.
 */
export function takeOver(
  made: HTMLFormElement,
  {
    texts,
    language,
    alert,
    signal,
  }: Pick<Host, 'texts' | 'language' | 'alert'> & Partial<Pick<Host, 'signal'>>,
  act: () => Promise<unknown>,
): void {
  let isBusy = false;
  made.noValidate = true;
  for (const told of ['input', 'change']) made.addEventListener(told, clearErrorOf);
  made.addEventListener('submit', async (event) => {
    // Only a robot fills in the field of a plain form that nobody sees; the plain post knows what to do.
    if (made.hasAttribute('action') && trapped(made)) return;
    event.preventDefault();
    alert('');
    const errors = checkFields(made, texts);
    if (errors.length > 0) return showErrors(made, errors, texts);
    if (isBusy) return;
    isBusy = true;
    try {
      await act();
    } catch (error) {
      if (signal?.aborted) return;
      const [other] = showErrors(made, errorsOf(error, texts, language), texts);
      if (other) alert(other.message);
    } finally {
      isBusy = false;
    }
  });
}

/**
 * Two columns where there is room: what is done, and beside it what it costs. `foot` is what goes on: below what is done, or on a phone
 * in a bar at the foot of the window (`footBar`).
 */
export function sides(main: readonly Child[], aside: Node, ...foot: readonly Child[]): HTMLElement {
  return element(
    'div',
    { class: 'sides' },
    element('section', {}, ...main),
    aside,
    foot.length > 0 && element('div', { class: 'foot' }, ...foot),
  );
}

/** The button that goes on, and what it is about, which shows on a phone alone: elsewhere the price stands beside it. */
export function footBar(sum: Node | string, goOn: Node): HTMLElement {
  return element('div', { class: 'bar', part: 'bar' }, element('div', { class: 'sum' }, sum), goOn);
}

/** What was filled in there; `website` is what a trap is called in most forms that a site has already. */
export function trapped(form: HTMLFormElement): string {
  const fields = new FormData(form);
  return `${fields.get('topic') || fields.get('website') || ''}`;
}

export function submitButton(text: string): HTMLButtonElement {
  return element('button', { type: 'submit', part: 'button submit' }, text);
}

import { element } from './element.ts';
import { input, trapped } from './form.ts';
import type { Host } from './host.ts';

/** What only robots fill in: nobody sees it, reaches it by key or hears of it. */
export function trap({ texts }: Host): HTMLElement {
  const control = input('topic', { tabindex: -1, autocomplete: 'off' });
  return element('p', { hidden: true, 'aria-hidden': 'true' }, element('label', {}, texts.trap, control));
}

/** Seconds for which the page has been open, and its form at most: under two nobody fills one in. */
export function elapsedSeconds(): number {
  return performance.now() / 1000;
}

/** By which the API tells a robot's message, and sets it aside. */
export function signsOf(form: HTMLFormElement) {
  return { topic: trapped(form), elapsedSeconds: elapsedSeconds() };
}

/** The fields of a form; those left open are left out. */
export function filledIn(form: HTMLFormElement): {
  name: string;
  email: string;
  message: string;
  item?: string;
} {
  const entries = [...new FormData(form)].flatMap(([name, value]) => {
    const text = `${value}`.trim();
    return text && !['next', 'topic', 'website'].includes(name) ? [[name, text]] : [];
  });
  // What is required has been checked.
  return Object.fromEntries(entries);
}

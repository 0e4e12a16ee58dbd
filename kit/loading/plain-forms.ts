import { textsFor } from '../texts/texts.ts';
import { clientFor } from './clients.ts';
import { files } from './files.ts';
import { languageOf } from './language.ts';
import { isRenewal } from './renewal.ts';

/**
 * Forms of the page that post without script: `<form data-midas="contact">` is sent without leaving the page,
 * `<form data-midas="reservation">` goes on as a `<midas-reservation>` in its place.
 */
export function enhanceForms(): void {
  if (isRenewal) return;
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-midas]')) void enhance(form);
}

/**
 * A form that is sent before its file is here waits for it; where that does not come, it stays the plain form
 * that it is.
 */
async function enhance(form: HTMLFormElement): Promise<void> {
  const { tag, language } = languageOf(form);
  let isSent = false;
  const { noValidate } = form;
  const ready = new AbortController();
  form.noValidate = true;
  form.addEventListener(
    'submit',
    (event) => {
      isSent = true;
      event.preventDefault();
    },
    ready,
  );
  try {
    const [{ enhance }, texts] = await Promise.all([files.forms(), textsFor(tag), files.core()]);
    ready.abort();
    enhance(form, { tag, language, texts, clientFor });
  } catch (error) {
    ready.abort();
    form.noValidate = noValidate;
    reportError(error);
  }
  if (isSent) form.requestSubmit();
}

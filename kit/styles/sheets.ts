import { base } from './base.ts';
import { calendar } from './calendar.ts';
import { errors } from './errors.ts';
import { form } from './form.ts';

let made: CSSStyleSheet[] | undefined;

/** The style sheets of all elements, made once. Constructed ones need no `style-src 'unsafe-inline'`. */
export function sheets(): CSSStyleSheet[] {
  made ??= [base + form + calendar, errors].map(sheetOf);
  return made;
}

/** For the messages beside the fields of plain forms, which stand in the page itself. */
export function sheetOf(css: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
}

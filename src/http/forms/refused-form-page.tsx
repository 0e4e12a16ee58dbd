import type { Context } from 'hono';
import { findItem } from '../../catalogue/item-query.ts';
import { reportError } from '../../platform/error-report.ts';
import { type Problem, problems } from '../../platform/problems.ts';
import type { Item } from '../../terms/item.ts';
import { formTexts, languageOf } from '../../texts/form.ts';
import type { FormTexts } from '../../texts/form-texts.ts';
import type { Env } from '../env.ts';
import { formFormats } from './form-formats.ts';
import { formPage } from './form-page.tsx';
import { type ShownField, shownFields } from './shown-fields.ts';
import { carriedNext } from './site-address.ts';

/** Fields that a visitor never typed and cannot mend: kept, but not shown. */
const kept = ['quote', 'next', 'item', 'language', 'topic', 'website'];

/**
 * The form once more after a refusal: every field kept, what is wrong beside its field, in the language of
 * the form.
 */
export async function refusedFormPage(
  c: Context<Env>,
  typed: Readonly<Record<string, string>>,
  problem: Problem,
): Promise<Response> {
  const { status } = problems[problem.code];
  const language = languageOf(typed.language);
  const texts = formTexts[language];
  const errors = new Map(
    problem.details.errors?.map(({ field, message }) => [field, sentenceOf(message, texts)]),
  );
  // A price that is refused is not sent again: without one, the next answer is the page with the price of
  // now.
  const hasBadQuote = errors.delete('quote');
  // A map: what people name their fields may be the name of something that every object has.
  const fields = new Map(Object.entries(typed).filter(([name]) => name !== 'quote' || !hasBadQuote));
  const item = await itemOf(c, typed, status);
  const isHidden = (name: string) =>
    !errors.has(name) && (kept.includes(name) || (item === undefined && name.startsWith('extras.')));
  const names = [...new Set([...fields.keys(), ...errors.keys()])].filter((name) => name !== '');
  const shown = shownFields(
    names.filter((name) => !isHidden(name)),
    fields,
    item,
    texts,
    formFormats(texts),
  );
  const carried = (name: string) => {
    const value = fields.get(name) ?? '';
    return name === 'next' ? carriedNext(c, value) : value;
  };
  const isReservation = shown.some(({ group }) => group === 'stay');
  return formPage(
    c,
    { language, title: titleOf(problem, texts), status },
    <>
      <p role="alert" class="refused">
        {alertOf(problem, errors.size, texts)}
      </p>
      {status >= 500 && <p class="note">{texts.refused.requestId(c.env.context.requestId)}</p>}
      <form method="post" action={c.req.path}>
        {names.filter(isHidden).map((name) => (
          <input type="hidden" name={name} value={carried(name)} />
        ))}
        {(['stay', 'extras', 'person', 'other'] as const).map((group) => {
          const members = shown.filter((field) => field.group === group);
          if (members.length === 0) return null;
          const views = members.map((field) => (
            <FieldView field={field} message={errors.get(field.name)} texts={texts} />
          ));
          return (
            <fieldset>
              {isReservation && group !== 'other' && <legend>{texts.groups[group]}</legend>}
              <div class="fields">{views}</div>
            </fieldset>
          );
        })}
        <button type="submit">{texts.refused.sendAgain}</button>
      </form>
    </>,
  );
}

/**
 * What the form is about, where a visitor has something to mend: it takes a statement, which nobody who
 * writes too often gets. Without it the page says less.
 */
async function itemOf(
  c: Context<Env>,
  { item, guests }: Readonly<Record<string, string>>,
  status: number,
): Promise<Item | undefined> {
  if (item === undefined || guests === undefined || ![404, 409, 422].includes(status)) return undefined;
  try {
    return await findItem(c.env.runtime.database, item);
  } catch (error) {
    reportError(c.env.runtime, c.env.context, error);
    return undefined;
  }
}

function titleOf(problem: Problem, texts: FormTexts): string {
  if (texts === formTexts.en) return problems[problem.code].title;
  return problems[problem.code].status === 422 ? texts.refused.title : texts.refused.notNow;
}

function alertOf(problem: Problem, errorCount: number, texts: FormTexts): string {
  const { codes, count } = texts.refused;
  if (errorCount > 0) return count(errorCount);
  if (texts === formTexts.en) return problem.message;
  return codes[problem.code] ?? codes.other;
}

/** What the API says of a field in English, in the language of the page. */
function sentenceOf(message: string, { refused: { sentences, field } }: FormTexts): string {
  if (sentences.length === 0) return message;
  for (const [english, say] of sentences) {
    const match = english.exec(message);
    if (match) return say(...match.slice(1));
  }
  return field;
}

function FieldView({
  field: { name, label, value, control, attributes, isOptional },
  message,
  texts,
}: {
  field: ShownField;
  message: string | undefined;
  texts: FormTexts;
}) {
  const same = {
    id: name,
    name,
    ...attributes,
    'aria-invalid': message ? 'true' : undefined,
    'aria-describedby': message ? `${name}-error` : undefined,
  };
  const isTicked = value !== '' && value !== '0';
  return (
    <div class={control === 'input' ? undefined : 'wide'} data-field>
      {control === 'checkbox' ? (
        <label>
          <input {...same} type="checkbox" checked={isTicked} />
          <span>{label}</span>
        </label>
      ) : (
        <>
          <label for={name}>
            {label} {isOptional && <span class="optional">{texts.optional}</span>}
          </label>
          {control === 'textarea' ? (
            <textarea {...same}>{value}</textarea>
          ) : (
            <input {...same} value={value} />
          )}
        </>
      )}
      {message && (
        <span class="error" id={`${name}-error`}>
          {message}
        </span>
      )}
    </div>
  );
}

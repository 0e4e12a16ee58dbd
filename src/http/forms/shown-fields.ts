import * as v from 'valibot';
import { givenInstant } from '../../platform/time/instant.ts';
import { localInstant } from '../../platform/time/local-time.ts';
import type { Item } from '../../terms/item.ts';
import type { FieldName, FormTexts, StayKind } from '../../texts/form-texts.ts';
import type { FormFormats } from './form-formats.ts';

/** A field of a form that is shown once more. */
export interface ShownField {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly group: 'stay' | 'extras' | 'person' | 'other';
  readonly isOptional?: boolean;
  readonly control: 'checkbox' | 'input' | 'textarea';
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
}

type Known = Omit<ShownField, 'name' | 'label' | 'value'> & { readonly label: FieldName };

const person = (
  label: FieldName,
  attributes: ShownField['attributes'],
  more: Partial<Known> = {},
): Known => ({
  label,
  group: 'person',
  control: 'input',
  attributes,
  ...more,
});
const name = person('name', { autocomplete: 'name', maxlength: 100, required: true });
const email = person('email', { type: 'email', autocomplete: 'email', required: true });
const phone = person('phone', { type: 'tel', autocomplete: 'tel' }, { isOptional: true });

/** Asked for as a whole, or not at all. */
const billing = (label: FieldName, attributes: ShownField['attributes']): Known =>
  person(label, attributes, { isOptional: true });

/** The fields that are the same whatever is reserved, as the site's own forms have them and in that order. */
const known = new Map<string, Known>([
  ['guests', { label: 'guests', group: 'stay', control: 'input', attributes: {} }],
  ['childAges', { label: 'childAges', group: 'stay', control: 'input', isOptional: true, attributes: {} }],
  [
    'promotionCode',
    {
      label: 'promotionCode',
      group: 'stay',
      control: 'input',
      isOptional: true,
      attributes: { autocomplete: 'off', maxlength: 32 },
    },
  ],
  ['guest.name', name],
  ['guest.email', email],
  ['guest.phone', phone],
  ['guest.note', person('note', { rows: 3, maxlength: 1000 }, { control: 'textarea', isOptional: true })],
  ['billing.name', billing('billingName', { autocomplete: 'billing organization', maxlength: 150 })],
  ['billing.address', { ...billing('billingAddress', { rows: 2, maxlength: 300 }), control: 'textarea' }],
  [
    'billing.postalCode',
    billing('billingPostalCode', { autocomplete: 'billing postal-code', maxlength: 20 }),
  ],
  ['billing.city', billing('billingCity', { autocomplete: 'billing address-level2', maxlength: 100 })],
  ['billing.country', billing('billingCountry', { autocomplete: 'billing country', maxlength: 2 })],
  ['billing.vatNumber', billing('vatNumber', { maxlength: 40 })],
  ['name', name],
  ['email', email],
  ['phone', phone],
  ['message', person('message', { rows: 7, maxlength: 5000, required: true }, { control: 'textarea' })],
  ['item', { label: 'item', group: 'other', control: 'input', attributes: {} }],
  ['language', { label: 'language', group: 'other', control: 'input', attributes: {} }],
  [
    'acceptsPolicy',
    {
      label: 'acceptsPolicy',
      group: 'other',
      control: 'checkbox',
      attributes: { value: 'on', required: true },
    },
  ],
]);

const order = ['from', 'to', ...known.keys()];
const place = (field: string) => (order.includes(field) ? order.indexOf(field) : order.length);

/**
 * What a form has asked for, each field by the name and in the manner in which the site's own pages ask for
 * it.
 * @param item what is to be reserved, as far as that is known: it names the extras and says how its times are
 *   written.
 */
export function shownFields(
  names: readonly string[],
  values: ReadonlyMap<string, string>,
  item: Item | undefined,
  texts: FormTexts,
  formats: FormFormats,
): ShownField[] {
  // Boxes that were not ticked are not sent, so the extras of the item stand there whether or not they came.
  const offered = (item?.extras ?? []).map(({ code }) => `extras.${code}`);
  const isAsked = item?.touristTaxes.some(({ exemptBelowAge }) => exemptBelowAge !== null);
  const wanted = isAsked && !names.includes('childAges') ? [...names, 'childAges'] : names;
  const ordered = [...wanted.filter((one) => !offered.includes(one))].sort((a, b) => place(a) - place(b));
  return [...ordered, ...offered].map((field) => {
    const value = values.get(field) ?? '';
    if (field === 'from' || field === 'to') return stayField(field, value, item, texts);
    if (field.startsWith('extras.')) return extraField(field, value, item, texts, formats);
    const { label, ...rest } = known.get(field) ?? {
      label: undefined,
      group: 'other',
      control: 'input',
      attributes: {},
    };
    const isCount = field === 'guests';
    return {
      ...rest,
      name: field,
      value,
      label: label ? texts.fields[label] : field,
      attributes: isCount ? countOf(1, item?.capacity) : rest.attributes,
    };
  });
}

const countOf = (min: number, max: number | undefined): ShownField['attributes'] => ({
  type: 'number',
  inputmode: 'numeric',
  min,
  ...(max === undefined ? {} : { max }),
  ...(min > 0 ? { required: true } : {}),
});

function stayField(
  field: 'from' | 'to',
  value: string,
  item: Item | undefined,
  texts: FormTexts,
): ShownField {
  const isHourly = item ? item.rate.per === 'hour' : /t/i.test(value);
  const [from, to] = texts.stay[item ? kindOf(item) : 'hour'];
  return {
    name: field,
    label: field === 'from' ? from : to,
    value: isHourly ? localTime(value, item) : value,
    group: 'stay',
    control: 'input',
    attributes: { type: isHourly ? 'datetime-local' : 'date', required: true },
  };
}

function kindOf({ rate, startTime, endTime }: Item): StayKind {
  if (rate.per !== 'day') return rate.per;
  return endTime > startTime ? 'day' : 'span';
}

/**
 * An instant with its offset, as our own pages pass it on, as the local time that a browser lets people edit.
 */
function localTime(value: string, item: Item | undefined): string {
  const instant = v.safeParse(givenInstant, value);
  return item && instant.success ? localInstant(new Date(instant.output), item.timeZone).slice(0, 16) : value;
}

function extraField(
  field: string,
  value: string,
  item: Item | undefined,
  texts: FormTexts,
  { money }: FormFormats,
): ShownField {
  const code = field.slice('extras.'.length);
  const shown = { name: field, value, group: 'extras' } as const;
  const extra = item?.extras.find((one) => one.code === code);
  if (!extra) return { ...shown, label: code, control: 'input', attributes: countOf(0, undefined) };
  const label =
    extra.price.amount === 0
      ? texts.extras.free(extra.name)
      : texts.extras[extra.per](extra.name, money(extra.price));
  return extra.maxQuantity === 1
    ? { ...shown, label, control: 'checkbox', attributes: { value: '1' } }
    : { ...shown, label, value: value || '0', control: 'input', attributes: countOf(0, extra.maxQuantity) };
}

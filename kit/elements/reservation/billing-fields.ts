import type { ReservationRequest } from '../../client/midas.ts';
import { element } from '../../rendering/element.ts';
import { field, input, select } from '../../rendering/form.ts';
import type { Host } from '../../rendering/host.ts';

type Billing = NonNullable<ReservationRequest['billing']>;

const names = ['name', 'address', 'postalCode', 'city', 'country', 'vatNumber'] as const;
const optional: readonly string[] = ['postalCode', 'vatNumber'];

/**
 * Whom the invoice is for, behind a disclosure: asked for as a whole while it is open, and not at all while it is closed.
 * `typed` has the fields by their names, such as `billing.city`.
 */
export function billingFields({ texts }: Host, typed: Readonly<Record<string, string>>): HTMLDetailsElement {
  const { billing: says } = texts;
  const controls = names.map((name) => {
    const key = `billing.${name}`;
    const value = typed[key] ?? '';
    const control =
      name === 'country'
        ? select(key, [['', ''], ...countries(texts.locale)], value)
        : name === 'address'
          ? element('textarea', { name: key, rows: 2, maxlength: 300 }, value)
          : input(key, { maxlength: lengths[name], value });
    if (tokens[name]) control.setAttribute('autocomplete', `billing ${tokens[name]}`);
    return control;
  });
  const details = element(
    'details',
    {},
    element('summary', {}, says.title),
    element(
      'div',
      { class: 'fields' },
      ...controls.map((control, index) => {
        const name = names[index] ?? 'name';
        return field(says[name], control, optional.includes(name) ? texts.optional : '');
      }),
    ),
  );
  const require = () => {
    for (const [index, control] of controls.entries())
      control.required = details.open && !optional.includes(names[index] ?? '');
  };
  details.open = names.some((name) => typed[`billing.${name}`]);
  details.addEventListener('toggle', require);
  require();
  return details;
}

/** What was typed there, as the API takes it. */
export function billingOf(typed: Readonly<Record<string, string>>): { billing?: Billing } {
  const of = (name: (typeof names)[number]) => typed[`billing.${name}`] ?? '';
  if (!names.some(of)) return {};
  const [postalCode, vatNumber] = [of('postalCode'), of('vatNumber')];
  return {
    billing: {
      name: of('name'),
      address: of('address'),
      city: of('city'),
      country: of('country'),
      ...(postalCode ? { postalCode } : {}),
      ...(vatNumber ? { vatNumber } : {}),
    },
  };
}

/** HTML, autofill detail tokens. */
const tokens = {
  name: 'organization',
  address: 'street-address',
  postalCode: 'postal-code',
  city: 'address-level2',
  country: 'country',
  vatNumber: '',
} as const;
const lengths = { name: 150, postalCode: 20, city: 100, vatNumber: 40 } as const;

/** Every country that the browser can name (ISO 3166-1), in the order of the language; a code that was given up is none. */
function countries(tag: string): [code: string, name: string][] {
  const known = new Intl.DisplayNames(tag, { type: 'region', fallback: 'none' });
  const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
  return letters
    .flatMap((one) => letters.map((two) => one + two))
    .flatMap((code): [string, string][] => {
      const isCountry = !noCountries.includes(code) && new Intl.Locale(`und-${code}`).region === code;
      const name = isCountry && known.of(code);
      return name ? [[code, name]] : [];
    })
    .sort(([, one], [, two]) => one.localeCompare(two, tag));
}

const noCountries = ['EU', 'EZ', 'QO', 'UN', 'XA', 'XB', 'ZZ'];

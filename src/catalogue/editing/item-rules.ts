import { languages } from '../../platform/languages.ts';
import type { Fault } from './faults.ts';

/** What of an item's content its fields are judged by together. */
interface Judged {
  readonly minimumStay: number;
  readonly maximumStay: number;
  readonly capacity: number;
  readonly rate: { readonly per: string; readonly amount: number };
  readonly weekendPercentBasisPoints: number | null;
  readonly weekendFixedAmount: number | null;
  readonly units: readonly { readonly id?: string | undefined; readonly name: string }[];
  readonly seasons: readonly Season[];
  readonly extras: readonly {
    readonly code: string;
    readonly per: string;
    readonly amount: number;
    readonly maxQuantity: number;
  }[];
  readonly taxes: readonly Tax[];
  readonly touristTaxes: readonly { readonly name: string; readonly amount: number }[];
}

interface Tax {
  readonly name: string;
  readonly translations?: { readonly [language: string]: { readonly name: string } | undefined } | undefined;
  readonly onExtras: readonly string[] | null;
}

interface Season {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly percentBasisPoints: number | null;
  readonly fixedAmount: number | null;
  readonly minimumStay: number | null;
  readonly weekendPercentBasisPoints: number | null;
  readonly weekendFixedAmount: number | null;
}

/**
 * The most that the longest stay may cost, and with all that there is of it an extra: with a hundred extras
 * and twenty taxes of 100 % the whole is below 2^53, and reckoned exactly.
 */
const mostForStay = 100_000_000_000_000;
const mostForExtra = 1_000_000_000_000;

/** What is wrong with the content of an item whose fields are right each by itself. */
export function itemFaults(item: Judged): Fault[] {
  return [
    ...stayFaults(item),
    ...overlaps(item.seasons),
    ...doubles('units', 'id', item.units, 'This unit stands there twice.'),
    ...doubles('units', 'name', item.units, 'Another unit has this name.'),
    ...doubles('extras', 'code', item.extras, 'Another extra has this code.'),
    ...doubles('taxes', 'name', item.taxes, 'Another tax has this name.'),
    ...taxesOfOneName(item),
    ...doubles('touristTaxes', 'name', item.touristTaxes, 'Another tax has this name.'),
    ...unknownExtras(item),
    ...dearExtras(item),
  ];
}

function* stayFaults(item: Judged): Iterable<Fault> {
  const { minimumStay, maximumStay, weekendPercentBasisPoints, weekendFixedAmount } = item;
  if (minimumStay > maximumStay)
    yield { field: ['maximumStay'], message: 'The longest stay must not be shorter than the shortest.' };
  for (const [at, season] of item.seasons.entries())
    if ((season.minimumStay ?? 0) > maximumStay)
      yield { field: ['seasons', at, 'minimumStay'], message: 'This is longer than the longest stay.' };
  if (weekendPercentBasisPoints !== null && weekendFixedAmount !== null)
    yield { field: ['weekendFixedAmount'], message: 'Give a percentage or an amount of weekends, not both.' };
  if (dearestUnit(item) * maximumStay > mostForStay)
    yield { field: ['maximumStay'], message: 'The longest stay would cost more than can be reckoned.' };
}

/** The most that one hour, day or night may cost. */
function dearestUnit({ rate, seasons, ...own }: Judged): number {
  const plain = Math.max(rate.amount, ...seasons.map((season) => priceIn(rate.amount, season)));
  return Math.max(...[own, ...seasons].map((rule) => weekendPrice(plain, rule)));
}

function priceIn(rate: number, { fixedAmount, percentBasisPoints }: Season): number {
  return fixedAmount ?? raised(rate, percentBasisPoints);
}

function weekendPrice(
  price: number,
  rule: { readonly weekendPercentBasisPoints: number | null; readonly weekendFixedAmount: number | null },
): number {
  return Math.max(rule.weekendFixedAmount ?? 0, raised(price, rule.weekendPercentBasisPoints));
}

const raised = (price: number, basisPoints: number | null) =>
  price * (1 + Math.max(0, basisPoints ?? 0) / 10_000);

/** The exclusion constraint `seasons_no_overlap` says the same. */
function overlaps(seasons: readonly Season[]): Fault[] {
  const inOrder = [...seasons.entries()].sort(([, a], [, b]) => (a.from < b.from ? -1 : 1));
  return inOrder.flatMap(([at, season], place) => {
    const [, before] = inOrder[place - 1] ?? [];
    if (!before || before.to <= season.from) return [];
    return [{ field: ['seasons', at, 'from'], message: `This is still within “${before.name}”.` }];
  });
}

function doubles<Name extends string>(
  list: string,
  name: Name,
  members: readonly { readonly [N in Name]?: string | undefined }[],
  message: string,
): Fault[] {
  const values = members.map((member) => member[name]);
  return values.flatMap((value, at) =>
    value !== undefined && values.indexOf(value) < at ? [{ field: [list, at, name], message }] : [],
  );
}

/** Prices and documents tell taxes apart by their names, so none may have that of another in any language. */
function taxesOfOneName({ taxes }: Judged): Fault[] {
  return languages.flatMap((language) => {
    const names = taxes.map(({ name, translations }) => translations?.[language]?.name ?? name);
    return taxes.flatMap(({ translations }, at) =>
      translations?.[language] && names.some((name, other) => other !== at && name === names[at])
        ? [
            {
              field: ['taxes', at, 'translations', language, 'name'] as const,
              message: 'Another tax has this name.',
            },
          ]
        : [],
    );
  });
}

function unknownExtras({ taxes, extras }: Judged): Fault[] {
  const codes = new Set(extras.map(({ code }) => code));
  return taxes.flatMap(({ onExtras }, at) =>
    (onExtras ?? []).flatMap((code, place) =>
      codes.has(code)
        ? []
        : [{ field: ['taxes', at, 'onExtras', place], message: 'There is no extra of this code.' }],
    ),
  );
}

function* dearExtras({ extras, touristTaxes, maximumStay, capacity }: Judged): Iterable<Fault> {
  const times = (per: string) => (per === 'day' ? maximumStay : per === 'person' ? capacity : 1);
  const message = 'For the longest stay this would be more than can be reckoned.';
  for (const [at, { per, amount, maxQuantity }] of extras.entries())
    if (amount * maxQuantity * times(per) > mostForExtra) yield { field: ['extras', at, 'amount'], message };
  for (const [at, { amount }] of touristTaxes.entries())
    if (amount * maximumStay * capacity > mostForExtra)
      yield { field: ['touristTaxes', at, 'amount'], message };
}

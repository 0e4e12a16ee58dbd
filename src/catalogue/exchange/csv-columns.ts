/** How a field stands in a cell. */
type Kind = 'text' | 'number' | 'boolean' | 'time' | 'lines' | 'numbers' | 'json';

interface Column {
  readonly name: string;
  /** Where it is in the content of an item. */
  readonly path: readonly string[];
  readonly kind: Kind;
  /** Whether an empty cell is null. */
  readonly isNullable?: boolean;
  /** Whether an empty cell is nothing, and the column may be left out. */
  readonly isOptional?: boolean;
}

const text = (name: string, ...path: string[]): Column => ({
  name,
  path: path.length > 0 ? path : [name],
  kind: 'text',
});
const number = (name: string, ...path: string[]): Column => ({ ...text(name, ...path), kind: 'number' });
const as = (kind: Kind, name: string): Column => ({ ...text(name), kind });

/** The columns of a table of items, one row an item, in the order in which people look for them. */
export const columns: readonly Column[] = [
  text('slug'),
  text('state'),
  text('category'),
  text('name'),
  text('summary'),
  text('description'),
  as('lines', 'features'),
  { ...as('json', 'translations'), isOptional: true },
  text('city', 'place', 'city'),
  text('country', 'place', 'country'),
  text('timeZone'),
  number('capacity'),
  text('currency'),
  text('ratePer', 'rate', 'per'),
  number('rateAmount', 'rate', 'amount'),
  as('time', 'startTime'),
  as('time', 'endTime'),
  number('gridMinutes'),
  number('minimumStay'),
  number('maximumStay'),
  as('numbers', 'arrivalDays'),
  as('numbers', 'departureDays'),
  as('numbers', 'weekendDays'),
  { ...number('weekendPercentBasisPoints'), isNullable: true },
  { ...number('weekendFixedAmount'), isNullable: true },
  number('leadTimeMinutes'),
  number('turnaroundMinutes'),
  number('horizonDays'),
  number('securityDeposit'),
  number('depositLeadHours'),
  number('dueNowBasisPoints'),
  number('balanceDueDays'),
  as('boolean', 'isInstantPaymentOnly'),
  text('legalEntity'),
  text('policyCode', 'cancellationPolicy', 'code'),
  number('policyVersion', 'cancellationPolicy', 'version'),
  as('json', 'units'),
  as('json', 'seasons'),
  as('json', 'extras'),
  as('json', 'taxes'),
  as('json', 'touristTaxes'),
];

/** The column in which a field of the content stands, and where within it. */
export function columnOf(path: readonly string[]): string {
  const column =
    columns.find((one) => one.path.every((step, at) => step === path[at])) ??
    // Of what is in several columns as a whole, the first.
    (path.length === 1 ? columns.find((one) => one.path[0] === path[0]) : undefined);
  return column ? [column.name, ...path.slice(column.path.length)].join('.') : path.join('.');
}

/** What a cell says. What it cannot be read as stays text, which the schema refuses at its field. */
export function readCell({ kind, isNullable, isOptional }: Column, cell: string): unknown {
  const trimmed = cell.trim();
  if (trimmed === '' && isNullable) return null;
  if (trimmed === '' && isOptional) return undefined;
  switch (kind) {
    case 'text':
      return unguarded(cell);
    case 'number':
      return numberOf(trimmed);
    case 'boolean':
      return { true: true, false: false }[trimmed.toLowerCase()] ?? trimmed;
    case 'time':
      return timeOf(trimmed);
    case 'lines':
      return trimmed === '' ? [] : unguarded(trimmed).split(/\r?\n/);
    case 'numbers':
      return trimmed === '' ? [] : trimmed.split(/[\s,;]+/).map(numberOf);
    case 'json':
      return trimmed === '' ? [] : jsonOf(trimmed);
  }
}

/** A field of a content as a cell. */
export function writeCell({ path, kind }: Column, content: object): string {
  const value: unknown = path.reduce<unknown>((one, step) => Reflect.get(Object(one), step), content);
  if (value === null || value === undefined) return '';
  if (kind === 'json') return JSON.stringify(value);
  const separator = kind === 'lines' ? '\n' : ' ';
  return guarded(Array.isArray(value) ? value.join(separator) : String(value), kind);
}

/**
 * A cell that begins like this is a formula to a spreadsheet, which may send what else is in it anywhere
 * (https://owasp.org/www-community/attacks/CSV_Injection). An apostrophe before it makes it text, and is
 * taken away again when it is read; of a text that has one of its own there is one more.
 */
const formula = /^'*[=+\-@\t\r]/;

const guarded = (cell: string, kind: Kind) =>
  (kind === 'text' || kind === 'lines') && formula.test(cell) ? `'${cell}` : cell;

const unguarded = (cell: string) => (cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell);

const numberOf = (cell: string) => (/^-?\d{1,15}$/.test(cell) ? Number(cell) : cell);

/** Spreadsheets write 9:00 for 09:00, and 16:00:00 for 16:00. */
const timeOf = (cell: string) => cell.replace(/^(\d{1,2}:\d\d)(:00)?$/, '$1').padStart(5, '0');

function jsonOf(cell: string): unknown {
  try {
    return JSON.parse(cell);
  } catch {
    return cell; // which the schema refuses where it stands
  }
}

import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { Actor } from '../../audit/record.ts';
import { itemContentSchema } from '../../catalogue/editing/item-content.ts';
import { columnOf } from '../../catalogue/exchange/csv-columns.ts';
import { mostItems } from '../../catalogue/exchange/export-items.ts';
import { firstOf, instantSchema, isRefusedBy } from '../../platform/database/database.ts';
import { call } from '../../platform/database/functions.ts';
import { described, named } from '../../platform/described.ts';
import type { IdempotentRequest } from '../../platform/idempotency/idempotency.ts';
import { idSchema, newId } from '../../platform/ids.ts';
import { type FieldError, Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { integer, wholeBetween } from '../../platform/text/whole-number.ts';
import { rules } from './item-rules.ts';

/** One item of an import: with id and version it is saved as the version after that, else it is new. */
const rowSchema = v.strictObject({
  id: v.optional(described(idSchema('item'), 'The id of an item that is there; left out for a new one.')),
  version: v.optional(
    described(wholeBetween(1, 999_999_999), 'The version that it was exported as, which must be the latest.'),
  ),
  content: described(itemContentSchema, 'The whole of it.'),
});

export const importBodySchema = named(
  'CatalogueImport',
  'Items to be saved at once, all or none.',
  v.strictObject({
    items: described(
      v.pipe(
        v.array(
          named(
            'CatalogueImportItem',
            'An item to be saved; with its id and version one that is there.',
            rowSchema,
          ),
        ),
        v.minLength(1, 'Send at least one item.'),
        v.maxLength(mostItems, `Send at most ${mostItems} items.`),
      ),
      'The items.',
    ),
  }),
);

export const importQuerySchema = v.strictObject({
  dryRun: v.optional(
    described(
      v.picklist(['true', 'false'], 'Say true or false.'),
      '`true`: say what would be, and change nothing.',
    ),
    'false',
  ),
});

export const importSchema = named(
  'ImportResult',
  'What an import has done, or would do.',
  v.object({
    id: described(v.nullable(v.string()), 'By which it is undone, `imp_…`; null for a dry run.'),
    created: described(integer, 'How many items are new.'),
    changed: described(integer, 'How many were there before.'),
    undoneAt: described(v.nullable(v.string()), 'When it was undone, RFC 3339 in UTC; else null.'),
  }),
);
type ImportResult = v.InferOutput<typeof importSchema>;

const importRow = v.object({
  id: v.string(),
  created: integer,
  changed: integer,
  undoneAt: v.nullable(instantSchema),
});

const outcomeSchema = v.variant('outcome', [
  v.object({ outcome: v.literal('saved'), import: importRow }),
  v.object({ outcome: v.literal('replayed'), import: importRow }),
  v.object({ outcome: v.literal('would-be'), created: integer, changed: integer }),
  v.object({
    outcome: v.literal('refused'),
    errors: v.array(
      v.object({
        place: integer,
        field: v.optional(v.string(), ''),
        rule: v.string(),
        bookings: v.nullish(v.array(v.string())),
      }),
    ),
  }),
  v.object({ outcome: v.literal('key-reused') }),
  v.object({ outcome: v.literal('in-flight') }),
]);

/** How a field is named to who sent the file: of JSON by its path, of a table by row and column. */
export type FieldName = (place: number, path: readonly string[]) => string;

export const fieldOfJson: FieldName = (place, path) => ['items', place, ...path].join('.');

/** As a spreadsheet counts its rows, whose first has the names of the columns. */
export const fieldOfTable: FieldName = (place, path) => `rows.${place + 2}.${columnOf(path.slice(1))}`;

/** As many as anyone mends at once. */
const mostErrors = 500;

/**
 * Saves items, all or none; a dry run says what would be. Throws the 422 that names the field of each
 * error. One statement, or none where the rows are wrong by themselves.
 */
export async function importItems(
  runtime: Runtime,
  actor: Actor,
  rows: readonly unknown[],
  fieldOf: FieldName,
  isDryRun: boolean,
  request: IdempotentRequest,
): Promise<{ readonly result: ImportResult; readonly isReplay: boolean }> {
  const now = runtime.clock.now();
  const { items, errors } = judged(runtime, rows, fieldOf, now);
  if (errors.length > 0) throw refused(errors);
  const importing = call('import_items', {
    id: newId('import', now, runtime.random),
    items,
    isDryRun,
    ...request,
    actor,
    now,
  });
  const found = await refusingTakenSlug(() => runtime.database.query(sql`select ${importing} as outcome`));
  const outcome = firstOf(v.object({ outcome: outcomeSchema }), found)?.outcome;
  switch (outcome?.outcome) {
    case undefined:
      throw new Error('the import gave no row');
    case 'saved':
    case 'replayed':
      return { result: presentImport(outcome.import), isReplay: outcome.outcome === 'replayed' };
    case 'would-be':
      return {
        result: { id: null, created: outcome.created, changed: outcome.changed, undoneAt: null },
        isReplay: false,
      };
    case 'refused':
      throw refused(
        outcome.errors.map(({ place, field, rule, bookings }) => ({
          field: fieldOf(place, field === '' ? placeOf(rule) : ['content', ...field.split('.')]),
          message: messageOf(rule, bookings ?? []),
        })),
      );
    case 'key-reused':
      throw new Problem('idempotency-key-reused', 'This Idempotency-Key was used for another import.');
    case 'in-flight':
      throw new Problem('request-in-flight', 'The same import is still being worked on.', {
        headers: { 'Retry-After': '1' },
      });
  }
}

/** The rows that the schema takes, and what is wrong with the others. */
function judged(runtime: Runtime, rows: readonly unknown[], fieldOf: FieldName, now: Date) {
  const errors: FieldError[] = [];
  if (rows.length === 0 || rows.length > mostItems)
    errors.push({ field: '', message: `Send 1 to ${mostItems} items.` });
  const known = new Set<string>();
  const items = rows.slice(0, mostItems).flatMap((row, place) => {
    const result = v.safeParse(rowSchema, row, { abortPipeEarly: true });
    const wrong = result.success
      ? faultsOf(result.output, known)
      : result.issues.map((issue) => ({
          path: (issue.path ?? []).map(({ key }) => String(key)),
          message: sentence(issue),
        }));
    errors.push(...wrong.map(({ path, message }) => ({ field: fieldOf(place, path), message })));
    if (!result.success) return [];
    const { id, version, content } = result.output;
    return [{ id: id ?? newId('item', now, runtime.random), version: version ?? null, content }];
  });
  return { items, errors };
}

/** What is wrong with a row whose fields are right. */
function faultsOf({ id, version, content }: v.InferOutput<typeof rowSchema>, known: Set<string>) {
  const wrong: { path: string[]; message: string }[] = [];
  if (id === undefined && content.units.some((unit) => unit.id !== undefined))
    wrong.push({ path: ['content', 'units'], message: 'A new item has new units: leave out their ids.' });
  if ((id === undefined) !== (version === undefined))
    wrong.push({ path: ['version'], message: 'Give an id with its version, or neither.' });
  if (id !== undefined && known.has(id))
    wrong.push({ path: ['id'], message: 'This item stands there twice.' });
  if (id !== undefined) known.add(id);
  return wrong;
}

function sentence(issue: v.BaseIssue<unknown>): string {
  if (issue.expected === 'never') return 'This field is not known here.';
  if (issue.received === 'undefined') return 'This field is needed.';
  return issue.message.endsWith('.') ? issue.message : `${issue.message}.`;
}

function placeOf(rule: string): string[] {
  if (rule === 'missing') return ['id'];
  return rule === 'stale' ? ['version'] : ['content', 'state'];
}

function messageOf(rule: string, bookings: readonly string[]): string {
  if (rule === 'missing') return 'There is no such item.';
  if (rule === 'stale') return 'Somebody has saved this item since it was exported.';
  if (rule === 'booked') return `Bookings are in the way: ${bookings.join(', ')}.`;
  return new Map<string, string>(Object.entries(rules)).get(rule) ?? rule;
}

function refused(errors: readonly FieldError[]): Problem {
  return new Problem('validation-failed', `${errors.length} fields need another look. Nothing was changed.`, {
    errors: errors.slice(0, mostErrors),
  });
}

async function refusingTakenSlug<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (isRefusedBy(error, 'items_slug_unique')) throw refused([{ field: '', message: rules['slug-taken'] }]);
    throw error;
  }
}

function presentImport({ undoneAt, ...row }: v.InferOutput<typeof importRow>): ImportResult {
  return { ...row, undoneAt: undoneAt?.toISOString() ?? null };
}

const undoOutcome = v.variant('outcome', [
  v.object({ outcome: v.literal('undone'), import: importRow }),
  v.object({ outcome: v.literal('missing') }),
  v.object({
    outcome: v.literal('in-the-way'),
    items: v.array(v.object({ slug: v.string(), why: v.string() })),
  }),
]);

/** What stands in the way of undoing an import. */
export const inTheWaySchema = named(
  'ImportItemsInTheWay',
  'The items that keep an import from being undone.',
  v.array(
    v.object({
      slug: described(v.string(), 'Its slug.'),
      why: described(
        v.string(),
        '`changed` since, `booked` since or with bookings in the way, or `asked-about` in a message.',
      ),
    }),
  ),
);

/** Takes back an import, all or nothing; doing it twice is doing it once. One statement. */
export async function undoImport(runtime: Runtime, actor: Actor, id: string): Promise<ImportResult> {
  const undoing = call('undo_import', { id, actor, now: runtime.clock.now() });
  const rows = await runtime.database.query(sql`select ${undoing} as outcome`);
  const outcome = firstOf(v.object({ outcome: undoOutcome }), rows)?.outcome;
  if (outcome?.outcome === 'undone') return presentImport(outcome.import);
  if (outcome?.outcome !== 'in-the-way') throw new Problem('not-found', 'There is no such import.');
  const slugs = outcome.items.map(({ slug }) => slug).join(', ');
  throw new Problem('state-conflict', `What was imported was changed or booked since: ${slugs}.`, {
    extensions: { items: outcome.items },
  });
}

import type { Child } from 'hono/jsx';
import type { JsonSchema } from '../openapi/api-document.ts';
import { Prose } from './prose.tsx';

/** What people call a pattern. Others are shown as they are, when they are short enough to be read. */
const patterns: Readonly<Record<string, string>> = {
  '^20\\d\\d-\\d\\d-\\d\\d$': 'date, as 2027-04-01',
  '^[A-Z]{3}$': 'currency (ISO 4217)',
};
const longestPattern = 48;

/** A schema as a list of its fields: of each the name, what it is and what bounds it. */
export function Schema({ schema }: { schema: JsonSchema }) {
  return (
    <>
      {schema.type === 'object' && schema.properties ? null : (
        <p class="type">
          <Kind schema={schema} />
        </p>
      )}
      <Parts schema={schema} />
    </>
  );
}

/** One line: what kind of value it is. */
export function Kind({ schema }: { schema: JsonSchema }): Child {
  if (isMoney(schema)) return <a href="#money">money</a>;
  const { given, isNullable } = withoutNull(schema);
  if (isNullable)
    return (
      <>
        <Kind schema={given} /> or null
      </>
    );
  if (schema.const !== undefined) return <code>{JSON.stringify(schema.const)}</code>;
  if (schema.enum) return listOf(schema.enum.map((one) => <code>{String(one)}</code>));
  const variants = variantsOf(schema);
  if (variants) return 'one of these';
  if (schema.type === 'array')
    return (
      <>
        list: <Kind schema={schema.items ?? {}} />
        {boundsOf(schema)}
      </>
    );
  if (typeof schema.additionalProperties === 'object' && !schema.properties)
    return (
      <>
        by name: <Kind schema={schema.additionalProperties} />
      </>
    );
  return (
    <>
      {patterns[schema.pattern ?? ''] ?? schema.type ?? 'anything'}
      {boundsOf(schema)}
    </>
  );
}

/** What is inside: the fields of an object or of what a list holds, or the variants. */
function Parts({ schema: outer }: { schema: JsonSchema }): Child {
  const { given: schema } = withoutNull(outer);
  if (isMoney(schema)) return null;
  if (schema.type === 'array') return <Parts schema={schema.items ?? {}} />;
  const variants = variantsOf(schema);
  if (variants)
    return (
      <ol class="fields">
        {variants.map((variant) => (
          <li>
            <Kind schema={variant} />
            <Parts schema={variant} />
          </li>
        ))}
      </ol>
    );
  const fields = Object.entries(schema.properties ?? {});
  if (fields.length === 0)
    return typeof schema.additionalProperties === 'object' ? (
      <Parts schema={schema.additionalProperties} />
    ) : null;
  return (
    <ul class="fields">
      {fields.map(([name, field]) => (
        <li>
          <code>{name}</code>{' '}
          <span class="type">
            <Kind schema={field} />
            {schema.required?.includes(name) ? '' : ', optional'}
            {defaultOf(field)}
          </span>
          <Told schema={field} />
          <Parts schema={field} />
        </li>
      ))}
    </ul>
  );
}

/** What a value stands for, in a sentence. */
export function Told({ schema: { description } }: { schema: { readonly description?: string | undefined } }) {
  return description ? (
    <span class="told">
      {' '}
      <Prose text={description} />
    </span>
  ) : null;
}

/** The value that stands in when none is given. */
export function defaultOf({ default: given }: JsonSchema): string {
  if (given === undefined) return '';
  const isEmpty = typeof given === 'object' && given !== null && Object.keys(given).length === 0;
  return `, else ${isEmpty ? 'none' : String(given)}`;
}

function isMoney({ properties = {} }: JsonSchema): boolean {
  return Object.keys(properties).join() === 'amount,currency';
}

/** `given` is the schema without the null that may stand for it. */
function withoutNull(schema: JsonSchema): { given: JsonSchema; isNullable: boolean } {
  const others = schema.anyOf?.filter(({ type }) => type !== 'null') ?? [];
  if (!schema.anyOf || others.length === schema.anyOf.length) return { given: schema, isNullable: false };
  const [only = {}] = others;
  return { given: others.length === 1 ? only : { anyOf: others }, isNullable: true };
}

function variantsOf({ anyOf, oneOf }: JsonSchema): readonly JsonSchema[] | undefined {
  return anyOf ?? oneOf;
}

function listOf(parts: readonly Child[]): Child {
  return parts.map((part, index) => (
    <>
      {index === 0 ? '' : index === parts.length - 1 ? ' or ' : ', '}
      {part}
    </>
  ));
}

function boundsOf(schema: JsonSchema): Child {
  const { pattern = '' } = schema;
  const isShown = pattern !== '' && !patterns[pattern] && pattern.length <= longestPattern;
  return (
    <>
      {rangeOf(schema.minLength, schema.maxLength, ' characters')}
      {rangeOf(schema.minItems, schema.maxItems, ' entries')}
      {rangeOf(bound(schema.minimum), bound(schema.maximum), '')}
      {isShown ? (
        <>
          , matching <code>{pattern}</code>
        </>
      ) : null}
    </>
  );
}

/** What every integer of JSON is bounded by says nothing. */
function bound(value: number | undefined): number | undefined {
  return value !== undefined && Math.abs(value) === Number.MAX_SAFE_INTEGER ? undefined : value;
}

function rangeOf(least: number | undefined, most: number | undefined, unit: string): string {
  if (least === undefined && most === undefined) return '';
  if (most === undefined) return `, at least ${least}${unit}`;
  return least === undefined ? `, at most ${most}${unit}` : `, ${least} to ${most}${unit}`;
}

import { type ConversionConfig, type OverrideActionContext, toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import type { JsonSchema } from './api-document.ts';

/** Where the name of a shared schema leads. */
const place = '#/components/schemas/';

/** Its own description, while that of the place where it stands follows. */
const ownText = 'x-own-description';

/**
 * A valibot schema as JSON Schema: as the caller writes it, and without the checks that JSON Schema cannot
 * say (those are named in the descriptions). What has a title goes into `shared` once and is referred to; two
 * shapes of one name throw.
 */
export function jsonSchemaOf(schema: v.GenericSchema, shared: Record<string, JsonSchema>): JsonSchema {
  const { $schema: _, ...made } = toJsonSchema(schema, conversion);
  // `toJsonSchema` writes the draft that is asked for, whose words our interface has.
  return refer(made as JsonSchema, shared);
}

const conversion: ConversionConfig = {
  typeMode: 'input',
  target: 'draft-2020-12',
  errorMode: 'ignore',
  overrideAction: (context) => refuseLostFlags(context) ?? keepOwnText(context) ?? typed(context),
  overrideSchema: ({ valibotSchema, jsonSchema }) => {
    if (!('entries' in valibotSchema) || !jsonSchema.properties) return undefined;
    // A description after a transformation is one of the entry all the same.
    for (const [name, entry] of Object.entries(Object(valibotSchema.entries))) {
      const text = textOf(entry);
      const property = jsonSchema.properties[name];
      if (text !== undefined && typeof property === 'object') property.description = text;
    }
    return jsonSchema;
  },
};

/** The last description of an entry, or of what is optional or null there. */
function textOf(entry: unknown): string | undefined {
  if (!isSchema(entry)) return undefined;
  return v.getDescription(entry) ?? ('wrapped' in entry ? textOf(entry.wrapped) : undefined);
}

function isSchema(value: unknown): value is v.GenericSchema {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'schema';
}

/**
 * A pattern in a document has no flags but `u`, so an expression with others would be described as another.
 */
function refuseLostFlags({ valibotAction }: Pick<OverrideActionContext, 'valibotAction'>): undefined {
  if (!('requirement' in valibotAction) || !(valibotAction.requirement instanceof RegExp)) return;
  const { source, flags } = valibotAction.requirement;
  if (flags !== '' && flags !== 'u')
    throw new Error(`/${source}/${flags} would lose its flags in the document`);
}

function keepOwnText({ valibotAction, jsonSchema }: OverrideActionContext) {
  if (valibotAction.type !== 'description' || !jsonSchema.title || ownText in jsonSchema) return undefined;
  return { ...jsonSchema, [ownText]: jsonSchema.description };
}

/** Texts that stand for numbers, in a query or a form, are told as the numbers that they are. */
function typed({ valibotAction, jsonSchema }: OverrideActionContext) {
  if (valibotAction.type !== 'metadata' || jsonSchema.type === 'string') return undefined;
  const { maxLength: _, minLength: __, pattern: ___, ...rest } = jsonSchema;
  return rest;
}

/** The schema with references in the place of what is shared, which goes into `shared`. */
function refer(schema: JsonSchema, shared: Record<string, JsonSchema>): JsonSchema {
  const whole = parts(
    schema,
    (part) => refer(part, shared),
    (property) => toldHere(refer(property, shared), shared),
  );
  const {
    title,
    [ownText]: own,
    description,
    default: fallback,
    examples,
    ...shape
  } = whole as typeof whole & {
    [ownText]?: string;
  };
  const given = {
    ...(fallback === undefined ? {} : { default: shape.type === 'integer' ? Number(fallback) : fallback }),
    ...(examples === undefined ? {} : { examples }),
  };
  if (title === undefined) return saidOnce({ ...(description ? { description } : {}), ...shape, ...given });
  const one = { description: own ?? '', ...shape };
  const reference = share(title, one, shared);
  const isOther = description !== undefined && description !== own;
  return { ...reference, ...(isOther ? { description } : {}), ...given };
}

/** Puts a schema under its name and answers the reference to it. Throws where another shape has the name. */
export function share(name: string, schema: JsonSchema, shared: Record<string, JsonSchema>): JsonSchema {
  const known = shared[name];
  if (known && JSON.stringify(known) !== JSON.stringify(schema))
    throw new Error(`the document would have two shapes of ${name}`);
  shared[name] = schema;
  return { $ref: `${place}${name}` };
}

/** A property that refers to what has nothing of its own to say here is told of by what it refers to. */
function toldHere(property: JsonSchema, shared: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const { $ref, description } = property;
  if ($ref === undefined || description !== undefined) return property;
  return { ...property, description: shared[$ref.slice(place.length)]?.description ?? '' };
}

/** What may be null is told of once. */
function saidOnce(schema: JsonSchema): JsonSchema {
  const { description, anyOf } = schema;
  if (!description || !anyOf) return schema;
  const options = anyOf.map((option) => {
    const { description: same, ...rest } = option;
    return same === description ? rest : option;
  });
  return { ...schema, anyOf: options };
}

/** A schema whose inner schemas are each made another. */
function parts(
  schema: JsonSchema,
  change: (part: JsonSchema) => JsonSchema,
  changeProperty = change,
): JsonSchema {
  const each = (named: Readonly<Record<string, JsonSchema>>) =>
    Object.fromEntries(Object.entries(named).map(([name, part]) => [name, changeProperty(part)]));
  const { properties, patternProperties, propertyNames, items, additionalProperties, ...rest } = schema;
  const lists = (['anyOf', 'oneOf', 'allOf', 'prefixItems'] as const).flatMap((word) => {
    const list = schema[word];
    return list ? [[word, list.map(change)]] : [];
  });
  return {
    ...rest,
    ...(properties && { properties: each(properties) }),
    ...(patternProperties && { patternProperties: each(patternProperties) }),
    ...(propertyNames && { propertyNames: change(propertyNames) }),
    ...(items && { items: change(items) }),
    ...(additionalProperties !== undefined && {
      additionalProperties:
        typeof additionalProperties === 'object' ? change(additionalProperties) : additionalProperties,
    }),
    ...Object.fromEntries(lists),
  };
}

/** A schema in which what it refers to stands itself. Ours are never within themselves. */
export function inlined(schema: JsonSchema, shared: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const { $ref, ...beside } = schema;
  const target = $ref === undefined ? undefined : shared[$ref.slice(place.length)];
  return parts({ ...(target ? inlined(target, shared) : {}), ...beside }, (part) => inlined(part, shared));
}

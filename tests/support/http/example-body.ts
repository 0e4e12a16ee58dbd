import * as v from 'valibot';

/** Where a text stands in a body: the names of the fields that lead to it, the number in a list as a name. */
export type Place = readonly string[];

/** JSON Schema, as far as the bodies of our routes use it. */
interface BodySchema {
  readonly type?: string | undefined;
  readonly const?: unknown;
  readonly enum?: readonly unknown[] | undefined;
  readonly pattern?: string | undefined;
  readonly minimum?: number | undefined;
  readonly properties?: Readonly<Record<string, BodySchema>> | undefined;
  readonly additionalProperties?: boolean | BodySchema | undefined;
  readonly items?: BodySchema | undefined;
  readonly anyOf?: readonly BodySchema[] | undefined;
  readonly oneOf?: readonly BodySchema[] | undefined;
}

const bodySchema: v.GenericSchema<BodySchema> = v.looseObject({
  type: v.optional(v.string()),
  enum: v.optional(v.array(v.unknown())),
  pattern: v.optional(v.string()),
  minimum: v.optional(v.number()),
  properties: v.optional(
    v.record(
      v.string(),
      v.lazy(() => bodySchema),
    ),
  ),
  additionalProperties: v.optional(v.union([v.boolean(), v.lazy(() => bodySchema)])),
  items: v.optional(v.lazy(() => bodySchema)),
  anyOf: v.optional(v.array(v.lazy(() => bodySchema))),
  oneOf: v.optional(v.array(v.lazy(() => bodySchema))),
});

/** Values of fields that have a form of their own, so that a body is good but for what a test does to it. */
const known: Readonly<Record<string, unknown>> = {
  email: 'ada@guests.example',
  password: 'a lantern in seven harbours',
  current: 'a lantern in seven harbours',
  phone: '+33612345678',
  number: '+33612345678',
  code: '123456',
  country: 'FR',
  currency: 'EUR',
  from: '2027-06-05',
  to: '2027-06-12',
};

/** Of a choice of bodies each. */
export function bodiesOf(schema: object): readonly object[] {
  const { anyOf, oneOf } = v.parse(bodySchema, schema);
  return anyOf ?? oneOf ?? [schema];
}

/** A body with every field that this schema has, each of its kind. */
export function exampleOf(schema: object): unknown {
  return example(v.parse(bodySchema, schema), '');
}

function example(schema: BodySchema, name: string): unknown {
  if ('const' in schema) return schema.const;
  const [variant] = schema.anyOf ?? schema.oneOf ?? [];
  if (schema.enum) return schema.enum[0];
  if (variant) return example(variant, name);
  if (schema.type === 'object')
    return Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([field, one]) => [field, example(one, field)]),
    );
  if (schema.type === 'array') return [example(schema.items ?? {}, name)];
  if (name in known) return known[name];
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1;
  return schema.type === 'boolean' ? true : 'some text';
}

/** Every place of a body where a text can stand, the names of fields that anyone chooses included. */
export function placesOf(schema: object): Place[] {
  return places(v.parse(bodySchema, schema), []);
}

function places(schema: BodySchema, here: Place): Place[] {
  const variants = schema.anyOf ?? schema.oneOf ?? [];
  if (variants.length > 0) return variants.flatMap((one) => places(one, here));
  if (schema.type === 'array') return places(schema.items ?? {}, [...here, '0']);
  if (schema.type !== 'object') return 'const' in schema ? [] : [here];
  return Object.entries(schema.properties ?? {}).flatMap(([name, one]) => places(one, [...here, name]));
}

/** The same body with this at one of its places. */
export function withText(body: unknown, [name, ...rest]: Place, text: unknown): unknown {
  if (name === undefined) return text;
  if (Array.isArray(body)) return body.with(Number(name), withText(body[Number(name)], rest, text));
  return { ...Object(body), [name]: withText(Reflect.get(Object(body), name), rest, text) };
}

type Schema = Readonly<Record<string, unknown>>;

/** Words of JSON Schema that say nothing about whether a value is right. */
const silent = new Set(['$schema', 'title', 'description', 'default', 'examples', 'format']);

/**
 * What of a value is against a schema of JSON Schema 2020-12, as sentences; none when nothing is. Knows the words that our
 * documents use and throws for any other, so that none is passed over.
 */
export function violations(schema: unknown, value: unknown, at = '$'): string[] {
  if (schema === true) return [];
  return Object.entries(asSchema(schema)).flatMap(([word, wanted]) => {
    if (silent.has(word)) return [];
    const check = words[word];
    if (!check) throw new Error(`this checker does not know the word ${word} of JSON Schema`);
    return check(wanted, value, at, asSchema(schema));
  });
}

type Check = (wanted: unknown, value: unknown, at: string, schema: Schema) => string[];

const says = (isRight: boolean, at: string, what: string) => (isRight ? [] : [`${at} ${what}`]);

const words: Readonly<Record<string, Check>> = {
  type: (wanted, value, at) =>
    says(
      [wanted].flat().some((type) => hasType(value, type)),
      at,
      `is not of type ${JSON.stringify(wanted)}`,
    ),
  enum: (wanted, value, at) =>
    says(listOf(wanted).includes(value), at, `is none of ${JSON.stringify(wanted)}`),
  const: (wanted, value, at) => says(value === wanted, at, `is not ${JSON.stringify(wanted)}`),
  anyOf: (wanted, value, at) =>
    says(
      listOf(wanted).some((one) => violations(one, value, at).length === 0),
      at,
      'is none of the variants',
    ),
  oneOf: (wanted, value, at) =>
    says(
      listOf(wanted).filter((one) => violations(one, value, at).length === 0).length === 1,
      at,
      'is not exactly one of the variants',
    ),
  allOf: (wanted, value, at) => listOf(wanted).flatMap((one) => violations(one, value, at)),
  properties: (wanted, value, at) =>
    Object.entries(asSchema(wanted)).flatMap(([name, schema]) =>
      isObject(value) && name in value ? violations(schema, value[name], `${at}.${name}`) : [],
    ),
  required: (wanted, value, at) =>
    listOf(wanted).flatMap((name) => says(!isObject(value) || `${name}` in value, at, `lacks ${name}`)),
  patternProperties: (wanted, value, at) =>
    Object.entries(asSchema(wanted)).flatMap(([pattern, schema]) =>
      Object.entries(isObject(value) ? value : {})
        .filter(([name]) => new RegExp(pattern, 'u').test(name))
        .flatMap(([name, one]) => violations(schema, one, `${at}.${name}`)),
    ),
  additionalProperties: (wanted, value, at, schema) => {
    const known = Object.keys(asSchema(schema.properties ?? {}));
    const patterns = Object.keys(asSchema(schema.patternProperties ?? {}));
    const others = Object.entries(isObject(value) ? value : {}).filter(
      ([name]) => !known.includes(name) && !patterns.some((one) => new RegExp(one, 'u').test(name)),
    );
    if (wanted === false) return others.map(([name]) => `${at} has ${name}, which is not known`);
    return others.flatMap(([name, one]) => violations(wanted, one, `${at}.${name}`));
  },
  propertyNames: (wanted, value, at) =>
    Object.keys(isObject(value) ? value : {}).flatMap((name) =>
      violations(wanted, name, `${at} (name ${name})`),
    ),
  items: (wanted, value, at) =>
    Array.isArray(value) ? value.flatMap((one, index) => violations(wanted, one, `${at}[${index}]`)) : [],
  minItems: (wanted, value, at) =>
    says(!Array.isArray(value) || value.length >= Number(wanted), at, 'has too few items'),
  maxItems: (wanted, value, at) =>
    says(!Array.isArray(value) || value.length <= Number(wanted), at, 'has too many items'),
  pattern: (wanted, value, at) =>
    says(
      typeof value !== 'string' || new RegExp(`${wanted}`, 'u').test(value),
      at,
      `does not match ${wanted}`,
    ),
  minLength: (wanted, value, at) =>
    says(typeof value !== 'string' || [...value].length >= Number(wanted), at, 'is too short'),
  maxLength: (wanted, value, at) =>
    says(typeof value !== 'string' || [...value].length <= Number(wanted), at, 'is too long'),
  minimum: (wanted, value, at) =>
    says(typeof value !== 'number' || value >= Number(wanted), at, 'is too small'),
  maximum: (wanted, value, at) =>
    says(typeof value !== 'number' || value <= Number(wanted), at, 'is too large'),
};

function hasType(value: unknown, type: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asSchema(value: unknown): Schema {
  if (!isObject(value)) throw new Error(`not a schema: ${JSON.stringify(value)}`);
  return value;
}

function listOf(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Error(`not a list: ${JSON.stringify(value)}`);
  return value;
}

import * as v from 'valibot';

/**
 * A schema with a sentence about what it stands for, which the documents of the API tell. Within
 * `v.optional`, not around it.
 */
export function described<const S extends v.GenericSchema>(schema: S, text: string) {
  return v.pipe(schema, v.description(text));
}

/** A schema that the documents of the API tell once, under its name, and refer to from wherever it stands. */
export function named<const S extends v.GenericSchema>(name: string, text: string, schema: S) {
  return v.pipe(schema, v.title(name), v.description(text));
}

/**
 * How valibot schemas become JSON Schema: as the caller writes them, and without the checks that JSON Schema cannot say
 * (those are named in the descriptions).
 */
export const schemaOptions = { options: { typeMode: 'input', errorMode: 'ignore' } } as const;

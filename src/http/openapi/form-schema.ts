import type * as v from 'valibot';
import type { Content, JsonSchema } from './api-document.ts';
import { inlined, jsonSchemaOf } from './json-schema.ts';

/**
 * A form as browsers post it: the fields of an object in an object have its name and a dot before their own
 * (`guest.email`).
 */
export function formContentOf(schema: v.GenericSchema, shared: Record<string, JsonSchema>): Content[string] {
  const made = flat(inlined(jsonSchemaOf(schema, shared), shared));
  const lists = Object.entries(made.properties ?? {}).filter(([, { type }]) => type === 'array');
  const encoding = Object.fromEntries(
    lists.map(([name]) => [name, { style: 'form', explode: false } as const]),
  );
  return { schema: made, ...(lists.length > 0 && { encoding }) };
}

function flat({ properties = {}, required = [], description }: JsonSchema): JsonSchema {
  const fields: Record<string, JsonSchema> = {};
  const patterns: Record<string, JsonSchema> = {};
  const needed: string[] = [];
  for (const [name, { default: fallback, ...field }] of Object.entries(properties)) {
    if (field.type === 'object' && field.properties) {
      const inner = flat(field);
      for (const [one, part] of Object.entries(inner.properties ?? {})) fields[`${name}.${one}`] = part;
      if (required.includes(name)) needed.push(...(inner.required ?? []).map((one) => `${name}.${one}`));
    } else if (field.type === 'object' && typeof field.additionalProperties === 'object') {
      patterns[`^${name}\\.`] = {
        ...field.additionalProperties,
        ...(field.description && { description: field.description }),
      };
    } else {
      fields[name] = { ...field, ...(fallback === undefined ? {} : { default: fallback }) };
      if (required.includes(name)) needed.push(name);
    }
  }
  return {
    ...(description && { description }),
    type: 'object',
    properties: fields,
    ...(Object.keys(patterns).length > 0 && { patternProperties: patterns }),
    required: needed,
    additionalProperties: false,
  };
}

import type { Context } from 'hono';
import type { Env } from '../env.ts';

/** Whether a plain HTML form was posted. */
export function isForm(c: Context<Env>): boolean {
  return mediaType(c) === 'application/x-www-form-urlencoded';
}

export function mediaType(c: Context<Env>): string {
  return (c.req.header('Content-Type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** No form of ours has more: a house has a few dozen extras. */
export const mostFormFields = 200;

/**
 * What was typed into a form, to be shown again; of a name given twice the last, of far too many the first.
 * Only names of fields lead anywhere.
 */
export async function typedFields(c: Context<Env>): Promise<Record<string, string>> {
  const fields: Record<string, string> = Object.create(null);
  for (const [name, value] of [...new URLSearchParams(await c.req.text())].slice(0, mostFormFields)) {
    fields[name] = value.toWellFormed().replaceAll('\0', '');
  }
  return fields;
}

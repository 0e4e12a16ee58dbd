import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { fraudSignalsSchema } from '../../src/payment/risk/signals.ts';
import type { Example } from './generate.ts';

const lineSchema = v.pipe(
  v.string(),
  v.parseJson(undefined, 'is not JSON'),
  v.strictObject({ signals: fraudSignalsSchema, isFraud: v.boolean() }),
);

/** Labelled assessments, one JSON object a line. Throws for the first line that is not one, with its number and field. */
export function readExportedExamples(path: string): Example[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line, index) => {
      if (line.trim() === '') return [];
      const result = v.safeParse(lineSchema, line);
      if (result.success) return [result.output];
      const [issue] = result.issues;
      throw new Error(`${path}:${index + 1}: ${v.getDotPath(issue) ?? 'the line'}: ${issue.message}`);
    });
}

import * as v from 'valibot';
import { httpRequest } from '../../platform/http-client.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';

/** A guest waits for it: one try, and never longer. */
const timeoutMs = 2_000;

/** `unanswered` says nothing about the number: nobody was there to ask, or in time. */
export const vatNumberChecks = ['valid', 'invalid', 'unanswered'] as const;
export type VatNumberCheck = (typeof vatNumberChecks)[number];

/** A register that knows to whom VAT numbers were given. */
export interface VatRegistry {
  /** Whether its numbers are of this register. */
  keeps(number: string): boolean;
  /** Never throws for a register that is away. */
  check(number: string): Promise<VatNumberCheck>;
}

/** The register of the configuration; none where it is off. */
export function vatRegistryOf(runtime: Runtime): VatRegistry | undefined {
  const { viesApiUrl } = runtime.config;
  return viesApiUrl === undefined ? undefined : vies(runtime, viesApiUrl);
}

/** The member states by VIES's codes, and Northern Ireland. */
const members = /^(?:AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI)/;

const answerSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    valid: v.optional(v.boolean()),
    errorWrappers: v.optional(v.array(v.object({ error: v.string() }))),
  }),
);

/**
 * The REST API of the European Commission (ec.europa.eu/taxation_customs/vies, "Technical information":
 * `check-vat-number`). A number is judged by the register of its member state: while that is away the answer
 * is `MS_UNAVAILABLE`, often with status 200, so only a plain `valid` is a verdict. `INVALID_INPUT` is VIES's
 * own refusal of what cannot be a number.
 */
function vies(runtime: Runtime, apiUrl: string): VatRegistry {
  return {
    keeps: (number) => members.test(number),
    async check(number) {
      const body = JSON.stringify({ countryCode: number.slice(0, 2), vatNumber: number.slice(2) });
      const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
      const call = { method: 'POST', headers, body, timeoutMs, attempts: 1 } as const;
      try {
        const { status, text } = await httpRequest(runtime, `${apiUrl}/check-vat-number`, call);
        const answer = v.safeParse(answerSchema, text);
        const { errorWrappers = [], valid } = answer.success ? answer.output : {};
        if (errorWrappers.some(({ error }) => error === 'INVALID_INPUT')) return 'invalid';
        if (status === 200 && errorWrappers.length === 0 && valid !== undefined)
          return valid ? 'valid' : 'invalid';
        runtime.log('warn', 'vies-unanswered', { status, part: errorWrappers[0]?.error ?? 'no verdict' });
      } catch (error) {
        if (!(error instanceof Problem && error.code === 'unavailable')) throw error;
        runtime.log('warn', 'vies-unanswered', { error });
      }
      return 'unanswered';
    },
  };
}

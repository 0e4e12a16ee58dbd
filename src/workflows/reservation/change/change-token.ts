import * as v from 'valibot';
import { Problem } from '../../../platform/problems.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { readSigned, signContent } from '../../../platform/signed-content.ts';
import { quoteSchema } from '../../../terms/quote.ts';

/** What a preview freezes: all that the change needs. */
const plannedChangeSchema = v.object({
  reservation: v.string(),
  version: v.string(),
  /** The unit that was asked for. */
  unit: v.nullable(v.string()),
  /** Whether other terms are sold, or another unit alone is given. */
  isResold: v.boolean(),
  ignoresStayRules: v.boolean(),
  quote: quoteSchema,
});

export type PlannedChange = v.InferOutput<typeof plannedChangeSchema>;

/** The change, signed: made by nobody but us, for this site and this alone. */
export function signChange(runtime: Runtime, planned: PlannedChange, expiresAt: Date): Promise<string> {
  return signContent(runtime, 'change', planned, expiresAt);
}

/** Reads a change that we signed for this reservation. The 422 for one that is none of ours, or of another. */
export async function readChange(
  runtime: Runtime,
  reservation: string,
  token: string,
): Promise<{ planned: PlannedChange; isExpired: boolean }> {
  try {
    const { content, isExpired } = await readSigned(runtime, 'change', token);
    const planned = v.parse(plannedChangeSchema, content);
    if (planned.reservation !== reservation) throw new Error('of another reservation');
    return { planned, isExpired };
  } catch {
    throw invalidChange('This is no change of ours of this reservation. Ask for a new preview.');
  }
}

export function expiredChange(): Problem {
  return invalidChange('This change was previewed too long ago. Ask for a new preview.');
}

function invalidChange(message: string): Problem {
  return new Problem('quote-invalid', message, { errors: [{ field: 'change', message }] });
}

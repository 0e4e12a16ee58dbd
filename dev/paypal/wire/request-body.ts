import * as v from 'valibot';
import { type ApiError, invalid } from './api-error.ts';

export const text = (maxLength: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(maxLength));

/** An amount as requests carry it; its value is judged with its currency. */
export const moneySchema = v.object({ currency_code: v.string(), value: v.string() });

/** The body of a request, typed. Throws the 400 that PayPal gives for the first field it cannot accept. */
export function readBody<S extends v.GenericSchema>(schema: S, body: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, body ?? {});
  if (result.success) return result.output;
  throw refusal(result.issues[0]);
}

/** The issues are those of https://developer.paypal.com/api/rest/reference/orders/v2/errors. */
function refusal(issue: v.BaseIssue<unknown>): ApiError {
  const field = `/${(issue.path ?? []).map(({ key }) => String(key)).join('/')}`;
  const refuse = (name: string, description: string) => invalid(name, description, { field });
  if (issue.received === 'undefined')
    return refuse('MISSING_REQUIRED_PARAMETER', 'A required field / parameter is missing.');
  if (issue.type === 'min_length' || issue.type === 'max_length')
    return refuse('INVALID_STRING_LENGTH', 'The value of a field is either too short or too long.');
  if (issue.type === 'picklist' || issue.type === 'literal')
    return refuse('INVALID_PARAMETER_VALUE', 'The value of a field is invalid.');
  return refuse('INVALID_PARAMETER_SYNTAX', 'The value of a field does not conform to the expected format.');
}

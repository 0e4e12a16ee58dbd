import * as v from 'valibot';
import { mailboxAddress } from '../../../src/platform/text/mailbox-address.ts';
import { type ApiError, invalidParameter } from './api-error.ts';
import { bracketed, type FormFields } from './form-encoding.ts';

export const text = v.pipe(v.string(), v.nonEmpty(), v.maxLength(5000));

/** Text that an empty value unsets. */
export const unsettableText = v.pipe(v.string(), v.maxLength(5000));

export const integer = v.pipe(v.string(), v.regex(/^-?\d{1,15}$/), v.transform(Number));

export const amount = v.pipe(integer, v.minValue(1));

export const flag = v.pipe(
  v.picklist(['true', 'false']),
  v.transform((word) => word === 'true'),
);

export const currency = v.pipe(text, v.toLowerCase());

/** An address that an empty value unsets: one by our own schema, for whatever Midas takes must not be refused here. */
export const email = v.pipe(
  v.string(),
  v.check((address) => address === '' || v.is(mailboxAddress, address)),
);

/** https://docs.stripe.com/metadata#data: what a key and its value may be. */
function metadataFault(key: string, value: string): string | undefined {
  const [keyLength, length] = [[...key].length, [...value].length];
  if (keyLength > 40)
    return `Metadata keys can have up to 40 characters, but you passed in a key that is ${keyLength} characters. Invalid key: ${key}`;
  if (length > 500)
    return `Metadata values can have up to 500 characters, but you passed in a value that is ${length} characters. Invalid value: ${value}`;
  return undefined;
}

/** https://docs.stripe.com/api/metadata: 50 keys of 40 characters, values of 500; empty unsets. */
export const metadata = v.union([
  v.literal(''),
  v.pipe(
    v.record(v.string(), v.string()),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      for (const [key, value] of Object.entries(dataset.value)) {
        const message = metadataFault(key, value);
        const step = { type: 'object', origin: 'value', input: dataset.value, key, value } as const;
        if (message) addIssue({ message, path: [step] });
      }
    }),
    v.maxEntries(50),
  ),
]);

/** A list, which arrives as fields named by position. */
export const list = <Item extends v.GenericSchema>(item: Item) =>
  v.pipe(
    v.record(v.string(), v.unknown()),
    v.transform((fields) => Object.values(fields)),
    v.array(item),
  );

export const expand = v.optional(list(text), {});

const range = { gt: integer, gte: integer, lt: integer, lte: integer };

/** What every list takes: https://docs.stripe.com/api/pagination. */
export const pagination = {
  limit: v.optional(v.pipe(integer, v.minValue(1), v.maxValue(100)), '10'),
  starting_after: v.optional(text),
  ending_before: v.optional(text),
  created: v.optional(v.union([integer, v.partial(v.strictObject(range))])),
};

/** The parameters of a request, typed. Throws the 400 that Stripe gives for the first one it cannot accept. */
export function readParameters<Schema extends v.GenericSchema>(
  schema: Schema,
  raw: FormFields,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, raw);
  if (result.success) return result.output;
  throw refusal(result.issues[0]);
}

/** https://docs.stripe.com/changelog/endive/2026-09-30/removes-the-payment-method-types-parameter-from-payment-intents-and-setup-intents */
const noLongerSupported = new Map([['payment_method_types', 'payment_method_types_no_longer_supported']]);

function refusal(issue: v.BaseIssue<unknown>): ApiError {
  const param = bracketed(issue.path?.map((item) => String(item.key)) ?? []);
  const value = typeof issue.input === 'string' ? issue.input : JSON.stringify(issue.input);
  const invalid = (message: string, code?: string) => invalidParameter(param, message, code);
  switch (issue.type) {
    case 'strict_object':
      if (issue.expected === 'never') {
        const removed = noLongerSupported.get(param);
        if (removed) return invalid(`The parameter ${param} is no longer supported.`, removed);
        return invalid(`Received unknown parameter: ${param}`, 'parameter_unknown');
      }
      if (issue.received === 'undefined') {
        return invalid(`Missing required param: ${param}.`, 'parameter_missing');
      }
      return invalid('Invalid object');
    case 'non_empty':
      return invalid(
        `You passed an empty string for '${param}'. We assume empty values are an attempt to unset a parameter; ` +
          `however '${param}' cannot be unset. Remove it from your request or supply a non-empty value.`,
        'parameter_invalid_empty',
      );
    case 'regex':
      return invalid(`Invalid integer: ${value}`, 'parameter_invalid_integer');
    case 'min_value':
      return invalid(
        `This value must be greater than or equal to ${issue.requirement}.`,
        'parameter_invalid_integer',
      );
    case 'max_value':
      return invalid(
        `This value must be less than or equal to ${issue.requirement}.`,
        'parameter_invalid_integer',
      );
    case 'raw_check':
      return invalid(issue.message);
    case 'check':
      return invalid(`Invalid email address: ${value}`, 'email_invalid');
    case 'picklist':
      return invalid(
        `Invalid ${param}: must be one of ${issue.expected?.replaceAll(/["()]/g, '').replaceAll(' | ', ', ')}`,
      );
    case 'max_length':
      return invalid(`Invalid string: ${value}; must be at most ${issue.requirement} characters`);
    default:
      return invalid(`Invalid ${param}: ${value}`);
  }
}

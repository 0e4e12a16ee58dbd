import * as v from 'valibot';

const limit = (byDefault: number) =>
  v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0, 'must be at least 0')), byDefault);

/**
 * How many text messages may go out, from the JSON text of one environment variable: only what is to differ
 * needs to be there. Each costs money, and dear numbers are what somebody would send them to who earns by it.
 * The defaults suit a house of a few hundred accounts.
 */
export const textLimitsSchema = v.pipe(
  v.string(),
  v.parseJson(undefined, 'is not JSON'),
  v.strictObject({
    /** Numbers that differ in their last four digits alone: a range of one network. */
    perPrefixPerHour: limit(10),
    perCountryPerHour: limit(20),
    /**
     * Countries (ISO 3166, or the calling code such as `+800` where none is meant) that have another limit an
     * hour; 0 for none at all.
     */
    countries: v.optional(v.record(v.pipe(v.string(), v.regex(/^([A-Z]{2}|\+\d{1,4})$/)), limit(0)), {}),
    perHour: limit(60),
    perDay: limit(300),
  }),
);

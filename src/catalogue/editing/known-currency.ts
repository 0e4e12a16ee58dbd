import * as v from 'valibot';
import { currencySchema } from '../../platform/money/money.ts';

const currencies = new Set(Intl.supportedValuesOf('currency'));

/** A currency that there is (ISO 4217). */
export const knownCurrency = v.pipe(
  currencySchema,
  v.check((code) => currencies.has(code), 'There is no such currency.'),
);

import * as v from 'valibot';
import { described, named } from '../platform/described.ts';
import { languageSchema } from '../platform/languages.ts';
import { currencySchema, minorSchema } from '../platform/money/money.ts';
import { methods, purposes } from '../platform/money/payment-methods.ts';

/** An instant as text, RFC 3339 with an offset: frozen content is stored as JSON. */
export const instantText = v.pipe(v.string(), v.isoTimestamp());

/** An IANA zone that this machine knows; a document in an unknown one could not be drawn. */
export const timeZoneName = v.pipe(
  v.string(),
  v.check((zone) => isTimeZone(zone), 'There is no such time zone.'),
);

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** The company that sells, as it was on the day of the document. */
export const issuerSchema = named(
  'Issuer',
  'The business that issues a document.',
  v.object({
    name: described(v.string(), 'The name of the business.'),
    addressLines: described(v.array(v.string()), 'Its address, line by line.'),
    taxId: described(v.nullable(v.string()), 'Its tax number; null where it has none.'),
    email: described(v.string(), 'Its mail address.'),
    timeZone: described(timeZoneName, 'The IANA time zone of its books.'),
  }),
);

const lineTaxSchema = v.object({ name: v.string(), basisPoints: v.number(), amount: minorSchema });

/** One line of a sale, its tax by name. Amounts in minor units of the document; a discount is negative. */
const documentLineSchema = v.pipe(
  v.object({
    description: v.string(),
    quantity: v.number(),
    /**
     * As quoted: with the taxes inside the prices, without those on top. On a credit note it is not shown.
     */
    unitPrice: minorSchema,
    net: minorSchema,
    taxes: v.array(lineTaxSchema),
    gross: minorSchema,
  }),
  v.check(({ net, taxes, gross }) => net + sumOf(taxes) === gross, 'A line is its net amount and its taxes.'),
);

/** A tax over all lines: on which amount its rate is reckoned, and how much. */
const taxSummarySchema = v.object({
  name: v.string(),
  basisPoints: v.number(),
  net: minorSchema,
  tax: minorSchema,
});

/** What is sold or taken back: lines whose gross amounts add up to the total. */
const saleEntries = {
  lines: v.array(documentLineSchema),
  taxSummary: v.array(taxSummarySchema),
  total: minorSchema,
};

const commonEntries = {
  number: v.string(),
  issuedAt: instantText,
  issuer: issuerSchema,
  customer: v.object({
    name: v.string(),
    email: v.optional(v.string()),
    /** Below the name: the guest where it is a company, street, town and country. */
    addressLines: v.array(v.string()),
    vatNumber: v.optional(v.string()),
  }),
  language: languageSchema,
  reservation: v.object({
    reference: v.string(),
    itemName: v.string(),
    city: v.string(),
    startsAt: instantText,
    endsAt: instantText,
    /** Of the place, by whose clocks the stay begins and ends. */
    timeZone: timeZoneName,
  }),
  currency: currencySchema,
  ...saleEntries,
};

/**
 * Money that arrived. What it paid for stands in its lines; there are none where it was kept from a security
 * deposit.
 */
const receiptSchema = v.object({
  kind: v.literal('receipt'),
  ...commonEntries,
  purpose: v.picklist(purposes),
  received: v.object({
    amount: minorSchema,
    method: v.picklist(methods),
    /**
     * The provider's own id of the payment; of a bank transfer its reference, of cash that of our receipt; a gift card or store credit has
     * none.
     */
    providerReference: v.nullable(v.string()),
    at: instantText,
  }),
});

const invoiceSchema = v.object({ kind: v.literal('invoice'), ...commonEntries });

/**
 * The part of a sale that is taken back, or that counts again. Its amounts are positive: the kind of the
 * document says which way they go.
 */
const correctionSchema = v.object({
  kind: v.picklist(['credit-note', 'debit-note']),
  ...commonEntries,
  invoiceNumber: v.string(),
  reason: v.string(),
});

/**
 * Everything that stands on a document, frozen when it is issued. Content whose figures do not add up does
 * not parse.
 */
export const documentSchema = v.pipe(
  v.variant('kind', [receiptSchema, invoiceSchema, correctionSchema]),
  v.check(
    ({ lines, total }) => total === lines.reduce((sum, line) => sum + line.gross, 0),
    'Lines and total.',
  ),
  v.check(({ lines, taxSummary }) => {
    const taxOfLines = lines.reduce((sum, line) => sum + sumOf(line.taxes), 0);
    return taxOfLines === taxSummary.reduce((sum, { tax }) => sum + tax, 0);
  }, 'The summary of taxes is not the taxes of the lines.'),
);

export type DocumentContent = v.InferOutput<typeof documentSchema>;
export type DocumentLine = v.InferOutput<typeof documentLineSchema>;
export type Sale = Pick<DocumentContent, 'lines' | 'taxSummary' | 'total'>;

function sumOf(taxes: readonly { readonly amount: number }[]): number {
  return taxes.reduce((sum, { amount }) => sum + amount, 0);
}

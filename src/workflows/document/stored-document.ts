import * as v from 'valibot';
import { documentKinds } from '../../document/document-number.ts';
import { instantSchema } from '../../platform/database/database.ts';
import { minorSchema } from '../../platform/money/money.ts';
import { methods, purposes } from '../../platform/money/payment-methods.ts';
import { quoteSchema } from '../../terms/quote.ts';

const entitySchema = v.object({
  name: v.string(),
  address_lines: v.array(v.string()),
  tax_id: v.nullable(v.string()),
  email: v.string(),
  time_zone: v.string(),
  number_prefix: v.string(),
});

/** What the database has of a document beside its reservation. */
export const storedDocumentSchema = v.object({
  id: v.string(),
  kind: v.picklist(documentKinds),
  year: v.number(),
  number: v.number(),
  amount: minorSchema,
  creditedBefore: minorSchema,
  issuer: entitySchema,
  issuedAt: instantSchema,
  cause: v.nullable(v.picklist(['changed'])),
  /** What it was issued under, where the reservation has other terms by now. */
  terms: v.nullable(v.object({ quote: quoteSchema, startsAt: instantSchema, endsAt: instantSchema })),
  invoice: v.nullable(v.object({ year: v.number(), number: v.number() })),
  payment: v.nullable(
    v.object({
      purpose: v.picklist(purposes),
      method: v.picklist(methods),
      providerReference: v.nullable(v.string()),
    }),
  ),
});

export type StoredDocument = v.InferOutput<typeof storedDocumentSchema>;

/** A document with its file in base64, where that is drawn already. */
export const storedFileSchema = v.object({ document: storedDocumentSchema, pdf: v.nullable(v.string()) });

export type StoredFile = v.InferOutput<typeof storedFileSchema>;

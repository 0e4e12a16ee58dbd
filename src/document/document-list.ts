import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { instantSchema } from '../platform/database/database.ts';
import { newestFirst, newestFirstEntries, nextCursorSchema } from '../platform/database/newest-first.ts';
import { described, named } from '../platform/described.ts';
import { currencySchema, minorSchema, moneySchema } from '../platform/money/money.ts';
import type { Runtime } from '../platform/runtime.ts';
import { integer } from '../platform/text/whole-number.ts';
import { documentKinds, documentNumber } from './document-number.ts';

export const documentsQuerySchema = v.strictObject({
  ...newestFirstEntries,
  kind: v.optional(
    described(
      v.picklist(documentKinds, `Choose one of ${documentKinds.join(', ')}.`),
      'Only documents of this kind.',
    ),
  ),
  legalEntity: v.optional(
    described(v.pipe(v.string(), v.maxLength(40)), 'Only those of this company, by its code.'),
  ),
});

export const issuedDocumentsSchema = named(
  'IssuedDocuments',
  'A page of documents.',
  v.object({
    documents: described(
      v.array(
        named(
          'IssuedDocument',
          'A document as a row of the list of the staff. Its file is at `/documents/{reservation}/{id}`.',
          v.object({
            id: described(v.string(), 'The id of the document, `doc_…`.'),
            kind: described(v.picklist(documentKinds), 'What it is.'),
            number: described(v.string(), 'Its number in the books.'),
            legalEntity: described(v.string(), 'The company that issued it, by its code.'),
            reservation: described(v.string(), 'The id of the reservation, `res_…`.'),
            reference: described(v.string(), 'The reference of the reservation, as people call it.'),
            payment: described(
              v.nullable(v.string()),
              'The payment that it is about; null where it is about none.',
            ),
            amount: described(moneySchema, 'What it is over.'),
            issuedAt: described(v.string(), 'When it was issued, RFC 3339 in UTC.'),
          }),
        ),
      ),
      'The documents, the newest first.',
    ),
    nextCursor: nextCursorSchema,
  }),
);

const rowSchema = v.object({
  id: v.string(),
  at: instantSchema,
  kind: v.picklist(documentKinds),
  year: integer,
  number: integer,
  prefix: v.string(),
  legalEntity: v.string(),
  reservation: v.string(),
  reference: v.string(),
  payment: v.nullable(v.string()),
  amount: minorSchema,
  currency: currencySchema,
});

/** The documents that the staff look for, the newest first. One statement. */
export async function listIssuedDocuments(
  runtime: Runtime,
  { kind, legalEntity, ...asked }: v.InferOutput<typeof documentsQuerySchema>,
): Promise<v.InferOutput<typeof issuedDocumentsSchema>> {
  const list = newestFirst(asked, { at: sql`d.issued_at`, id: sql`d.id` }, [
    kind && sql`d.kind = ${kind}`,
    legalEntity && sql`d.legal_entity = ${legalEntity}`,
  ]);
  const rows = await runtime.database.query(sql`
    select ${list.columns}, d.kind, d.year, d.number, d.issuer ->> 'number_prefix' as prefix, d.legal_entity as "legalEntity",
      d.reservation_id as reservation, r.reference, d.payment_id as payment, d.amount_minor::float8 as amount, r.currency
    from (select * from documents d ${list.where} ${list.order}) d
    join reservations r on r.id = d.reservation_id
    order by d.issued_at desc, d.id desc`);
  const { page, nextCursor } = list.read(rowSchema, rows);
  const documents = page.map(({ at, year, number, prefix, amount, currency, ...document }) => ({
    ...document,
    number: documentNumber(prefix, { kind: document.kind, year, number }),
    amount: { amount, currency },
    issuedAt: at.toISOString(),
  }));
  return { documents, nextCursor };
}

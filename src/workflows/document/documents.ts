import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { guestOf, reservationJson, reservationSchema } from '../../booking/reservation.ts';
import { type DocumentContent, documentSchema } from '../../document/content.ts';
import { creditLines, documentLines } from '../../document/lines.ts';
import { firstOf, instantSchema, rowsOf } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { minor, minorSchema, moneySchema } from '../../platform/money/money.ts';
import { methods, purposes } from '../../platform/money/payment-methods.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { textsByLanguage } from '../../texts/document.ts';
import { customerOf } from './customer.ts';

const documentKinds = ['receipt', 'invoice', 'credit-note', 'debit-note'] as const;

export const documentListSchema = named(
  'Documents',
  'The documents of a reservation.',
  v.object({
    documents: described(
      v.array(
        named(
          'Document',
          'An invoice, a receipt or a credit note. Its file is a PDF.',
          v.object({
            id: described(v.string(), 'The id of the document, `doc_…`.'),
            kind: described(v.picklist(documentKinds), 'What it is.'),
            number: described(v.string(), 'Its number in the books.'),
            amount: described(moneySchema, 'What it is over.'),
            issuedAt: described(v.string(), 'When it was issued, RFC 3339 in UTC.'),
          }),
        ),
      ),
      'The documents, the oldest first.',
    ),
  }),
);

const entitySchema = v.object({
  name: v.string(),
  address_lines: v.array(v.string()),
  tax_id: v.nullable(v.string()),
  email: v.string(),
  time_zone: v.string(),
  number_prefix: v.string(),
});

const rowSchema = v.object({
  id: v.string(),
  kind: v.picklist(documentKinds),
  year: v.number(),
  number: v.number(),
  amount: minorSchema,
  creditedBefore: minorSchema,
  issuer: entitySchema,
  issuedAt: instantSchema,
  reservation: reservationSchema,
  invoice: v.nullable(v.object({ year: v.number(), number: v.number() })),
  payment: v.nullable(
    v.object({
      purpose: v.picklist(purposes),
      method: v.picklist(methods),
      providerReference: v.nullable(v.string()),
    }),
  ),
});

type Row = v.InferOutput<typeof rowSchema>;

/** `rowSchema` as JSON, of the row `o` of the documents. */
const rowJson: SQL = sql`json_build_object('id', o.id, 'kind', o.kind, 'year', o.year, 'number', o.number, 'amount', o.amount_minor, 'creditedBefore', o.credited_before_minor,
  'issuer', o.issuer, 'issuedAt', o.issued_at, 'reservation', (select ${reservationJson} from reservations r where r.id = o.reservation_id),
  'invoice', (select json_build_object('year', i.year, 'number', i.number) from documents i where i.reservation_id = o.reservation_id and i.kind = 'invoice' limit 1),
  'payment', (select json_build_object('purpose', p.purpose, 'method', coalesce((select c.kind from credits c where c.id = p.credit_id), p.provider), 'providerReference', p.provider_ref)
    from payments p where p.id = o.payment_id))`;

const letters = { receipt: 'REC', invoice: 'INV', 'credit-note': 'CRN', 'debit-note': 'DBN' } as const;

/** `M-INV-2027-000123`: legal entity, kind, year, and a number without gaps within them. */
function numberOf(row: Pick<Row, 'kind' | 'year' | 'number' | 'issuer'>): string {
  return `${row.issuer.number_prefix}-${letters[row.kind]}-${row.year}-${String(row.number).padStart(6, '0')}`;
}

/** The documents of a reservation in their order. One statement. */
export async function listDocuments(
  runtime: Runtime,
  reservationId: string,
): Promise<v.InferOutput<typeof documentListSchema>> {
  const documents = await rowsFor(runtime, sql`o.reservation_id = ${reservationId}`);
  return {
    documents: documents.map((row) => ({
      id: row.id,
      kind: row.kind,
      number: numberOf(row),
      amount: { amount: row.amount, currency: row.reservation.currency },
      issuedAt: row.issuedAt.toISOString(),
    })),
  };
}

async function rowsFor(runtime: Runtime, condition: SQL): Promise<Row[]> {
  const rows = await runtime.database.query(
    sql`select ${rowJson} as document from documents o where ${condition} order by o.issued_at, o.kind, o.number`,
  );
  return rowsOf(v.object({ document: rowSchema }), rows).map(({ document }) => document);
}

/** A document ready to be handed over. */
export interface DocumentFile {
  readonly filename: string;
  readonly pdf: Uint8Array;
}

const fileSchema = v.object({ document: rowSchema, pdf: v.nullable(v.string()) });

/**
 * The PDF of a document of a reservation: the one that is stored, or drawn now and stored for good. The same
 * content gives the same bytes, so two who draw it at once store the same. 404 for a document of another
 * reservation.
 */
export async function documentFile(
  runtime: Runtime,
  reservationId: string,
  documentId: string,
): Promise<DocumentFile> {
  const rows = await runtime.database.query(sql`
    select ${rowJson} as document, (select encode(f.pdf, 'base64') from document_files f where f.document_id = o.id) as pdf
    from documents o where o.id = ${documentId} and o.reservation_id = ${reservationId}`);
  const found = firstOf(fileSchema, rows);
  if (!found) throw new Problem('not-found', 'There is no such document.');
  return drawn(runtime, found);
}

/** The PDFs of a reservation's documents of some kinds, drawn and stored where they are not. */
export async function documentFiles(
  runtime: Runtime,
  reservationId: string,
  kinds: readonly Row['kind'][],
): Promise<DocumentFile[]> {
  const rows = await runtime.database.query(sql`
    select ${rowJson} as document, (select encode(f.pdf, 'base64') from document_files f where f.document_id = o.id) as pdf
    from documents o where o.reservation_id = ${reservationId} and o.kind in ${kinds} order by o.issued_at, o.kind, o.number`);
  return Promise.all(rowsOf(fileSchema, rows).map((found) => drawn(runtime, found)));
}

async function drawn(runtime: Runtime, found: v.InferOutput<typeof fileSchema>): Promise<DocumentFile> {
  const filename = `${numberOf(found.document)}.pdf`;
  if (found.pdf !== null) return { filename, pdf: Buffer.from(found.pdf, 'base64') };
  const { renderDocument } = await import('../../document/render.ts');
  const pdf = await renderDocument(contentOf(runtime, found.document));
  await runtime.database.query(sql`insert into document_files (document_id, pdf, created_at)
    values (${found.document.id}, decode(${Buffer.from(pdf).toString('base64')}, 'base64'), ${runtime.clock.now().toISOString()}) on conflict do nothing`);
  return { filename, pdf };
}

/**
 * What stands on a document: everything of it was frozen with the reservation or with the document itself.
 */
function contentOf(runtime: Runtime, row: Row): DocumentContent {
  const { reservation, issuer, kind, amount } = row;
  const { quote, language } = reservation;
  const guest = guestOf(runtime, reservation);
  const common = {
    number: numberOf(row),
    issuedAt: row.issuedAt.toISOString(),
    issuer: {
      name: issuer.name,
      addressLines: issuer.address_lines,
      taxId: issuer.tax_id,
      email: issuer.email,
      timeZone: issuer.time_zone,
    },
    customer: customerOf(guest, language),
    language,
    reservation: {
      reference: reservation.reference,
      itemName: quote.item.name,
      city: quote.item.city,
      startsAt: reservation.startsAt.toISOString(),
      endsAt: reservation.endsAt.toISOString(),
      timeZone: quote.item.timeZone,
    },
    currency: reservation.currency,
  };
  if (kind === 'invoice')
    return v.parse(documentSchema, { kind, ...common, ...documentLines(quote, language) });
  if (kind === 'credit-note' || kind === 'debit-note')
    return v.parse(documentSchema, {
      kind,
      ...common,
      ...creditLines(quote, language, amount, row.creditedBefore),
      invoiceNumber: row.invoice ? numberOf({ ...row.invoice, kind: 'invoice', issuer }) : '',
      reason: textsByLanguage[language].creditReasons[reasonOf(kind, reservation.cancelledAt !== null)],
    });
  if (!row.payment) throw new Error('a receipt of no payment');
  const isDeposit = row.payment.purpose === 'security-deposit';
  const sale = isDeposit ? { lines: [], taxSummary: [], total: minor(0) } : documentLines(quote, language);
  return v.parse(documentSchema, {
    kind,
    ...common,
    ...sale,
    purpose: row.payment.purpose,
    received: {
      amount,
      method: row.payment.method,
      providerReference: row.payment.providerReference,
      at: row.issuedAt.toISOString(),
    },
  });
}

function reasonOf(
  kind: 'credit-note' | 'debit-note',
  isCancelled: boolean,
): 'cancelled' | 'refunded' | 'returned' {
  if (kind === 'debit-note') return 'returned';
  return isCancelled ? 'cancelled' : 'refunded';
}

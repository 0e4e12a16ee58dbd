import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { guestOf, type Reservation, reservationJson, reservationSchema } from '../../booking/reservation.ts';
import { type DocumentContent, documentSchema } from '../../document/content.ts';
import { documentKinds, documentNumber } from '../../document/document-number.ts';
import { creditLines, documentLines } from '../../document/lines.ts';
import { firstOf, rowsOf } from '../../platform/database/database.ts';
import { functionNamed } from '../../platform/database/functions.ts';
import { described, named } from '../../platform/described.ts';
import { writtenTo } from '../../platform/languages.ts';
import { currencySchema, minor, moneySchema } from '../../platform/money/money.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { fitted, lookOf } from '../../settings/appearance.ts';
import { withBusiness } from '../../settings/business.ts';
import { textsByLanguage } from '../../texts/document.ts';
import { customerOf } from './customer.ts';
import {
  type StoredDocument,
  type StoredFile,
  storedDocumentSchema,
  storedFileSchema,
} from './stored-document.ts';

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

const numberOf = (row: Pick<StoredDocument, 'kind' | 'year' | 'number' | 'issuer'>) =>
  documentNumber(row.issuer.number_prefix, row);

const listedSchema = v.object({ currency: currencySchema, document: storedDocumentSchema });

/** The documents of a reservation in their order. One statement. */
export async function listDocuments(
  runtime: Runtime,
  reservationId: string,
): Promise<v.InferOutput<typeof documentListSchema>> {
  const rows = await runtime.database.query(sql`
    select r.currency, ${functionNamed('document_json')}(d) as document from documents d join reservations r on r.id = d.reservation_id
    where d.reservation_id = ${reservationId} order by d.issued_at, d.kind, d.number`);
  return {
    documents: rowsOf(listedSchema, rows).map(({ currency, document }) =>
      presentDocument(document, currency),
    ),
  };
}

export function presentDocument(
  row: StoredDocument,
  currency: v.InferOutput<typeof currencySchema>,
): v.InferOutput<typeof documentListSchema>['documents'][number] {
  return {
    id: row.id,
    kind: row.kind,
    number: numberOf(row),
    amount: { amount: row.amount, currency },
    issuedAt: row.issuedAt.toISOString(),
  };
}

/** A document ready to be handed over. */
export interface DocumentFile {
  readonly filename: string;
  readonly pdf: Uint8Array;
}

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
    select ${reservationJson} as reservation, ${functionNamed('document_json')}(d) as document,
      (select encode(f.pdf, 'base64') from document_files f where f.document_id = d.id) as pdf,
      (select s.content from settings s where s.key = 'business') as business,
      (select s.content from settings s where s.key = 'appearance') as appearance
    from documents d join reservations r on r.id = d.reservation_id where d.id = ${documentId} and r.id = ${reservationId}`);
  const found = firstOf(foundSchema, rows);
  const [file] = found
    ? await drawnFiles(withBusiness(runtime, found.business), found.reservation, [found], found.appearance)
    : [];
  if (!file) throw new Problem('not-found', 'There is no such document.');
  return file;
}

const foundSchema = v.object({
  reservation: reservationSchema,
  ...storedFileSchema.entries,
  business: v.unknown(),
  appearance: v.unknown(),
});

/**
 * The PDFs of documents of a reservation, drawn and stored where they are not: as the house looks on the day
 * on which they are drawn. One statement if any is drawn.
 * @param appearance the setting of that name
 */
export async function drawnFiles(
  runtime: Runtime,
  reservation: Reservation,
  files: readonly StoredFile[],
  appearance: unknown,
): Promise<DocumentFile[]> {
  const drawn = await Promise.all(files.map((file) => drawnFile(runtime, reservation, file, appearance)));
  const isNew = drawn.flatMap(({ id, pdf }, index) =>
    files[index]?.pdf === null ? [{ id, pdf: Buffer.from(pdf).toString('base64') }] : [],
  );
  if (isNew.length > 0)
    await runtime.database.query(sql`insert into document_files (document_id, pdf, created_at)
      select id, decode(pdf, 'base64'), ${runtime.clock.now().toISOString()} from jsonb_to_recordset(${JSON.stringify(isNew)}::jsonb) as f(id text, pdf text)
      on conflict do nothing`);
  return drawn.map(({ filename, pdf }) => ({ filename, pdf }));
}

async function drawnFile(
  runtime: Runtime,
  reservation: Reservation,
  { document, pdf }: StoredFile,
  appearance: unknown,
): Promise<DocumentFile & { readonly id: string }> {
  const named = { id: document.id, filename: `${numberOf(document)}.pdf` };
  if (pdf !== null) return { ...named, pdf: Buffer.from(pdf, 'base64') };
  const { renderDocument } = await import('../../document/render.ts');
  const { accent, logo } = lookOf(appearance);
  const look = { accent, logo: logo && { bytes: logo.bytes, ...fitted(logo, logoBox) } };
  return { ...named, pdf: await renderDocument(contentOf(runtime, reservation, document), look) };
}

/** In points, beside the title. */
const logoBox = { width: 160, height: 48 };

/**
 * What stands on a document: everything of it was frozen with the terms that it was issued under, or with
 * the document itself.
 */
function contentOf(runtime: Runtime, reservation: Reservation, row: StoredDocument): DocumentContent {
  const { issuer, kind, amount } = row;
  const language = writtenTo(reservation.language, runtime.config.business.languages);
  const { quote, startsAt, endsAt } = row.terms ?? reservation;
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
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
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
      reason: textsByLanguage[language].creditReasons[reasonOf(row, reservation.cancelledAt !== null)],
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
  { kind, cause }: StoredDocument,
  isCancelled: boolean,
): 'cancelled' | 'changed' | 'refunded' | 'returned' {
  if (cause) return cause;
  if (kind === 'debit-note') return 'returned';
  return isCancelled ? 'cancelled' : 'refunded';
}

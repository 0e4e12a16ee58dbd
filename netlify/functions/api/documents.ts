import {
  documentsQuerySchema,
  issuedDocumentsSchema,
  listIssuedDocuments,
} from '../../../src/document/document-list.ts';
import { access } from '../../../src/http/access/access.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { conditional } from '../../../src/http/answer/conditional.ts';
import { pdfAnswer } from '../../../src/http/answer/pdf.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { query } from '../../../src/http/request/request-body.ts';
import {
  documentFile,
  documentListSchema,
  listDocuments,
} from '../../../src/workflows/document/documents.ts';

export const app = createApp();

app.get(
  '/documents',
  access('document:read:any'),
  limit(limits.staff),
  query(documentsQuerySchema),
  responses(
    'Documents',
    'Receipts, invoices, credit notes and debit notes of all reservations, the newest first.',
    { 200: issuedDocumentsSchema },
    [],
  ),
  async (c) => c.json(await listIssuedDocuments(c.env.runtime, c.req.valid('query'))),
);

app.get(
  '/documents/:id',
  access('manage-link', 'own-reservation', 'document:read:any'),
  limit(limits.manage),
  responses(
    'The documents of a reservation',
    'Receipts, invoice and credit notes, by the id of the reservation.',
    { 200: documentListSchema },
    [],
  ),
  async (c) => c.json(await listDocuments(c.env.runtime, c.req.param('id'))),
);

app.get(
  '/documents/:id/:document',
  access('manage-link', 'own-reservation', 'document:read:any'),
  limit(limits.manage),
  conditional(),
  responses('A document as PDF', 'In the language of the guest. The same bytes for ever.', {}, [], {
    status: 200,
    mediaType: 'application/pdf',
  }),
  async (c) => {
    const { filename, pdf } = await documentFile(c.env.runtime, c.req.param('id'), c.req.param('document'));
    return pdfAnswer(c, filename, pdf);
  },
);

export default serve(app);

export const config: RouteConfig = { path: ['/api/v1/documents', '/api/v1/documents/*'] };

import { evidenceSchema } from '../../../src/document/evidence.ts';
import { access } from '../../../src/http/access/access.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { pdfAnswer, prefersPdf } from '../../../src/http/answer/pdf.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { query } from '../../../src/http/request/request-body.ts';
import { disputesQuerySchema, disputesSchema, listDisputes } from '../../../src/payment/dispute-list.ts';
import { evidenceOf } from '../../../src/workflows/document/dispute-evidence.ts';

export const app = createApp();

app.get(
  '/disputes',
  access('dispute:read'),
  limit(limits.staff),
  query(disputesQuerySchema),
  responses('Disputes', 'Of all payments, the newest first.', { 200: disputesSchema }, []),
  async (c) => c.json(await listDisputes(c.env.runtime, c.req.valid('query'))),
);

app.get(
  '/disputes/:id/evidence',
  access('dispute:read'),
  limit(limits.staff),
  responses(
    'What speaks for us in a dispute',
    'Booking, policy as accepted, mails, confirmations, payments and refunds: as JSON, or as PDF with `Accept: application/pdf`.',
    { 200: evidenceSchema },
    [],
    { status: 200, mediaType: 'application/pdf' },
  ),
  async (c) => {
    const evidence = await evidenceOf(c.env.runtime, c.req.param('id'));
    c.header('Vary', 'Accept', { append: true });
    if (!prefersPdf(c.req.header('Accept'))) return c.json(evidence);
    const { renderEvidence } = await import('../../../src/document/render.ts');
    return pdfAnswer(c, `${evidence.booking.reference}-evidence.pdf`, await renderEvidence(evidence));
  },
);

export default serve(app);

export const config: RouteConfig = { path: ['/api/v1/disputes', '/api/v1/disputes/*'] };

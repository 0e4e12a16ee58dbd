import type { Context } from 'hono';
import type { Env } from '../env.ts';

/** Whether a client asks for PDF by name. Anything else gets JSON. */
export function prefersPdf(accept: string | undefined): boolean {
  return /(?:^|,)\s*application\/pdf\s*(?:;|,|$)/i.test(accept ?? '');
}

/** A PDF to be kept. The name is one of ours: letters, figures and hyphens. */
export function pdfAnswer(c: Context<Env>, filename: string, pdf: Uint8Array): Response {
  return c.body(new Uint8Array(pdf), 200, {
    'Content-Type': 'application/pdf',
    'Content-Disposition': `attachment; filename="${filename}"`,
  });
}

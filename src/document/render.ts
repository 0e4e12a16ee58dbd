import type { DocumentContent } from './content.ts';
import type { Evidence } from './evidence.ts';
import { drawEvidence } from './evidence-pages.ts';
import { drawMoneyDocument } from './money-document.ts';
import type { Look } from './sheet/sheet.ts';

/**
 * The PDF of a receipt, an invoice or a credit note. The same content gives the same bytes. This module
 * brings pdfkit and the fonts along: import it when there is something to draw (`await import`), so that no
 * cold start pays for it.
 */
export function renderDocument(content: DocumentContent, look: Look = {}): Promise<Uint8Array> {
  return drawMoneyDocument(content, look);
}

/** The PDF of an evidence bundle, in English. The same content gives the same bytes. */
export function renderEvidence(evidence: Evidence): Promise<Uint8Array> {
  return drawEvidence(evidence);
}

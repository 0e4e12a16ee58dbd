import type { Runtime } from '../../../src/platform/runtime.ts';
import { type DocumentFile, documentFile, listDocuments } from '../../../src/workflows/document/documents.ts';

/** The files of all documents of a reservation of these kinds. */
export async function documentFiles(
  runtime: Runtime,
  reservationId: string,
  kinds: readonly string[],
): Promise<DocumentFile[]> {
  const { documents } = await listDocuments(runtime, reservationId);
  const wanted = documents.filter(({ kind }) => kinds.includes(kind));
  return Promise.all(wanted.map(({ id }) => documentFile(runtime, reservationId, id)));
}

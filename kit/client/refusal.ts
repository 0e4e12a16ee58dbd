import type { FieldError, ProblemCode } from '../../src/platform/problems.ts';
import type { Language } from './midas.ts';
import { type Alternative, MidasProblem } from './midas-problem.ts';
import { sentences } from './sentences.ts';

/** What came back, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly blob: Blob;
}

/** The document of RFC 9457 as the API writes it. */
interface ProblemDocument {
  readonly code: ProblemCode;
  readonly title: string;
  readonly detail?: string;
  readonly requestId?: string;
  readonly errors?: readonly FieldError[];
  readonly alternatives?: readonly Alternative[];
}

/** The refusal that an answer holds. What stands between the API and us may answer in its own way: `unreadable`. */
export function refusalOf({ status, headers, text }: Answer, language: Language): MidasProblem {
  const retryAfterSeconds = secondsOf(headers.get('Retry-After'));
  if (!headers.get('Content-Type')?.startsWith('application/problem+json'))
    return unreadable(status, language, retryAfterSeconds);
  const { code, title, detail, requestId, errors, alternatives }: ProblemDocument = JSON.parse(text);
  return new MidasProblem({
    code,
    title,
    detail: detail ?? title,
    status,
    requestId,
    fields: errors?.map(({ field, message }) => ({ name: field, message })),
    alternatives,
    retryAfterSeconds,
  });
}

/** The content of a good answer. */
export function contentOf<T>(text: string, language: Language): T {
  try {
    return JSON.parse(text);
  } catch {
    // The page of a hotel's network, for instance, which stands in for every address.
    throw unreadable(200, language);
  }
}

function unreadable(status: number, language: Language, retryAfterSeconds?: number): MidasProblem {
  const [title, detail] = sentences[language].unreadable;
  return new MidasProblem({ code: 'unreadable', title, detail, status, retryAfterSeconds });
}

/** Seconds, as the API writes them. A date is left to the backoff: the clock of this computer may be wrong. */
function secondsOf(retryAfter: string | null): number | undefined {
  return retryAfter && /^\d+$/.test(retryAfter) ? Number(retryAfter) : undefined;
}

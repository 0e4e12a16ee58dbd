import { circuitOf } from './circuit.ts';
import type { Language } from './midas.ts';
import { MidasProblem } from './midas-problem.ts';
import { type Answer, refusalOf } from './refusal.ts';
import { sentences } from './sentences.ts';
import type { Surroundings } from './surroundings.ts';

const mostTries = 3;
const tryMs = 10_000;
const firstPauseMs = 300;
const longestPauseMs = 10_000;

export interface Call {
  /** Under `/api/v1`. */
  readonly path: string;
  readonly method?: 'GET' | 'POST' | undefined;
  readonly body?: unknown;
  readonly token?: string | undefined;
  /** With it a POST may be repeated: the API knows it again. */
  readonly idempotencyKey?: string | undefined;
  readonly accept?: string | undefined;
  readonly etag?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export type Caller = (call: Call) => Promise<Answer>;

/**
 * Sends requests to one API: each try has a time limit, what may be repeated is tried three times with backoff and full
 * jitter, `Retry-After` is kept, and the circuit spares an API that is down. Throws `MidasProblem`, or the signal's reason.
 */
export function createCaller(baseUrl: string, language: Language, surroundings: Surroundings): Caller {
  const circuit = circuitOf(baseUrl);
  const ownProblem = (code: 'offline' | 'timeout' | 'unreadable') => {
    const [title, detail] = sentences[language][code];
    return new MidasProblem({ code, title, detail });
  };

  /** The last look for whether this page is listed: what the open circuit refuses is named as it says. */
  let look: Promise<boolean> | undefined;

  return async (call) => {
    const isRepeatable = (call.method ?? 'GET') === 'GET' || call.idempotencyKey !== undefined;
    for (let tries = 1; ; tries += 1) {
      const outcome = await passCircuit(call);
      if (!(outcome instanceof MidasProblem)) return outcome;
      const pauseMs = pauseAfter(tries, outcome.retryAfterSeconds);
      const isWorthIt = passes(outcome) && pauseMs <= longestPauseMs && surroundings.isOnline();
      if (!isRepeatable || !isWorthIt || tries === mostTries) throw await named(outcome);
      await surroundings.wait(pauseMs, call.signal);
      call.signal?.throwIfAborted();
    }
  };

  /** No guest is sent to look after a connection that is fine. */
  async function named(problem: MidasProblem): Promise<MidasProblem> {
    if (problem.code !== 'offline') return problem;
    // Hardly any page needs it. If it does not come, the line is away.
    look = import('./unlisted.ts').then(
      ({ isUnlisted }) => isUnlisted(baseUrl, surroundings),
      () => false,
    );
    return (await look) ? ownProblem('unreadable') : problem;
  }

  /** Full jitter, so that those who failed together do not come back together. */
  function pauseAfter(tries: number, retryAfterSeconds = 0): number {
    return retryAfterSeconds * 1000 + surroundings.random() * firstPauseMs * 2 ** (tries - 1);
  }

  async function enter(): Promise<ReturnType<typeof circuit.enter>> {
    try {
      return circuit.enter(surroundings.now());
    } catch (error) {
      throw (await look) ? ownProblem('unreadable') : error;
    }
  }

  async function passCircuit(call: Call): Promise<Answer | MidasProblem> {
    const leave = await enter();
    try {
      const outcome = await tryOnce(call);
      const isFailure = outcome instanceof MidasProblem && (outcome.status === 0 || outcome.status >= 500);
      leave(isFailure ? outcome : 'answered', surroundings.now());
      return outcome;
    } catch (error) {
      leave('given-up', surroundings.now());
      throw error;
    }
  }

  async function tryOnce(call: Call): Promise<Answer | MidasProblem> {
    call.signal?.throwIfAborted();
    const late = new AbortController();
    const over = new AbortController();
    void surroundings.wait(tryMs, over.signal).then(() => over.signal.aborted || late.abort());
    try {
      const response = await surroundings.fetch(`${baseUrl}/api/v1${call.path}`, {
        ...requestOf(call),
        signal: call.signal ? AbortSignal.any([call.signal, late.signal]) : late.signal,
      });
      const blob = await response.blob();
      const answer = { status: response.status, headers: response.headers, blob, text: await blob.text() };
      return response.ok || response.status === 304 ? answer : refusalOf(answer, language);
    } catch {
      call.signal?.throwIfAborted();
      return ownProblem(late.signal.aborted ? 'timeout' : 'offline');
    } finally {
      over.abort();
    }
  }
}

/** Whether it may yet turn out well: the API has refused nothing. `request-in-flight` is our own first try, still at work. */
export function passes({ status, code }: MidasProblem): boolean {
  return status < 400 || status === 429 || status >= 500 || code === 'request-in-flight';
}

function requestOf({ method, body, token, idempotencyKey, accept, etag }: Call): RequestInit {
  const headers = new Headers({ Accept: accept ?? 'application/json' });
  if (body !== undefined) headers.set('Content-Type', 'application/json');
  if (token) headers.set('Authorization', `Bearer ${token}`);
  if (idempotencyKey) headers.set('Idempotency-Key', idempotencyKey);
  if (etag) headers.set('If-None-Match', etag);
  return { method: method ?? 'GET', headers, body: body === undefined ? null : JSON.stringify(body) };
}

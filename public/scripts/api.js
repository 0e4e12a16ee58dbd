/**
 * The API of this site, as much of it as the pages use.
 * @typedef {{field: string, message: string}} FieldError
 * @typedef {{startsAt: string, endsAt: string, from: string, to: string}} Alternative
 */

/** What the API refuses (RFC 9457), or that it could not be reached. `message` is a sentence for people. */
export class Refusal extends Error {
  /** @param {{code: string, detail: string, title?: string, status?: number, errors?: FieldError[], alternatives?: Alternative[]}} problem */
  constructor(problem) {
    super(problem.detail);
    this.name = 'Refusal';
    this.code = problem.code;
    this.title = problem.title ?? '';
    this.status = problem.status ?? 0;
    this.errors = problem.errors ?? [];
    this.alternatives = problem.alternatives ?? [];
  }
}

/**
 * @param {string} path under `/api/v1`
 * @param {{token?: string, signal?: AbortSignal}} [options]
 */
export function get(path, options = {}) {
  return call(path, { method: 'GET' }, options);
}

/**
 * @param {string} path under `/api/v1`
 * @param {unknown} [body]
 * @param {{token?: string, signal?: AbortSignal, idempotencyKey?: string}} [options]
 */
export function post(path, body, options = {}) {
  return call(path, { method: 'POST', body: body === undefined ? null : JSON.stringify(body) }, options);
}

/**
 * A key that stays the same for as long as the content does: sending the same again, after an answer that got lost, is
 * then answered with what the first one made. Other content gets another key.
 */
export function idempotencyKeys() {
  let last = { content: '', key: '' };
  return (/** @type {unknown} */ body) => {
    const content = JSON.stringify(body);
    if (content !== last.content) last = { content, key: crypto.randomUUID() };
    return last.key;
  };
}

/** The calendar file of a reservation. @returns {Promise<Blob>} */
export async function calendarFile(/** @type {string} */ id, /** @type {string} */ token) {
  const response = await send(`/reservations/${id}/confirmation`, {
    headers: { Authorization: `Bearer ${token}`, Accept: 'text/calendar' },
  });
  if (!response.ok) throw await refusalOf(response);
  return response.blob();
}

/** @param {string} path @param {RequestInit} init @param {{token?: string, signal?: AbortSignal, idempotencyKey?: string}} options */
async function call(path, init, { token, signal, idempotencyKey }) {
  const headers = new Headers({ Accept: 'application/json' });
  if (init.body) headers.set('Content-Type', 'application/json');
  if (token) headers.set('Authorization', `Bearer ${token}`);
  if (idempotencyKey) headers.set('Idempotency-Key', idempotencyKey);
  const response = await send(path, { ...init, headers, signal: signal ?? null });
  if (!response.ok) throw await refusalOf(response);
  return response.json();
}

async function send(path, init) {
  try {
    return await fetch(`/api/v1${path}`, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Refusal({
      code: 'unreachable',
      detail: 'We could not be reached. Check your connection, then try again.',
    });
  }
}

async function refusalOf(response) {
  const isProblem = response.headers.get('Content-Type')?.startsWith('application/problem+json');
  if (isProblem) return new Refusal(await response.json());
  return new Refusal({
    code: 'unreadable',
    status: response.status,
    detail: 'Something went wrong on our side. Please try again in a moment.',
  });
}

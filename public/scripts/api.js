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
 * How to call. `signedIn`: the page is that of somebody who is signed in, so a session that ran out is refreshed, and where there is none
 * the page of the sign-in takes over.
 * @typedef {{token?: string, signal?: AbortSignal, signedIn?: boolean}} Options
 */

/** @param {string} path under `/api/v1` @param {Options} [options] */
export function get(path, options = {}) {
  return call(path, { method: 'GET' }, options);
}

/** @param {string} path under `/api/v1` @param {unknown} [body] @param {Options} [options] */
export function post(path, body, options = {}) {
  return call(path, { method: 'POST', body: body === undefined ? null : JSON.stringify(body) }, options);
}

/** @param {string} path under `/api/v1` @param {unknown} body @param {Options} [options] */
export function patch(path, body, options = {}) {
  return call(path, { method: 'PATCH', body: JSON.stringify(body) }, options);
}

/** @param {string} path under `/api/v1` @param {Options} [options] */
export function remove(path, options = {}) {
  return call(path, { method: 'DELETE' }, options);
}

/**
 * The calendar file of a reservation, by the token of its link or, without one, for whoever is signed in.
 * @param {string} id @param {string} [token] @returns {Promise<Blob>}
 */
export async function calendarFile(id, token) {
  const init = { headers: { Accept: 'text/calendar' } };
  const response = await answer(
    `/reservations/${id}/confirmation`,
    init,
    token ? { token } : { signedIn: true },
  );
  return response.blob();
}

/** @param {string} path @param {RequestInit} init @param {Options} options */
async function call(path, init, options) {
  return (await answer(path, init, options)).json();
}

/** The answer, when it is a good one. */
async function answer(path, init, options) {
  const before = refreshes;
  const response = await send(path, prepared(init, options));
  if (response.ok) return response;
  const refusal = await refusalOf(response);
  if (!options.signedIn || refusal.code !== 'unauthorized') throw refusal;
  // Another call may have refreshed it meanwhile.
  if (refreshes === before) await refreshSession();
  return answer(path, init, { ...options, signedIn: false });
}

/** @param {RequestInit} init @param {Options} options */
function prepared(init, { token, signal }) {
  const headers = new Headers({ Accept: 'application/json', ...init.headers });
  if (init.body) headers.set('Content-Type', 'application/json');
  if (token) headers.set('Authorization', `Bearer ${token}`);
  return { ...init, headers, signal: signal ?? null };
}

let refreshes = 0;
/** @type {Promise<void> | undefined} */
let refreshing;

/** Refreshes the session, once for all calls that have found it run out. Where it is over, this never comes back. */
function refreshSession() {
  refreshing ??= post('/auth/refresh', {})
    .then(() => {
      refreshes += 1;
    })
    .catch((error) => {
      if (!(error instanceof Refusal) || error.code !== 'unauthorized') throw error;
      location.replace(signInPage());
      return new Promise(() => {});
    })
    .finally(() => {
      refreshing = undefined;
    });
  return refreshing;
}

/** The page of the sign-in, which leads back to this one. */
function signInPage() {
  const here = `${location.pathname}${location.search}${location.hash}`;
  return `/account/sign-in/?${new URLSearchParams({ returnTo: here })}`;
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

import * as api from '../api.js';
import { withProof } from './proof.js';

/** Calls of whoever is signed in: the session is refreshed and a fresh proof asked for where that is needed. */
const options = { signedIn: true };

/** @param {string} path */
export const get = (path) => api.get(path, options);

/** @param {string} path @param {unknown} [body] */
export const post = (path, body) => withProof(() => api.post(path, body, options));

/** @param {string} path @param {unknown} body */
export const patch = (path, body) => withProof(() => api.patch(path, body, options));

/** @param {string} path */
export const remove = (path) => withProof(() => api.remove(path, options));

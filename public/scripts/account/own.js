import * as api from '../api.js';
import { withReauthentication } from './reauthenticate.js';

/** Calls of whoever is signed in: the session is refreshed and a fresh authentication asked for where that is needed. */
const options = { signedIn: true };

/** @param {string} path */
export const get = (path) => api.get(path, options);

/** @param {string} path @param {unknown} [body] */
export const post = (path, body) => withReauthentication(() => api.post(path, body, options));

/** @param {string} path @param {unknown} body */
export const patch = (path, body) => withReauthentication(() => api.patch(path, body, options));

/** @param {string} path */
export const remove = (path) => withReauthentication(() => api.remove(path, options));

/** A reservation is opened by its id and its token, which stand behind `#` and so reach no server. */

/** @returns {{id: string, token: string} | null} */
export function readLink() {
  const [id = '', token = ''] = location.hash.slice(1).split('/');
  return /^res_\w+$/.test(id) && token ? { id, token } : null;
}

/**
 * Keeps the token in this tab while the guest is at the payment provider, who must not learn it.
 * @param {{id: string, token: string}} link
 */
export function rememberLink({ id, token }) {
  sessionStorage.setItem(`reservation ${id}`, token);
}

/** The link that this tab remembers of a reservation. @param {string | null} id */
export function recallLink(id) {
  const token = id && sessionStorage.getItem(`reservation ${id}`);
  return id && token ? { id, token } : null;
}

/** @param {'pay' | 'manage'} page @param {{id: string, token: string}} link */
export function linkTo(page, { id, token }) {
  return `/${page}/#${id}/${token}`;
}

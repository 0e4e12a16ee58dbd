/**
 * What the page does in the browser: signs somebody in by Firebase's own library, which forgets them at once,
 * and brings the ID token to the API. It stands in the page itself and is let in by its digest.
 * https://firebase.google.com/docs/auth/web/google-signin,
 * https://firebase.google.com/docs/auth/web/auth-state-persistence
 */
export const firebaseScript = `
const page = document.getElementById('firebase');
const { scriptUrl, apiKey, authDomain, projectId, returnTo } = page.dataset;
const button = page.querySelector('button');
const refused = page.querySelector('[role=alert]');
const library = Promise.all([import(scriptUrl + '/firebase-app.js'), import(scriptUrl + '/firebase-auth.js')]);
library.catch(() => {}); // Told when somebody wants to use it.
let session;

async function signIn() {
  const [app, auth] = await library;
  session ??= auth.initializeAuth(app.initializeApp({ apiKey, authDomain, projectId }), {
    persistence: auth.inMemoryPersistence,
    popupRedirectResolver: auth.browserPopupRedirectResolver,
  });
  const { user } = await auth.signInWithPopup(session, new auth.GoogleAuthProvider());
  const answer = await fetch('/api/v1/auth/providers/firebase/id-token', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ credential: await user.getIdToken() }),
  });
  if (!answer.ok) throw new Error('the sign-in was answered with ' + answer.status);
  const { outcome, transaction, kinds } = await answer.json();
  if (outcome === 'signed-in') return returnTo;
  return '/account/sign-in/#' + new URLSearchParams({ transaction, kinds: kinds.join(' '), returnTo });
}

button.addEventListener('click', async () => {
  button.disabled = true;
  refused.hidden = true;
  try {
    location.replace(await signIn());
  } catch (error) {
    // Whoever closes the window has changed their mind, and nothing is broken.
    if (error.code !== 'auth/popup-closed-by-user') console.error(error);
    button.disabled = false;
    refused.hidden = false;
    refused.focus();
  }
});
`;

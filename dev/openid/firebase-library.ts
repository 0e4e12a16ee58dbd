/**
 * As much of Firebase's library for browsers as a page needs to sign somebody in, by its names
 * (https://firebase.google.com/docs/reference/js/auth): the window of the sandbox takes the place of Firebase's own.
 */
export const firebaseApp = `export const initializeApp = (options) => ({ options });
`;

export const firebaseAuth = `const origin = new URL(import.meta.url).origin;
export const inMemoryPersistence = { type: 'NONE' };
export const browserPopupRedirectResolver = {};
const refusal = (code) => Object.assign(new Error('Firebase: Error (' + code + ').'), { code });
export class GoogleAuthProvider { providerId = 'google.com'; }

export function initializeAuth(app) {
  const { apiKey, authDomain, projectId } = app.options;
  if (!apiKey || !authDomain || !projectId) throw refusal('auth/invalid-api-key');
  return { app };
}

export async function signInWithPopup(auth, provider) {
  const { projectId } = auth.app.options;
  const query = new URLSearchParams({ client_id: projectId, origin: location.origin });
  const opened = open(origin + '/window?' + query, 'firebaseAuth', 'width=500,height=600');
  if (!opened) throw refusal('auth/popup-blocked');
  const credential = await new Promise((resolve, reject) => {
    addEventListener('message', function told(event) {
      if (event.origin !== origin) return;
      removeEventListener('message', told);
      if (event.data.credential) resolve(event.data.credential);
      else reject(refusal('auth/popup-closed-by-user'));
    });
  });
  return { user: { getIdToken: async () => credential }, providerId: provider.providerId };
}
`;

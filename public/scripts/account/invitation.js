import { post, Refusal } from '../api.js';
import { onSubmitOfLink, openMailedLink } from './mailed-link.js';
import { offerToShowPasswords } from './show-password.js';
import { goToState } from './state.js';

/** Accepts an invitation. Where the address has an account that is all; where it has none, a name and a password make it. */
const token = openMailedLink('accept');
offerToShowPasswords();
onSubmitOfLink('#accept', async () => {
  try {
    await accept({ token });
  } catch (error) {
    if (!(error instanceof Refusal) || !error.errors.some(({ field }) => field === 'name')) throw error;
    goToState('form');
  }
});
onSubmitOfLink('#join', ({ name, password }) => accept({ token, name, password }));

async function accept(acceptance) {
  const { outcome } = await post('/auth/invitations/accept', acceptance);
  if (outcome === 'role-given') goToState('done');
  else location.replace('/account/');
}

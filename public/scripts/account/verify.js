import { post, Refusal } from '../api.js';
import { onSubmitOfLink, openMailedLink } from './mailed-link.js';
import { offerToShowPasswords } from './show-password.js';
import { fieldRefusal } from './submit.js';

/** Opens the account by the link in the mail and the password that was chosen. */
const token = openMailedLink('form');
offerToShowPasswords();
onSubmitOfLink('#verify', async ({ password }) => {
  try {
    await post('/auth/verify', { token, password });
    location.replace('/account/');
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'sign-in-refused') throw error;
    throw fieldRefusal('password', error.message);
  }
});

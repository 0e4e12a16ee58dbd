import { post } from '../api.js';
import { onSubmitOfLink, openMailedLink } from './mailed-link.js';
import { offerToShowPasswords } from './show-password.js';
import { goToState } from './state.js';

/** Sets a new password by the link in the mail. */
const token = openMailedLink('form');
offerToShowPasswords();
onSubmitOfLink('#reset', async ({ password }) => {
  await post('/auth/reset', { token, password });
  goToState('done');
});

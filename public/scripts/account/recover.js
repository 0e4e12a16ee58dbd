import { post } from '../api.js';
import { find, showState } from '../element.js';
import { fill, goToState } from './state.js';
import { onSubmit } from './submit.js';

/** Orders the mail with the link for a new password. Whether the address has an account, nobody learns here. */
const form = /** @type {HTMLFormElement} */ (find('#recover'));

showState('form');
onSubmit(form, async ({ email }) => {
  await post('/auth/recover', { email });
  fill('email', email);
  goToState('sent');
});
find('#again').addEventListener('click', () => {
  showState('form');
  form.email.select();
});

import { post, Refusal } from '../api.js';
import { find, showState } from '../element.js';
import { providerLinks } from './provider-links.js';
import { offerToShowPasswords } from './show-password.js';
import { fill, goToState } from './state.js';
import { fieldRefusal, onSubmit } from './submit.js';
import { termsVersion } from './terms.js';

/** Orders the mail that opens an account. Whether the address has one already, nobody learns here. */
const form = /** @type {HTMLFormElement} */ (find('#register'));
const told = find('#told');
const again = /** @type {HTMLButtonElement} */ (find('#resend'));

showState('form');
offerToShowPasswords();
onSubmit(form, async ({ terms, ...fields }) => {
  if (!terms) throw fieldRefusal('terms', 'An account needs these terms.');
  await post('/auth/register', {
    ...fields,
    consents: [{ document: 'terms', version: termsVersion }],
    elapsedSeconds: performance.now() / 1000,
  });
  fill('email', fields.email);
  form.password.value = '';
  goToState('sent');
});

again.addEventListener('click', async () => {
  again.disabled = true;
  try {
    await post('/auth/resend', { email: form.email.value });
    tell('We have sent it again.');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    tell(error.message);
  } finally {
    again.disabled = false;
  }
});

function tell(message) {
  told.textContent = message;
  told.hidden = false;
  told.focus();
}

const links = await providerLinks('/account/');
find('.ways').append(...links);
find('#other-ways').hidden = links.length === 0;

import { get, post, Refusal } from '../api.js';
import { element } from '../element.js';
import { factorForm, refused } from './factor-form.js';
import { providerAddress, providerName } from './provider-links.js';
import { offerToShowPasswords } from './show-password.js';
import { onSubmit } from './submit.js';

/**
 * Does what may need a fresh authentication: where the API asks for one, the person is asked, and it is done again.
 * @template T @param {() => Promise<T>} act @returns {Promise<T>}
 */
export async function withReauthentication(act) {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'reauthentication-needed') throw error;
    await askForProof();
    return act();
  }
}

/** Asks in a dialog. Throws a Refusal when it is closed without a proof. */
async function askForProof() {
  const account = await get('/account', { signedIn: true });
  const dialog = element('dialog', {
    class: 'reauthentication',
    'aria-labelledby': 'reauthentication-title',
  });
  const outcome = new Promise((resolve, reject) => {
    const prove = async (proof) => {
      await post('/auth/reauthentication', proof, { signedIn: true });
      resolve(undefined);
      dialog.close();
    };
    dialog.append(
      element('h2', { id: 'reauthentication-title', tabindex: '-1', autofocus: true }, 'Is it you?'),
      element(
        'p',
        {},
        'This touches how you sign in, so please confirm that it is you. It lasts ten minutes.',
      ),
      questionFor(account, prove),
      element(
        'button',
        { type: 'button', class: 'quiet leave', click: () => dialog.close() },
        'Leave it as it is',
      ),
    );
    dialog.addEventListener('close', () => {
      dialog.remove();
      reject(new Refusal({ code: 'reauthentication-not-given', detail: 'Nothing was changed.' }));
    });
  });
  document.body.append(dialog);
  offerToShowPasswords(dialog);
  dialog.showModal();
  return outcome;
}

/** Whoever has a second factor must show one; whoever has neither that nor a password signs in again. */
function questionFor({ factors, backupCodesLeft, hasPassword, identities }, prove) {
  if (factors.length > 0)
    return factorForm({
      kinds: [...factors.map(({ kind }) => kind), ...(backupCodesLeft > 0 ? ['backup-code'] : [])],
      submit: 'Confirm',
      sendCode: () => post('/auth/reauthentication/sms', undefined, { signedIn: true }),
      give: (claim) => prove({ claim }),
    });
  return hasPassword ? passwordForm(prove) : signInAgain(identities[0]);
}

function passwordForm(prove) {
  const form = element(
    'form',
    { class: 'stack' },
    refused(),
    element(
      'div',
      { 'data-field': true },
      element('label', { for: 'reauthentication-password' }, 'Your password'),
      element('input', {
        id: 'reauthentication-password',
        name: 'password',
        type: 'password',
        autocomplete: 'current-password',
        required: true,
      }),
    ),
    element('button', { type: 'submit' }, 'Confirm'),
  );
  onSubmit(form, async ({ password }) => {
    try {
      await prove({ password });
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'sign-in-refused') throw error;
      const message = 'That is not your password. After many tries, wait a quarter of an hour.';
      throw new Refusal({ code: error.code, detail: message, errors: [{ field: 'password', message }] });
    }
  });
  return form;
}

function signInAgain(provider) {
  if (!provider)
    return element('p', {}, element('a', { href: '/account/recover/' }, 'Choose a password first.'));
  const returnTo = `${location.pathname}${location.hash}`;
  const href = providerAddress(provider, returnTo);
  return element(
    'p',
    {},
    element('a', { class: 'button', href }, `Sign in with ${providerName(provider)} again`),
  );
}

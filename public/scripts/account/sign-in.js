import { post, Refusal } from '../api.js';
import { find, showState } from '../element.js';
import { showRefusal } from '../form-errors.js';
import { factorForm, sendSignInCode } from './factor-form.js';
import { takeFragment } from './fragment.js';
import { autofilledPasskey, knowsPasskeys, showPasskey } from './passkey.js';
import { providerLinks } from './provider-links.js';
import { ownPage } from './return-to.js';
import { offerToShowPasswords } from './show-password.js';
import { goToState } from './state.js';
import { onSubmit } from './submit.js';

/** Signs in: by password, by passkey, or by whoever sends people back here half signed in. */
const fragment = new URLSearchParams(takeFragment());
const returnTo = ownPage(fragment.get('returnTo') ?? new URLSearchParams(location.search).get('returnTo'));
const form = /** @type {HTMLFormElement} */ (find('#sign-in'));
const byPasskey = /** @type {HTMLButtonElement} */ (find('#by-passkey'));
/** One question about passkeys at a time: the button ends that of the address field. */
const offer = new AbortController();

offerToShowPasswords();
onSubmit(form, async ({ email, password }) => goOn(await post('/auth/sign-in', { email, password })));
byPasskey.addEventListener('click', async () => {
  byPasskey.disabled = true;
  offer.abort();
  try {
    await signInBy(await showPasskey());
  } catch (error) {
    tell(error);
  } finally {
    byPasskey.disabled = false;
  }
});
find('#begin-anew').addEventListener('click', () => beginAnew());

const transaction = fragment.get('transaction');
if (transaction) askForFactor(transaction, (fragment.get('kinds') ?? '').split(' '));
else showState('password');
if (fragment.has('refused')) tell(refusedByProvider(fragment.get('refused')));

await Promise.all([offerOtherWays(), transaction ? undefined : offerAutofill()]);

async function offerOtherWays() {
  byPasskey.hidden = !knowsPasskeys;
  const links = await providerLinks(returnTo);
  find('.ways').append(...links);
  find('#other-ways').hidden = byPasskey.hidden && links.length === 0;
}

async function offerAutofill() {
  try {
    const passkey = await autofilledPasskey(offer.signal);
    if (passkey) await signInBy(passkey);
  } catch (error) {
    tell(error);
  }
}

async function signInBy(response) {
  try {
    goOn(await post('/auth/passkey', { response }));
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'sign-in-refused') throw error;
    const detail = 'That passkey opens no account here. Was it removed? Sign in by another way.';
    throw new Refusal({ code: error.code, detail });
  }
}

function goOn({ outcome, transaction, kinds }) {
  offer.abort();
  if (outcome === 'signed-in') location.replace(returnTo);
  else askForFactor(transaction, kinds);
}

function askForFactor(transaction, kinds) {
  const factor = factorForm({
    kinds,
    submit: 'Sign in',
    sendCode: () => sendSignInCode(transaction),
    give: async (claim) => {
      try {
        goOn(await post('/auth/second-factor', { transaction, claim }));
      } catch (error) {
        if (!(error instanceof Refusal) || error.code !== 'link-used-up') throw error;
        const detail = 'That took too long, or too many tries. Please sign in once more.';
        beginAnew(new Refusal({ code: error.code, detail }));
      }
    },
  });
  find('#factor').replaceChildren(factor);
  goToState('factor');
}

/** @param {Refusal} [why] */
function beginAnew(why) {
  form.password.value = '';
  find('#factor').replaceChildren();
  goToState('password');
  if (why) tell(why);
}

/** Why a provider's page led back to this one is told to nobody in detail. */
function refusedByProvider(code) {
  const detail =
    code === 'sign-in-refused'
      ? 'That did not sign you in. Try again, or sign in by another way: an address has to be proved on both sides before it is linked.'
      : 'The other side could not be reached, or it took too long. Please try again.';
  return new Refusal({ code: 'provider-refused', detail });
}

function tell(error) {
  if (!(error instanceof Refusal)) throw error;
  showRefusal(form, error);
}

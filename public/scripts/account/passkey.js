import { post, Refusal } from '../api.js';

/** Passkeys (WebAuthn level 3), as far as this browser knows them. */
export const knowsPasskeys =
  'PublicKeyCredential' in window && 'parseRequestOptionsFromJSON' in PublicKeyCredential;

/**
 * Makes a passkey on this device. Throws a Refusal where the person or the device does not want to.
 * @param {PublicKeyCredentialCreationOptionsJSON} options
 */
export function createPasskey(options) {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  return asked(navigator.credentials.create({ publicKey }));
}

/** Shows a passkey of this device. Throws a Refusal where the person or the device does not want to. */
export async function showPasskey() {
  const publicKey = await requestOptions();
  return asked(navigator.credentials.get({ publicKey }));
}

/** How long we wait before the challenge (five minutes) is replaced. */
const renewMs = 240_000;

/**
 * Offers passkeys where the browser fills in the address. Nothing where it cannot, or once `signal` is aborted.
 * @param {AbortSignal} signal
 */
export async function autofilledPasskey(signal) {
  if (!knowsPasskeys || !(await PublicKeyCredential.isConditionalMediationAvailable?.())) return undefined;
  while (!signal.aborted) {
    const publicKey = await requestOptions();
    try {
      const fresh = AbortSignal.any([signal, AbortSignal.timeout(renewMs)]);
      const shown = await navigator.credentials.get({ publicKey, mediation: 'conditional', signal: fresh });
      return /** @type {PublicKeyCredential} */ (shown).toJSON();
    } catch (error) {
      // Aborted by us, or by an older browser that forgets the offer: the button is there.
      if (!(error instanceof DOMException)) throw error;
      if (error.name !== 'TimeoutError') return undefined;
    }
  }
  return undefined;
}

async function requestOptions() {
  const { options } = await post('/auth/passkey/options');
  return PublicKeyCredential.parseRequestOptionsFromJSON(options);
}

/** @param {Promise<Credential | null>} credential */
async function asked(credential) {
  try {
    return /** @type {PublicKeyCredential} */ (await credential).toJSON();
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    throw new Refusal({
      code: 'passkey-not-given',
      detail: refusals[error.name] ?? refusals.NotAllowedError,
    });
  }
}

/** @type {Record<string, string>} */
const refusals = {
  NotAllowedError: 'No passkey was used. Try again, or choose another way.',
  InvalidStateError: 'This device holds a passkey for your account already.',
  NotSupportedError: 'This device cannot keep passkeys.',
  SecurityError: 'Passkeys do not work at this address.',
};

import type { Page } from './browser.ts';

/** A device that keeps passkeys and whose owner gives a finger, without any window of the browser. */
export interface Device {
  /** How many passkeys it holds. */
  count(): Promise<number>;
  /** Whether its owner is there to answer; what is asked meanwhile waits. */
  setPresent(isPresent: boolean): Promise<void>;
}

/** Gives the browser of a page such a device, by Chromium's virtual authenticator. */
export async function addDevice(page: Page): Promise<Device> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    async count() {
      const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId });
      return credentials.length;
    },
    async setPresent(enabled) {
      await devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
    },
  };
}

/** Makes the next pages believe that the browser offers no passkeys where it fills in addresses, as not every one does. */
export async function forgetAutofill(page: Page): Promise<void> {
  await page.addInitScript('PublicKeyCredential.isConditionalMediationAvailable = async () => false;');
}

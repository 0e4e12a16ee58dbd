import { get, Refusal } from '../api.js';
import { element } from '../element.js';

/** What the links say, in the language of the page they stand on. @type {Record<string, (name: string) => string>} */
const continueWith = {
  en: (name) => `Continue with ${name}`,
  fr: (name) => `Continuer avec ${name}`,
  es: (name) => `Continuar con ${name}`,
};

/** `google` as people write it. @param {string} name */
export const providerName = (name) => name.charAt(0).toUpperCase() + name.slice(1);

/** At whom people sign in here; nobody where that is not known. @returns {Promise<string[]>} */
export async function identityProviders() {
  try {
    const { providers } = await get('/auth/providers');
    return providers.map(({ name }) => name);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return [];
  }
}

/** Where somebody signs in there, and then comes back to a page of this site. @param {string} provider @param {string} returnTo */
export const providerAddress = (provider, returnTo) =>
  `/api/v1/auth/providers/${provider}?${new URLSearchParams({ returnTo })}`;

/** Links to all of them. @param {string} returnTo a page of this site */
export async function providerLinks(returnTo) {
  const names = await identityProviders();
  const say = continueWith[document.documentElement.lang] ?? continueWith.en;
  return names.map((name) =>
    element('a', { class: 'button quiet', href: providerAddress(name, returnTo) }, say(providerName(name))),
  );
}

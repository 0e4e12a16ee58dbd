import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import type { IdentityProvider } from '../../account/identity/provider.ts';
import { firebaseTexts } from '../../texts/firebase.ts';
import { languageOf } from '../../texts/form.ts';
import type { Env } from '../env.ts';
import { formPage } from '../forms/form-page.tsx';
import { firebaseScript } from './firebase-script.ts';

/**
 * What Firebase's library calls and shows: its services for people and tokens, and the helper of its window,
 * on the project's own domain.
 */
const services = ['https://identitytoolkit.googleapis.com', 'https://securetoken.googleapis.com'];
const windowHelper = 'https://apis.google.com';

/**
 * The page on which Firebase, which has no page to send people to, signs them in by Google. A site that uses
 * Firebase by itself brings the token from its own page instead. In the visitor's language.
 */
export function firebasePage(
  c: Context<Env>,
  { clientId, forPages: { scriptUrl = '', apiKey, authDomain } }: IdentityProvider,
  returnTo: string,
): Response {
  const language = languageOf(
    accepts(c, { header: 'Accept-Language', supports: ['en', 'fr', 'es'], default: 'en' }),
  );
  const texts = firebaseTexts[language];
  const sources = {
    'script-src': [new URL(scriptUrl).origin, windowHelper],
    'connect-src': ["'self'", ...services],
    'frame-src': [`https://${authDomain}`],
  };
  return formPage(
    c,
    { language, title: texts.title, status: 200, script: { text: firebaseScript, sources } },
    <div
      id="firebase"
      data-script-url={scriptUrl}
      data-api-key={apiKey}
      data-auth-domain={authDomain}
      data-project-id={clientId}
      data-return-to={returnTo}
    >
      <noscript>
        <p>{texts.noScript}</p>
      </noscript>
      <p role="alert" class="refused" tabindex={-1} hidden>
        {texts.failed}
      </p>
      <p>{texts.what}</p>
      <p>
        <button type="button">{texts.go}</button>
      </p>
      <p>
        <a href="/account/sign-in/">{texts.back}</a>
      </p>
    </div>,
  );
}

import { element } from '../element.js';
import { post } from './own.js';
import { dayOf, rowOf, sectionOf } from './section.js';
import { termsVersion } from './terms.js';

/** @type {Record<string, {title: string, about: string}>} */
const documents = {
  terms: { title: 'Terms of the account', about: 'What we keep of you, why, and for how long.' },
};

/** What somebody has agreed to, and to which version. @param {() => Promise<void>} renew */
export function showConsents(renew) {
  const { tell, button, list } = sectionOf('consents');
  return ({ consents }) => {
    const others = consents.map(({ document }) => document).filter((document) => !(document in documents));
    list.replaceChildren(
      ...[...Object.keys(documents), ...others].map((document) =>
        row(
          document,
          consents.find((consent) => consent.document === document),
        ),
      ),
    );
  };

  function row(document, consent) {
    const { title, about } = documents[document] ?? { title: document, about: '' };
    const isGiven = consent?.isGiven === true;
    const isOutdated = isGiven && document in documents && consent.version !== termsVersion;
    const say = async (given) => {
      const version = given && document in documents ? termsVersion : consent.version;
      await post('/account/consents', { document, version, isGiven: given });
      await renew();
      tell(given ? `You have agreed: ${title}.` : `You agree no longer: ${title}.`);
    };
    return rowOf({
      title,
      facts: [
        about &&
          element(
            'span',
            {},
            `${about} `,
            element(
              'a',
              { href: `/account/terms/#${document}` },
              `Read${'\u00a0'}it`,
              element('span', { class: 'unseen' }, `: ${title}`),
            ),
          ),
        sentenceOf(consent),
      ],
      actions: [
        (!isGiven || isOutdated) && button('Agree', () => say(true), 'quiet', `to: ${title}`),
        isGiven && button('Take back', () => say(false), 'quiet', `your consent to: ${title}`),
      ],
    });
  }
}

function sentenceOf(consent) {
  if (!consent) return 'Not agreed.';
  const { version, isGiven, at } = consent;
  return isGiven ? `Agreed on ${dayOf(at)}, version ${version}.` : `Taken back on ${dayOf(at)}.`;
}

import { element } from '../element.js';
import { post } from './own.js';
import { ownForm } from './own-form.js';
import { createPasskey } from './passkey.js';

/**
 * The ways to add a second factor: each answers what the panel shows.
 * @typedef {{cancel: () => void, done: (how: {told: string, backupCodes: string[] | null}) => Promise<void>}} Ending
 */

const title = (text) => element('h3', { id: 'panel-title', tabindex: '-1' }, text);

const codeField = (label) => ({
  id: 'first-code',
  name: 'code',
  label,
  class: 'code',
  inputmode: 'numeric',
  autocomplete: 'one-time-code',
  maxlength: 10,
});

const plain = (code) => code.replaceAll(/\s/g, '');

/** @param {Ending} ending */
export async function addPasskey({ cancel, done }) {
  const form = ownForm({
    fields: [
      {
        id: 'passkey-name',
        name: 'name',
        label: 'What do you call it?',
        value: 'This device',
        maxlength: 64,
        hint: 'So that you know it again among several.',
      },
    ],
    submit: 'Go on',
    cancel,
    send: async ({ name }) => {
      const { options } = await post('/account/passkeys/options');
      const response = await createPasskey(options);
      const { backupCodes } = await post('/account/passkeys', { name, response });
      await done({ told: `Added: ${name}.`, backupCodes });
    },
  });
  const about = element(
    'p',
    {},
    'Your device keeps it, and shows it when you give your finger, your face or its PIN.',
  );
  return [title('Add a passkey'), about, form];
}

/** @param {Ending} ending */
export async function addTotp({ cancel, done }) {
  const { factor, secret, qrSvg } = await post('/account/totp', {});
  const form = ownForm({
    fields: [codeField('The code that it shows')],
    submit: 'Confirm',
    cancel,
    send: async ({ code }) => {
      const { backupCodes } = await post('/account/totp/confirm', { factor, code: plain(code) });
      await done({ told: 'The authenticator app is your second lock now.', backupCodes });
    },
  });
  return [
    title('Add an authenticator app'),
    element('p', {}, 'Scan this with the app, or type the key. Then enter the code that it shows.'),
    element(
      'div',
      { class: 'scan' },
      pictureOf(qrSvg),
      element(
        'div',
        {},
        element('p', { class: 'note' }, 'The key'),
        element('p', {}, element('code', { class: 'key' }, inFours(secret))),
      ),
    ),
    form,
  ];
}

/** The API's picture, read as a document and never as HTML. @param {string} svg */
function pictureOf(svg) {
  const { documentElement } = new DOMParser().parseFromString(svg, 'image/svg+xml');
  documentElement.setAttribute('class', 'qr');
  documentElement.setAttribute('role', 'img');
  documentElement.setAttribute('aria-label', 'QR code of the key');
  return document.importNode(documentElement, true);
}

/** Apps take the key with or without spaces; people read it in fours. @param {string} secret */
const inFours = (secret) => secret.replaceAll(/(.{4})(?=.)/g, '$1 ');

/** @param {Ending} ending */
export async function addPhone({ cancel, done }) {
  const place = element('div', {});
  const ask = ownForm({
    fields: [
      {
        id: 'phone-number',
        name: 'number',
        label: 'Its number',
        type: 'tel',
        autocomplete: 'tel',
        hint: 'With its country, such as +33 6 12 34 56 78.',
      },
    ],
    submit: 'Send a code',
    cancel,
    send: async ({ number }) => {
      const { factor } = await post('/account/phones', { number });
      place.replaceChildren(confirmation(factor, number));
      place.querySelector('input')?.focus();
    },
  });
  place.append(ask);
  const about = element(
    'p',
    {},
    'We send a code by text message. A passkey or an app is safer: numbers can be stolen.',
  );
  return [title('Add a phone'), about, place];

  function confirmation(factor, number) {
    return ownForm({
      before: [element('p', { role: 'status' }, `A code is on its way to ${number}.`)],
      fields: [codeField('The code of the message')],
      submit: 'Confirm',
      cancel,
      send: async ({ code }) => {
        const { backupCodes } = await post('/account/phones/confirm', { factor, code: plain(code) });
        await done({ told: 'Your phone is a second lock now.', backupCodes });
      },
    });
  }
}

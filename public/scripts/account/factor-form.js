import { post, Refusal } from '../api.js';
import { element } from '../element.js';
import { knowsPasskeys, showPasskey } from './passkey.js';
import { fieldRefusal, onSubmit } from './submit.js';

/**
 * @typedef {'passkey' | 'totp' | 'sms' | 'backup-code'} Kind
 * @typedef {{kind: Kind, code?: string, response?: unknown}} Claim
 */

/** The surest and easiest first. */
const ways = /** @type {const} */ (['passkey', 'totp', 'sms', 'backup-code']);

/** @type {Record<Kind, {choose: string, label: string, hint: string}>} */
const words = {
  passkey: {
    choose: 'Use a passkey',
    label: '',
    hint: 'Your device asks for your finger, your face or its PIN.',
  },
  totp: {
    choose: 'Use the authenticator app',
    label: 'Code of your authenticator app',
    hint: 'Six digits, new every half minute.',
  },
  sms: {
    choose: 'Get a code by text message',
    label: 'Code of our text message',
    hint: 'Six digits, good for five minutes.',
  },
  'backup-code': {
    choose: 'Use a backup code',
    label: 'Backup code',
    hint: 'One of the ten that you have kept. Each works once.',
  },
};

/**
 * A form that asks for a second factor, by whichever way its owner chooses.
 * @param {{kinds: readonly Kind[], submit: string, sendCode: () => Promise<unknown>, give: (claim: Claim) => Promise<unknown>}} ask
 *   `give` throws the Refusal that is to be shown.
 */
export function factorForm({ kinds, submit, sendCode, give }) {
  const usable = ways.filter((kind) => kinds.includes(kind) && (kind !== 'passkey' || knowsPasskeys));
  const box = element('div', { class: 'factor' });
  choose(usable[0] ?? 'backup-code', false);
  return box;

  function choose(kind, isChosen = true) {
    const form = kind === 'passkey' ? passkeyForm() : codeForm(kind);
    const others = usable.filter((other) => other !== kind);
    const list = others.map((other) =>
      element(
        'li',
        {},
        element(
          'button',
          { type: 'button', class: 'plain-link', click: () => choose(other) },
          words[other].choose,
        ),
      ),
    );
    box.replaceChildren(form, ...(list.length > 0 ? [element('ul', { class: 'other-ways' }, ...list)] : []));
    if (!isChosen) return;
    /** @type {HTMLElement | null} */ (form.querySelector('input, button'))?.focus();
    if (kind === 'sms') form.querySelector('button')?.click();
  }

  function passkeyForm() {
    const form = element(
      'form',
      { class: 'stack' },
      refused(),
      element('p', { class: 'note' }, words.passkey.hint),
      element('button', { type: 'submit' }, words.passkey.choose),
    );
    onSubmit(form, async () => offer({ kind: 'passkey', response: await showPasskey() }));
    return form;
  }

  function codeForm(kind) {
    const { label, hint } = words[kind];
    const isDigits = kind !== 'backup-code';
    const field = element('input', {
      id: 'code',
      name: 'code',
      class: 'code',
      autocomplete: isDigits ? 'one-time-code' : 'off',
      inputmode: isDigits ? 'numeric' : 'text',
      autocapitalize: 'none',
      spellcheck: 'false',
      maxlength: isDigits ? 10 : 40,
      'aria-describedby': 'code-hint',
      required: true,
    });
    const form = element(
      'form',
      { class: 'stack' },
      refused(),
      kind === 'sms' && sendButton(),
      element(
        'div',
        { 'data-field': true },
        element('label', { for: 'code' }, label),
        field,
        element('span', { class: 'hint', id: 'code-hint' }, hint),
      ),
      element('button', { type: 'submit' }, submit),
    );
    onSubmit(form, async ({ code }) => {
      if (!code.trim()) throw fieldRefusal('code', 'Enter the code.');
      await offer({ kind, code: isDigits ? code.replaceAll(/\s/g, '') : code });
    });
    return form;
  }

  function sendButton() {
    const status = element('p', { class: 'note', role: 'status' });
    const send = element('button', { type: 'button', class: 'quiet' }, 'Send me a code');
    send.addEventListener('click', async () => {
      send.disabled = true;
      try {
        await sendCode();
        status.textContent = 'A code is on its way to your phone.';
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        status.textContent = error.message;
      } finally {
        send.disabled = false;
        send.textContent = 'Send another code';
      }
    });
    return element('div', { class: 'send-code' }, send, status);
  }

  /** The API says of every failed claim the same as of a wrong password. Here we know what was asked. */
  async function offer(claim) {
    try {
      await give(claim);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.errors.length > 0 && claim.kind !== 'passkey')
        throw fieldRefusal('code', error.errors[0].message);
      if (error.code !== 'sign-in-refused') throw error;
      if (claim.kind === 'passkey')
        throw new Refusal({ code: error.code, detail: 'That is not a passkey of this account.' });
      throw fieldRefusal('code', 'That code is wrong, too old or was used before.');
    }
  }
}

/** Where a form tells what belongs to no field. */
export const refused = () =>
  element('p', { class: 'refused', 'data-refused': true, role: 'alert', tabindex: '-1', hidden: true });

/** Sends a code for a sign-in that is half done. @param {string} transaction */
export const sendSignInCode = (transaction) => post('/auth/second-factor/sms', { transaction });

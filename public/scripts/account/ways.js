import { element } from '../element.js';
import { post, remove } from './own.js';
import { opener, ownForm } from './own-form.js';
import { identityProviders, providerAddress, providerName } from './provider-links.js';
import { rowOf, sectionOf } from './section.js';

/** The address, the password and the accounts elsewhere by which somebody signs in. @param {() => Promise<void>} renew */
export function showWays(renew) {
  const { tell, button, list } = sectionOf('ways');
  let account;
  /** @type {string[]} */
  let providers = [];
  identityProviders().then((names) => {
    providers = names;
    if (account) show();
  });
  return (shown) => {
    account = shown;
    show();
  };

  function show() {
    const free = providers.filter((name) => !account.identities.includes(name));
    list.replaceChildren(
      addressRow(account),
      passwordRow(account),
      ...account.identities.map(linkedRow),
      ...free.map((name) => freeRow(name, account)),
    );
  }

  function addressRow({ email }) {
    const { button: open, place } = opener('Change', (close) =>
      ownForm({
        fields: [
          {
            id: 'new-email',
            name: 'email',
            label: 'New address',
            type: 'email',
            autocomplete: 'email',
            hint: 'We send a link there. Until it is opened, nothing changes.',
          },
        ],
        submit: 'Send the link',
        cancel: close,
        send: async (fields) => {
          await post('/account/email', fields);
          close();
          tell(`We have written to ${fields.email}. Open the link there.`);
        },
      }),
    );
    open.append(element('span', { class: 'unseen' }, ' the mail address'));
    return rowOf({ title: 'Mail address', facts: [email], actions: [open], below: place });
  }

  function passwordRow({ email, hasPassword }) {
    const { button: open, place } = opener(hasPassword ? 'Change' : 'Choose one', (close) =>
      ownForm({
        // Tells the browser's own keeper of passwords whose this is.
        before: [
          element('input', {
            type: 'email',
            name: 'username',
            autocomplete: 'username',
            value: email,
            readonly: true,
            hidden: true,
          }),
        ],
        fields: [
          ...(hasPassword
            ? [
                {
                  id: 'present-password',
                  name: 'currentPassword',
                  label: 'Present password',
                  type: 'password',
                  autocomplete: 'current-password',
                },
              ]
            : []),
          {
            id: 'new-password',
            name: 'password',
            label: 'New password',
            type: 'password',
            autocomplete: 'new-password',
            minlength: 15,
            hint: 'At least 15 characters. A few words in a row are strong, and easy to remember.',
          },
        ],
        submit: 'Keep this password',
        cancel: close,
        send: async ({ password, currentPassword }) => {
          await post('/account/password', { password, ...(hasPassword ? { currentPassword } : {}) });
          await renew();
          tell('Your password is new, and every other device is signed out.');
        },
      }),
    );
    open.append(element('span', { class: 'unseen' }, ' the password'));
    const fact = hasPassword ? 'You have one.' : 'You have none, and need none.';
    return rowOf({ title: 'Password', facts: [fact], actions: [open], below: place });
  }

  function linkedRow(provider) {
    const name = providerName(provider);
    const unlink = button(
      'Unlink',
      async () => {
        await remove(`/account/identities/${provider}`);
        await renew();
        tell(`${name} no longer opens your account.`);
      },
      'quiet',
      name,
    );
    return rowOf({ title: name, mark: 'Linked', facts: [`${name} opens your account.`], actions: [unlink] });
  }

  function freeRow(provider, { email }) {
    const name = providerName(provider);
    const href = providerAddress(provider, '/account/#ways');
    return rowOf({
      title: name,
      facts: [`Sign in there once as ${email}, and it is linked.`],
      actions: [
        element(
          'a',
          { class: 'button quiet', href },
          'Link',
          element('span', { class: 'unseen' }, ` ${name}`),
        ),
      ],
    });
  }
}

import { element, find } from '../element.js';
import { addPasskey, addPhone, addTotp } from './add-factor.js';
import { backupCodesPanel } from './backup-codes.js';
import { patch, post, remove } from './own.js';
import { opener, ownForm } from './own-form.js';
import { knowsPasskeys } from './passkey.js';
import { dayOf, momentOf, rowOf, sectionOf } from './section.js';

/** @type {Record<string, string>} */
const kindNames = { totp: 'Authenticator app', passkey: 'Passkey', sms: 'Text message' };

/** Passkeys, the authenticator app, phones and backup codes. @param {() => Promise<void>} renew */
export function showFactors(renew) {
  const { section, tell, button, list } = sectionOf('factors');
  const panel = find('[data-panel]', section);
  const add = find('[data-add]', section);

  return ({ factors, backupCodesLeft }) => {
    const hasTotp = factors.some(({ kind }) => kind === 'totp');
    list.replaceChildren(
      ...factors.map(factorRow),
      ...(factors.length > 0 ? [backupRow(backupCodesLeft)] : []),
    );
    add.replaceChildren(
      ...(knowsPasskeys ? [button('Add a passkey', () => begin(addPasskey))] : []),
      ...(hasTotp ? [] : [button('Add an authenticator app', () => begin(addTotp))]),
      button('Add a phone', () => begin(addPhone)),
    );
  };

  /** Opens what is needed for another factor above the list; `done` tells how it ended. */
  async function begin(adding) {
    tell('');
    open(await adding({ cancel: close, done }));
  }

  async function done({ told, backupCodes }) {
    close();
    await renew();
    tell(told);
    if (backupCodes) open(backupCodesPanel(backupCodes, close));
  }

  function open(content) {
    panel.replaceChildren(...content);
    panel.hidden = false;
    add.hidden = true;
    find('#panel-title', panel).focus();
  }

  function close() {
    panel.replaceChildren();
    panel.hidden = true;
    add.hidden = false;
    find('h2', section).focus();
  }

  function factorRow({ id, kind, name, addedAt, lastUsedAt }) {
    const { button: rename, place } = opener('Rename', (cancel) =>
      ownForm({
        fields: [{ id: `name-${id}`, name: 'name', label: 'Its name', value: name, maxlength: 64 }],
        submit: 'Keep this name',
        cancel,
        send: async (fields) => {
          await patch(`/account/factors/${id}`, fields);
          await renew();
          tell('Renamed.');
        },
      }),
    );
    rename.append(element('span', { class: 'unseen' }, ` ${name}`));
    const takeAway = async () => {
      await remove(`/account/factors/${id}`);
      await renew();
      tell(`Removed: ${name}.`);
    };
    return rowOf({
      title: name,
      mark: kindNames[kind],
      facts: [
        `Added ${dayOf(addedAt)}, ${lastUsedAt ? `last used ${momentOf(lastUsedAt)}` : 'not used yet'}`,
      ],
      actions: [rename, button('Remove', takeAway, 'quiet', name)],
      below: place,
    });
  }

  function backupRow(left) {
    const renewCodes = async () => {
      const { backupCodes } = await post('/account/backup-codes');
      await renew();
      open(backupCodesPanel(backupCodes, close));
    };
    return rowOf({
      title: 'Backup codes',
      facts: [`${left} of 10 left, for the day on which all else is lost.`],
      actions: [button('Make new ones', renewCodes, 'quiet', 'of backup codes')],
    });
  }
}

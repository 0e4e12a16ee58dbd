import { find } from '../element.js';
import { patch } from './own.js';
import { sectionOf } from './section.js';
import { onSubmit } from './submit.js';

/** Name, telephone and language. @param {() => Promise<void>} renew */
export function showProfile(renew) {
  const { section, tell } = sectionOf('profile');
  const form = /** @type {HTMLFormElement} */ (find('form', section));
  let hadPhone = false;
  onSubmit(form, async ({ name, phone, language }) => {
    tell('');
    await patch('/account', { name, language, ...(phone || hadPhone ? { phone } : {}) });
    await renew();
    tell('Saved.');
  });
  return (account) => {
    hadPhone = account.phone !== undefined;
    form.elements.namedItem('name').value = account.name;
    form.phone.value = account.phone ?? '';
    form.language.value = account.language;
  };
}

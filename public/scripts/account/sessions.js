import { find } from '../element.js';
import { get, post, remove } from './own.js';
import { momentOf, rowOf, sectionOf } from './section.js';

/** Where the account is open, each with a button that ends it. */
export async function showSessions() {
  const { section, tell, button, onPress, list } = sectionOf('sessions');
  onPress(/** @type {HTMLButtonElement} */ (find('[data-everywhere]', section)), async () => {
    await post('/auth/sign-out-everywhere');
    location.replace('/account/sign-in/');
  });
  await show();

  async function show() {
    const { sessions } = await get('/account/sessions');
    list.replaceChildren(...sessions.map(row));
  }

  function row({ id, isCurrent, device, place, signedInAt, lastUsedAt }) {
    return rowOf({
      title: device,
      ...(isCurrent ? { mark: 'This device' } : {}),
      facts: [
        place ?? 'Place unknown',
        `Signed in ${momentOf(signedInAt)}, last used ${momentOf(lastUsedAt)}`,
      ],
      actions: [
        !isCurrent &&
          button(
            'End',
            async () => {
              await remove(`/account/sessions/${id}`);
              await show();
              tell(`Signed out: ${device}.`);
            },
            'quiet',
            `${device}, last used ${momentOf(lastUsedAt)}`,
          ),
      ],
    });
  }
}

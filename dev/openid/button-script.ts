/**
 * What the page's button loads, in the shape of Google Identity Services
 * (https://developers.google.com/identity/gsi/web/reference/js-reference): `initialize` and `renderButton`, which opens the chooser in a window of
 * its own and hands the ID token to the callback.
 */
export const buttonScript = `(() => {
  const origin = new URL(document.currentScript.src).origin;
  let settings;
  addEventListener('message', (event) => {
    if (event.origin === origin && event.data && event.data.credential) settings.callback({ credential: event.data.credential, select_by: 'btn' });
  });
  window.google = window.google || {};
  window.google.accounts = { id: {
    initialize(given) { settings = given; },
    renderButton(parent) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = 'Sign in with Google';
      button.addEventListener('click', () => {
        const query = new URLSearchParams({ client_id: settings.client_id, nonce: settings.nonce || '', origin: location.origin });
        open(origin + '/window?' + query, 'gsi', 'width=480,height=640');
      });
      parent.replaceChildren(button);
    },
    prompt() {},
  } };
})();
`;

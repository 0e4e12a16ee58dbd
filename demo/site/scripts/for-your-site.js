import { element, find } from './element.js';

/** The code of each snippet names the site it is read on, and can be copied at a press. */
for (const place of document.querySelectorAll('.code')) {
  const code = find('code', place);
  code.textContent = code.textContent.replaceAll('https://book.example', location.origin);
  place.append(element('button', { type: 'button', class: 'quiet', click: copy }, 'Copy'));

  async function copy({ target }) {
    try {
      await navigator.clipboard.writeText(code.textContent);
      target.textContent = 'Copied';
    } catch {
      // Not everybody lets a page do that. What is selected can be copied by hand.
      getSelection().selectAllChildren(code);
    }
  }
}

const heard = find('#heard');
for (const name of ['midas-reserved', 'midas-paid', 'midas-cancelled', 'midas-contact-sent'])
  addEventListener(name, ({ type, detail }) => {
    heard.append(element('li', {}, `${type} ${JSON.stringify(detail)}`));
  });

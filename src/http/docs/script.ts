/**
 * What the page does in the browser: copying a call, and sending one from the forms. It stands in the page
 * itself and is let in by its digest, so that the page needs no other address and shows no other version than
 * its own. Nothing is written as markup.
 */
export const docsScript = String.raw`'use strict';
const told = document.getElementById('told');
const keyOf = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

function addCopy(block) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = 'Copy';
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(block.textContent);
    button.textContent = 'Copied';
    told.textContent = 'Copied.';
    setTimeout(() => {
      button.textContent = 'Copy';
      told.textContent = '';
    }, 2000);
  });
  block.after(button);
}

function requestOf(form) {
  let path = form.dataset.path;
  const query = new URLSearchParams();
  const headers = {};
  let body;
  for (const { name, value, dataset } of form.elements) {
    const given = value.trim();
    if (dataset.in === 'path') path = path.replace('{' + name + '}', encodeURIComponent(given));
    if (dataset.in === 'query' && given) query.set(name, given);
    if (dataset.in === 'token' && given) headers.Authorization = 'Bearer ' + given;
    if (dataset.in === 'body') {
      body = given;
      headers['Content-Type'] = 'application/json';
    }
  }
  if (form.dataset.key) headers['Idempotency-Key'] = keyOf();
  const search = query.toString();
  return { url: search ? path + '?' + search : path, options: { method: form.dataset.method, headers, body } };
}

async function textOf(response) {
  const type = response.headers.get('Content-Type') || '';
  if (/json/.test(type)) return JSON.stringify(await response.json(), null, 2);
  if (/^text\//.test(type)) return response.text();
  return (await response.blob()).size + ' bytes of ' + (type || 'nothing');
}

async function send(form) {
  const answer = form.nextElementSibling;
  const status = answer.querySelector('[role=status]');
  const text = answer.querySelector('pre');
  const button = form.querySelector('button');
  answer.hidden = false;
  status.textContent = 'Sending …';
  text.textContent = '';
  button.disabled = true;
  try {
    const { url, options } = requestOf(form);
    const begun = performance.now();
    const response = await fetch(url, options);
    const shown = await textOf(response);
    text.textContent = shown;
    status.textContent = response.status + ' ' + response.statusText + ', ' + Math.round(performance.now() - begun) + ' ms';
  } catch (error) {
    status.textContent = 'No answer: ' + error.message;
  } finally {
    button.disabled = false;
  }
}

for (const one of document.querySelectorAll('.try')) one.hidden = false;
if (navigator.clipboard) for (const block of document.querySelectorAll('.copyable')) addCopy(block);
document.addEventListener('submit', (event) => {
  event.preventDefault();
  send(event.target);
});
`;

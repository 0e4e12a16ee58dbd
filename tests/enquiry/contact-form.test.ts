import { afterEach, expect, test } from 'vitest';
import { newClient } from '../support/booking/booking.ts';
import { messagesAbout } from '../support/booking/settled-state.ts';
import type { Answer } from '../support/harness/client.ts';
import { testEnvironment } from '../support/harness/environment.ts';
import { useStack } from '../support/harness/stack.ts';
import { fieldsOfPage, plain, postForm } from '../support/http/plain-form.ts';
import { expectRefusal } from '../support/http/refusal.ts';

const stack = useStack();
afterEach(async () => {
  stack.redis.clearFaults();
  await stack.functions.settled();
});

const site = testEnvironment.SITE_URL;
const sisterSite = testEnvironment.ALLOWED_ORIGINS;
let written = 0;

/** The fields of the form, each time with another message. */
function filledIn(fields: Readonly<Record<string, string>> = {}): Record<string, string> {
  written += 1;
  return {
    name: 'Grace Hopper',
    email: 'grace@guests.example',
    phone: '',
    message: `Question ${written}`,
    website: '',
    ...fields,
  };
}

function send(
  fields: Readonly<Record<string, string>>,
  headers?: Readonly<Record<string, string>>,
  from = newClient(),
): Promise<Answer> {
  return postForm(stack, '/contact', fields, from, headers);
}

async function enquiryIds(): Promise<string[]> {
  const { rows } = await stack.database.query<{ id: string }>(
    'select id from enquiries order by created_at, id',
  );
  return rows.map(({ id }) => id);
}

/** A page of ours that keeps what was typed: no script can run on it, and no cache keeps it. */
function expectFormPage(answer: Answer, status: number, fields: Readonly<Record<string, string>>): void {
  expect(answer.status, answer.text).toBe(status);
  expect(answer.headers.get('Content-Type')).toMatch(/^text\/html/);
  expect(answer.headers.get('Cache-Control')).toBe('no-store');
  expect(answer.headers.get('Content-Security-Policy')).toMatch(/default-src 'none'/);
  expect(answer.headers.get('Content-Security-Policy')).not.toMatch(/script-src|unsafe/);
  expect(answer.text).toContain('role="alert"');
  expect(fieldsOfPage(answer.text)).toMatchObject(fields);
}

test('the plain form leads on to the thank-you page of the site, and the owner is told', async () => {
  const before = await enquiryIds();
  const answer = await send(filledIn());
  expect([answer.status, answer.headers.get('Location')]).toEqual([303, `${site}/thank-you/`]);
  const added = (await enquiryIds()).filter((id) => !before.includes(id));
  expect(added).toHaveLength(1);
  expect(await messagesAbout(stack, added[0] ?? '')).toEqual(['owner-new-enquiry']);
});

test('the form may name another page of the site, and a form on an allowed sister site leads back there', async () => {
  const named = await send(filledIn({ next: '/merci/' }));
  expect(named.headers.get('Location')).toBe(`${site}/merci/`);
  const sister = await send(filledIn({ next: '/merci/' }), { Origin: sisterSite });
  expect(sister.headers.get('Location')).toBe(`${sisterSite}/merci/`);
});

test('a form on a sister site that names no page leads to ours, for a site of somebody else has none', async () => {
  const answer = await send(filledIn(), { Origin: sisterSite });
  expect(answer.headers.get('Location')).toBe(`${site}/thank-you/`);
});

test('refused and mended on our page, a form of a sister site leads to the page there that it named', async () => {
  const refused = await send(filledIn({ name: '', next: '/merci/' }), { Origin: sisterSite });
  const mended = await send({ ...fieldsOfPage(refused.text), name: 'Grace Hopper' }, { Origin: site });
  expect([mended.status, mended.headers.get('Location')]).toEqual([303, `${sisterSite}/merci/`]);
});

test('pressing the button twice sends one message, and both presses see the thank-you page', async () => {
  const before = (await enquiryIds()).length;
  const fields = filledIn();
  for (const answer of [await send(fields), await send(fields)]) expect(answer.status).toBe(303);
  expect(await enquiryIds()).toHaveLength(before + 1);
});

test('a refused form comes back with every field kept and every error beside its field', async () => {
  const fields = filledIn({
    name: '',
    email: 'not an address',
    phone: '+1 202 555 0147',
    item: 'riad-zahra',
    next: '/merci/',
  });
  const answer = await send(fields);
  const { website: _empty, ...shown } = fields;
  expectFormPage(answer, 422, { ...shown, next: `${site}/merci/` });
  for (const field of ['name', 'email'])
    expect(answer.text).toMatch(new RegExp(`aria-describedby="${field}-error"`));
  expect(plain(answer.text)).toContain('Give one mail address');
  expect(answer.text).toMatch(/id="name-error">[^<]+</);

  const mended = await send({
    ...fieldsOfPage(answer.text),
    name: 'Grace Hopper',
    email: 'grace@guests.example',
  });
  expect([mended.status, mended.headers.get('Location')]).toEqual([303, `${site}/merci/`]);
});

test.each([
  ['fr', 'Vérifiez votre saisie', '100 caractères au plus.', 'Envoyer à nouveau'],
  ['es', 'Revise los datos introducidos', 'Como máximo 100 caracteres.', 'Enviar de nuevo'],
])('a refused message is told of in the language of the form: %s', async (language, title, said, button) => {
  const answer = await send(filledIn({ name: 'x'.repeat(101), language }));
  expectFormPage(answer, 422, { language });
  const page = plain(answer.text);
  for (const text of [`<html lang="${language}">`, `<h1>${title}</h1>`, `>${button}</button>`])
    expect(page).toContain(text);
  expect(page).toContain(`<span class="error" id="name-error">${said}</span>`);
});

test('what was typed comes back as text, never as part of the page', async () => {
  const evil = '"><script>alert(1)</script>';
  const fields = filledIn({
    name: evil,
    email: evil,
    phone: evil,
    message: `</textarea>${evil}`,
    item: evil,
    [evil]: evil,
  });
  const answer = await send(fields);
  expectFormPage(answer, 422, { name: evil, email: evil, phone: evil, item: evil });
  expect(answer.text).not.toContain('<script');
  expect(answer.text.match(/<\/textarea>/g)).toHaveLength(1);
});

test.each([
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example/',
  '\\\\evil.example/',
  '/%2f%2fevil.example/',
  '/%5cevil.example/',
  '%2f%2fevil.example',
  '/\t/evil.example/',
  '/\n/evil.example/',
  ' //evil.example/',
  'javascript:alert(1)',
  'data:text/html,x',
  'evil.example',
  '/@evil.example/..//evil.example',
  '/a?next=//evil.example',
  'https://www.fine-things.example.evil.example/merci/',
  'https://www.fine-things.example//evil.example/',
])('the field next cannot lead to another site: %j is refused and nothing is kept', async (next) => {
  const before = await enquiryIds();
  expectFormPage(await send(filledIn({ next })), 422, { next });
  expect(await enquiryIds()).toEqual(before);
});

test.each(['/..//evil.example/', '/.//evil.example/', '/a/../..//evil.example/', '/~evil.example'])(
  'the path %j, however it is resolved, stays on the site',
  async (next) => {
    const answer = await send(filledIn({ next }));
    if (answer.status === 422) return;
    expect(answer.status).toBe(303);
    const location = answer.headers.get('Location') ?? '';
    expect(new URL(location).origin).toBe(site);
    expect(new URL(location, 'https://elsewhere.example').origin).toBe(site);
  },
);

test.each([
  ['another site', { Origin: 'https://evil.example' }],
  ['a sandboxed frame', { Origin: 'null' }],
  ['a look-alike', { Origin: 'https://fine-things.example.evil.example' }],
  ['the site without TLS', { Origin: 'http://fine-things.example' }],
  ['nowhere', {}],
  ['another site, as a browser says', { 'Sec-Fetch-Site': 'cross-site' }],
])('a form from %s is 403 and nothing is kept', async (_name, headers) => {
  const before = await enquiryIds();
  const answer = await send(filledIn(), headers);
  expect(answer.status).toBe(403);
  expect(await enquiryIds()).toEqual(before);
});

test('a field that the form does not have is refused, whatever it is called', async () => {
  const before = await enquiryIds();
  for (const name of [
    'price',
    '__proto__',
    '__proto__.admin',
    'constructor',
    'constructor.prototype',
    'toString',
    'name.first',
    'email.cc',
  ]) {
    const answer = await send(filledIn({ [name]: 'x' }));
    expect(answer.status, name).toBe(422);
  }
  expect(await enquiryIds()).toEqual(before);
  expect(Object.keys(Object.prototype)).toEqual([]);
});

test('the page of a refused form has our style and our links wherever the form stood, and the form may lead back there', async () => {
  for (const origin of [site, sisterSite]) {
    const answer = await send(filledIn({ name: '' }), { Origin: origin });
    expect(answer.text).toContain(`href="${site}/style.css"`);
    const foreign = [...answer.text.matchAll(/(?:href|src)="([^"]+)"/g)].filter(
      ([, address]) => !/^(#|\/(?!\/))/.test(address ?? '') && !address?.startsWith(`${site}/`),
    );
    expect(foreign).toEqual([]);
    const policy = answer.headers.get('Content-Security-Policy') ?? '';
    const allowed = (directive: string) =>
      policy
        .split(';')
        .find((part) => part.trim().startsWith(directive))
        ?.trim()
        .split(/\s+/) ?? [];
    expect(allowed('style-src')).toEqual(['style-src', site]);
    expect(allowed('form-action')).toContain(origin);
  }
});

test('a field given twice is refused on a page that keeps the others', async () => {
  const body = `${new URLSearchParams(filledIn())}&name=Eve`;
  const answer = await stack.call('/contact', {
    method: 'POST',
    body,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: site },
    from: newClient(),
  });
  expectFormPage(answer, 422, { email: 'grace@guests.example' });
});

test('who has written too often, or writes while Redis is away, gets a page that keeps what was typed', async () => {
  const from = newClient();
  for (let count = 1; count <= 5; count += 1) await send(filledIn(), undefined, from);
  const { name, email, message = '' } = filledIn();
  expectFormPage(await send({ name: name ?? '', email: email ?? '', message }, undefined, from), 429, {
    message,
  });
  stack.redis.faults({ refuse: 'close' });
  expectFormPage(await send({ name: name ?? '', email: email ?? '', message }), 503, { message });
});

test('a form of files is not taken', async () => {
  const answer = await stack.call('/contact', {
    method: 'POST',
    body: '--x--',
    headers: { 'Content-Type': 'multipart/form-data; boundary=x', Origin: site, 'Idempotency-Key': 'files' },
    from: newClient(),
  });
  expectRefusal(answer, 415, 'unsupported-media-type');
});

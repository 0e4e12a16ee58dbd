import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Mail, type Mailbox, startMailbox } from '../../dev/mailbox.ts';
import { isPortTaken, PortTakenError } from '../../dev/ports.ts';
import { patienceMs } from '../support/harness/patience.ts';

let mailbox: Mailbox;
const from = 'Midas <no-reply@example.com>';

const sender = (to: Mailbox, auth?: { user: string; pass: string }) =>
  createTransport({
    host: '127.0.0.1',
    port: to.smtpPort,
    ...(auth ? { auth } : {}),
    socketTimeout: patienceMs,
  });

const send = (to: string, subject: string, rest: object = {}) =>
  sender(mailbox).sendMail({ from, to, subject, text: `The text of ${subject}`, ...rest });

const failureOf = (promise: PromiseLike<unknown>): PromiseLike<unknown> =>
  promise.then(
    () => expect.unreachable('it should have failed'),
    (error: unknown) => error,
  );

const get = (path: string, init?: RequestInit) => fetch(`${mailbox.url}${path}`, init);

const subjects = (filter?: Parameters<Mailbox['messages']>[0]) =>
  mailbox.messages(filter).map(({ subject }) => subject);

beforeAll(async () => {
  mailbox = await startMailbox({ smtpPort: 0, httpPort: 0 });
});
afterEach(async () => {
  mailbox.clearFaults();
  await mailbox.clear();
});
afterAll(() => mailbox.close());

describe('a mail', () => {
  const calendar = 'BEGIN:VCALENDAR\r\nSUMMARY:Zürich\r\nEND:VCALENDAR\r\n';
  const logo = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255, 128]);

  test('arrives whole, from whoever hands it over to whomever it was delivered', async () => {
    const before = Date.now();
    const { messageId } = await send('Ada <ada@example.com>', 'Grüße & “Rückfragen”', {
      bcc: 'audit@example.com',
      text: 'Hällo\n.\n..dots',
      html: '<p>Hällo</p>',
      headers: { 'X-Reservation': 'RIVA-7K2' },
      attachments: [
        { filename: 'Zürich.ics', content: calendar, contentType: 'text/calendar' },
        { filename: 'logo.png', content: logo, cid: 'logo@midas' },
      ],
    });
    const [mail] = mailbox.messages();
    expect(mail).toMatchObject({
      messageId,
      from,
      to: ['ada@example.com', 'audit@example.com'],
      subject: 'Grüße & “Rückfragen”',
      text: 'Hällo\n.\n..dots\n',
      html: '<p>Hällo</p>\n',
      attachments: [
        { filename: 'logo.png', contentType: 'image/png', sizeBytes: 7, contentId: 'logo@midas' },
        { filename: 'Zürich.ics', contentType: 'text/calendar', contentId: null },
      ],
    });
    expect(mail?.headers['x-reservation']).toEqual(['RIVA-7K2']);
    expect(mail?.headers.bcc).toBeUndefined();
    // A mail is dated by the second.
    const datedAt = Date.parse(mail?.date ?? '');
    expect([datedAt >= before - 1000, datedAt <= Date.now()]).toEqual([true, true]);

    const answered = await get(`/api/messages/${mail?.id}`);
    expect(await answered.json()).toEqual(mail);
    const raw = await (await get(`/api/messages/${mail?.id}/raw`)).text();
    expect(raw).toContain('X-Reservation: RIVA-7K2\r\n');
    const attached = await get(`/api/messages/${mail?.id}/attachments/1`);
    expect(attached.headers.get('content-type')).toBe('text/calendar');
    expect(attached.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''Z%C3%BCrich.ics");
    expect(await attached.text()).toBe(calendar);
    const image = await get(`/api/messages/${mail?.id}/attachments/0`);
    expect(Buffer.from(await image.arrayBuffer())).toEqual(logo);
  });

  test('is accepted with any credentials', async () => {
    for (const method of ['PLAIN', 'LOGIN', 'CRAM-MD5']) {
      const auth = { user: 'apikey', pass: 'whatever' };
      const transport = createTransport({
        host: '127.0.0.1',
        port: mailbox.smtpPort,
        auth,
        authMethod: method,
      });
      await transport.sendMail({ from, to: 'ada@example.com', subject: method });
    }
    expect(subjects()).toEqual(['CRAM-MD5', 'LOGIN', 'PLAIN']);
  });

  test('is missing in words', async () => {
    for (const path of [
      '/api/messages/999999',
      '/api/messages/999999/raw',
      '/messages/999999',
      '/elsewhere',
    ]) {
      expect((await get(path)).status).toBe(404);
    }
    await send('ada@example.com', 'Plain');
    const id = mailbox.messages()[0]?.id;
    expect((await get(`/api/messages/${id}/attachments/0`)).status).toBe(404);
  });
});

describe('the list', () => {
  test('is newest first, and narrowed by recipient and subject', async () => {
    await send('ada@example.com', 'Confirmed');
    await send('owner@example.com', 'New reservation');
    await send('ada@example.com', 'Receipt');
    expect(subjects()).toEqual(['Receipt', 'New reservation', 'Confirmed']);
    expect(subjects({ to: 'ADA@' })).toEqual(['Receipt', 'Confirmed']);
    expect(subjects({ to: 'ada', subject: 'confirm' })).toEqual(['Confirmed']);
    const narrowed = await (await get('/api/messages?to=ada%40example.com&subject=receipt')).json();
    expect(narrowed).toEqual(mailbox.messages({ subject: 'Receipt' }));
    expect((await get('/api/messages', { method: 'DELETE' })).status).toBe(204);
    expect(mailbox.messages()).toEqual([]);
  });

  test('can be waited on, for a mail that is there and for one to come', async () => {
    const later = mailbox.waitFor(({ subject }) => subject === 'Second', { timeoutMs: patienceMs });
    await send('ada@example.com', 'First');
    expect((await mailbox.waitFor(({ subject }) => subject === 'First', { timeoutMs: 0 })).to).toEqual([
      'ada@example.com',
    ]);
    await send('ada@example.com', 'Second');
    expect((await later).subject).toBe('Second');
    const never = mailbox.waitFor(({ subject }) => subject === 'Third', { timeoutMs: 20 });
    await expect(never).rejects.toThrow(/within 20 ms. There are 2:\s+to ada@example.com: Second/);
  });

  test('survives a restart when it has a directory', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'midas-mail-'));
    const first = await startMailbox({ smtpPort: 0, httpPort: 0, directory });
    for (const subject of ['One', 'Two']) {
      await sender(first).sendMail({
        from,
        to: 'ada@example.com',
        bcc: 'audit@example.com',
        subject,
        text: 'x',
      });
    }
    const before = first.messages();
    await first.close();
    const second = await startMailbox({ smtpPort: 0, httpPort: 0, directory });
    expect(second.messages()).toEqual(before);
    await sender(second).sendMail({ from, to: 'ada@example.com', subject: 'Three', text: 'x' });
    expect(new Set(second.messages().map(({ id }) => id)).size).toBe(3);
    await second.clear();
    expect(await readdir(directory)).toEqual([]);
    await second.close();
    await rm(directory, { recursive: true });
  });
});

describe('the pages', () => {
  const hostile = '"><script>alert(1)</script>&';

  test('show mails and escape whatever is in them', async () => {
    await send('ada@example.com', hostile, {
      from: { name: '<b>x</b>', address: 'x@example.com' },
      text: hostile,
      attachments: [{ filename: hostile, content: 'x' }],
      headers: { 'X-Hostile': '<b>x</b>' },
    });
    const [mail] = mailbox.messages();
    for (const path of ['/', `/messages/${mail?.id}`]) {
      const page = await get(path);
      const body = await page.text();
      expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(body).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;');
      expect(body).not.toMatch(/<script|<b>x/i);
    }
  });

  test('need no script and nothing from elsewhere, and their policy allows neither', async () => {
    await send('ada@example.com', 'Confirmed', { html: '<p>Hello</p>' });
    for (const path of ['/', `/messages/${mailbox.messages()[0]?.id}`]) {
      const page = await get(path);
      const policy = page.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/script-src|unsafe|https?:/);
      expect(await page.text()).not.toMatch(/(src|href)="(https?:)?\/\//);
    }
    expect((await get('/style.css')).headers.get('content-type')).toBe('text/css');
    expect(await (await get('/')).text()).toContain('http-equiv="refresh"');
  });

  test('show the HTML of a mail in a sandbox, with its own images and without anybody’s script', async () => {
    const html =
      '<html><head><title>x</title></head><body><img src="cid:logo@midas"><script>alert(1)</script></body></html>';
    const content = Buffer.from('an image');
    await send('ada@example.com', 'Confirmed', {
      html,
      attachments: [{ filename: 'l.png', content, cid: 'logo@midas' }],
    });
    const id = mailbox.messages()[0]?.id;
    const page = await (await get(`/messages/${id}`)).text();
    const [frame = ''] = page.match(/<iframe[^>]*>/) ?? [];
    expect(frame).toContain(`src="/messages/${id}/html"`);
    expect(frame).toMatch(/sandbox="[^"]*"/);
    expect(frame).not.toMatch(/allow-(scripts|same-origin|top-navigation|forms)/);
    expect(page).toContain('The text of Confirmed');
    expect(page).toContain(`href="/api/messages/${id}/attachments/0"`);
    const framed = await get(`/messages/${id}/html`);
    const policy = framed.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/default-src 'none'.*img-src data:.*sandbox(?!.*allow-scripts)/);
    const body = await framed.text();
    expect(body).toContain(`src="data:image/png;base64,${content.toString('base64')}"`);
    expect(body).toContain('<head><base target="_blank">');
  });
});

describe('faults', () => {
  test('refuse the next mails with the code they are told, for good or for now', async () => {
    mailbox.faults({ reject: 451, next: 1 });
    mailbox.faults({ reject: 552, next: 2 });
    expect(await failureOf(send('ada@example.com', 'First'))).toMatchObject({
      responseCode: 451,
      command: 'DATA',
    });
    expect(await failureOf(send('ada@example.com', 'Second'))).toMatchObject({ responseCode: 552 });
    await send('ada@example.com', 'Third');
    expect(subjects()).toEqual(['Third']);
  });

  test('refuse a recipient and let the others have it', async () => {
    const lift = mailbox.faults({ reject: 550, recipient: /^gone@/ });
    const info = await send('gone@example.com, ada@example.com', 'To two');
    expect(info.rejected).toEqual(['gone@example.com']);
    expect(mailbox.messages()[0]?.to).toEqual(['ada@example.com']);
    const alone = await failureOf(send('gone@example.com', 'To one'));
    expect(alone).toMatchObject({ responseCode: 550, command: 'RCPT TO' });
    lift();
    await send('gone@example.com', 'At last');
    expect(subjects()).toEqual(['At last', 'To two']);
  });

  test('keep a mail and leave its sender without an answer, so that a second try makes two', async () => {
    mailbox.faults({ dropAfterData: true, recipient: /^ada@/, next: 1 });
    await send('owner@example.com', 'Unharmed');
    await failureOf(send('ada@example.com', 'Twice'));
    expect(subjects()).toEqual(['Twice', 'Unharmed']);
    await send('ada@example.com', 'Twice');
    expect(subjects()).toEqual(['Twice', 'Twice', 'Unharmed']);
  });

  test('can hang and greet slowly', async () => {
    mailbox.faults({ hang: true, next: 1 });
    const impatient = createTransport({ host: '127.0.0.1', port: mailbox.smtpPort, socketTimeout: 500 });
    const hung = failureOf(impatient.sendMail({ from, to: 'ada@example.com', subject: 'Never' }));
    expect(await hung).toMatchObject({ code: 'ETIMEDOUT' });
    expect(mailbox.messages()).toEqual([]);
    mailbox.clearFaults();
    mailbox.faults({ greetAfterMs: 60_000, next: 1 });
    const hasty = createTransport({ host: '127.0.0.1', port: mailbox.smtpPort, greetingTimeout: 250 });
    const unheard = await failureOf(hasty.sendMail({ from, to: 'ada@example.com', subject: 'Not greeted' }));
    expect(String(unheard)).toContain('Greeting never received');
    await send('ada@example.com', 'Greeted');
    expect(subjects()).toEqual(['Greeted']);
  });

  test('are set and cleared over HTTP as well', async () => {
    const fault = (body: object) => get('/api/faults', { method: 'POST', body: JSON.stringify(body) });
    expect((await fault({ reject: 451, recipient: 'ADA@' })).status).toBe(204);
    expect(await failureOf(send('ada@example.com', 'First'))).toMatchObject({ responseCode: 451 });
    expect((await get('/api/faults', { method: 'DELETE' })).status).toBe(204);
    await send('ada@example.com', 'Second');
    expect(subjects()).toEqual(['Second']);
    expect((await fault({ reject: 200 })).status).toBe(400);
  });
});

describe('the end', () => {
  test('frees both ports at once, with a client in the middle of a mail', async () => {
    const other = await startMailbox({ smtpPort: 0, httpPort: 0 });
    // One that does not hang up by itself; being cut off may show as a reset.
    const client = connect({ port: other.smtpPort, host: '127.0.0.1', allowHalfOpen: true });
    client.on('error', () => {});
    const closed = new Promise((resolve) => client.once('close', resolve));
    await new Promise((resolve) => client.once('data', resolve));
    client.write('EHLO x\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\nSubject: half');
    await other.close();
    client.write('more');
    await closed;
    expect([await isPortTaken(other.smtpPort), await isPortTaken(other.httpPort)]).toEqual([false, false]);
  });

  test('of a start that finds a port taken names it, and leaves the other port free', async () => {
    const smtp = await failureOf(startMailbox({ smtpPort: mailbox.smtpPort, httpPort: 0 }));
    expect(smtp).toBeInstanceOf(PortTakenError);
    expect(String(smtp)).toContain(`The mailbox (SMTP) cannot start: port ${mailbox.smtpPort} is taken`);
    const probe = await startMailbox({ smtpPort: 0, httpPort: 0 });
    await probe.close();
    const http = await failureOf(startMailbox({ smtpPort: probe.smtpPort, httpPort: mailbox.httpPort }));
    expect(String(http)).toContain(`The mailbox (HTTP) cannot start: port ${mailbox.httpPort} is taken`);
    expect(await isPortTaken(probe.smtpPort)).toBe(false);
  });
});

test('the oldest mails give way to the newest', async () => {
  const pooled = createTransport({
    host: '127.0.0.1',
    port: mailbox.smtpPort,
    pool: true,
    maxMessages: Infinity,
  });
  const numbers = Array.from({ length: 1003 }, (_, n) => n);
  await Promise.all(
    numbers.map((n) => pooled.sendMail({ from, to: 'ada@example.com', subject: `${n}`, text: 'x' })),
  );
  pooled.close();
  const kept = mailbox.messages();
  expect(kept).toHaveLength(1000);
  const ids = kept.map(({ id }: Mail) => Number(id));
  expect(Math.max(...ids) - Math.min(...ids)).toBe(999);
});

import { html } from 'hono/html';
import type { Mail, StoredMail } from './mail.ts';

const REFRESH_SECONDS = 5;

type Part = ReturnType<typeof html>;

const page = (title: string, head: Part | string, body: Part) => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="/style.css">
${head}
</head>
<body>${body}</body>
</html>`;

const size = (bytes: number) => (bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} kB`);

const when = (date: string) =>
  html`<time datetime="${date}">${date.slice(0, 19).replace('T', ' ')} UTC</time>`;

function listed(mail: Mail): Part {
  const snippet = (mail.text ?? '').replace(/\s+/g, ' ').slice(0, 160);
  const files = mail.attachments.length;
  return html`<li><a href="/messages/${mail.id}">
<span>${mail.to.join(', ')}</span>
<span class="subject">${mail.subject || '(no subject)'}</span>
<span class="quiet">${files > 0 ? `${files} attached · ` : ''}${when(mail.date)}</span>
<span class="snippet">${snippet}</span>
</a></li>`;
}

/** The list of mails, newest first; it renews itself. */
export const listPage = (mails: Mail[]): Part =>
  page(
    'Mailbox',
    html`<meta http-equiv="refresh" content="${REFRESH_SECONDS}">`,
    html`<header><h1>Mailbox</h1><span class="quiet">${mails.length} ${mails.length === 1 ? 'mail' : 'mails'}</span></header>
<main><div class="sheet">${
      mails.length === 0
        ? html`<p class="empty">No mail yet. What the site sends appears here by itself.</p>`
        : html`<ul class="mails">${mails.map(listed)}</ul>`
    }</div></main>`,
  );

function files({ id, attachments }: Mail): Part | string {
  if (attachments.length === 0) return '';
  const links = attachments.map(
    ({ filename, contentType, sizeBytes }, index) =>
      html`<li><a href="/api/messages/${id}/attachments/${index}">${filename}</a> <span class="quiet">${contentType}, ${size(sizeBytes)}</span></li>`,
  );
  return html`<h2>Attachments</h2><ul class="files">${links}</ul>`;
}

/** One mail: its head, its HTML in a sandbox, its text twin, its attachments, its header fields. */
export const messagePage = (mail: Mail): Part =>
  page(
    mail.subject || '(no subject)',
    '',
    html`<header><a href="/">← All mails</a></header>
<main>
<h1>${mail.subject || '(no subject)'}</h1>
<div class="sheet"><dl>
<dt>From</dt><dd>${mail.from}</dd>
<dt>Delivered to</dt><dd>${mail.to.join(', ')}</dd>
<dt>Received</dt><dd>${when(mail.date)}</dd>
<dt>Message-ID</dt><dd>${mail.messageId ?? 'none'}</dd>
</dl></div>
${files(mail)}
${
  mail.html === null
    ? ''
    : html`<h2>HTML</h2><div class="sheet"><iframe title="HTML of this mail" sandbox="allow-popups allow-popups-to-escape-sandbox" src="/messages/${mail.id}/html"></iframe></div>`
}
<h2>Text</h2><div class="sheet"><pre>${mail.text ?? 'This mail has no text part.'}</pre></div>
<h2>Source</h2><div class="sheet"><details><summary>Header fields</summary><dl>${Object.entries(
      mail.headers,
    ).map(([name, values]) =>
      values.map((value) => html`<dt>${name}</dt><dd>${value}</dd>`),
    )}</dl></details></div>
<p><a href="/api/messages/${mail.id}/raw">Raw mail</a> · <a href="/api/messages/${mail.id}">JSON</a></p>
</main>`,
  );

/**
 * The mail's own HTML, to be shown in the sandbox: images it carries are put in place, and its links open in
 * a page of their own.
 */
export function embeddedHtml({ mail, contents }: StoredMail): string {
  const withImages = (mail.html ?? '').replace(/cid:([^"'\s)>]+)/gi, (reference, contentId: string) => {
    const index = mail.attachments.findIndex((attachment) => attachment.contentId === contentId);
    const type = mail.attachments[index]?.contentType;
    return type ? `data:${type};base64,${contents[index]?.toString('base64')}` : reference;
  });
  const base = '<base target="_blank">';
  // Inside the head where there is one: anything before the doctype would change how the mail is laid out.
  const head = /<head(\s[^>]*)?>/i;
  return head.test(withImages) ? withImages.replace(head, `$&${base}`) : base + withImages;
}

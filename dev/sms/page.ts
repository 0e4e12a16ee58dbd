import { html } from 'hono/html';
import type { SentMessage } from './message.ts';

const refreshSeconds = 5;

/** The list of messages, newest first; it renews itself. */
export const listPage = (messages: readonly SentMessage[]) => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Text messages</title>
<link rel="stylesheet" href="/style.css">
<meta http-equiv="refresh" content="${refreshSeconds}">
</head>
<body>
<header><h1>Text messages</h1><span class="quiet">${messages.length} sent</span></header>
<main>${
  messages.length === 0
    ? html`<div class="sheet"><p class="empty">No message yet. What the site sends appears here by itself.</p></div>`
    : messages.map(listed)
}</main>
</body>
</html>`;

const listed = ({ to, date, body }: SentMessage) => html`<h2>${to} ·
<time datetime="${date}">${date.slice(0, 19).replace('T', ' ')} UTC</time></h2>
<div class="sheet"><pre>${body}</pre></div>`;

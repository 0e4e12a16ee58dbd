import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { FaultRules } from '../faults.ts';
import { acceptFault, sendJson } from '../http.ts';
import { closeHttp, listen } from '../ports.ts';
import { MailboxFault } from './faults.ts';
import type { StoredMail } from './mail.ts';
import { embeddedHtml, listPage, messagePage } from './pages.ts';
import type { MailFilter, MailStore } from './store.ts';
import { STYLE } from './style.ts';

/** Nothing from elsewhere, no script; a mail is framed by our own pages only. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; " +
  "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

type Headers = Record<string, string>;

function send(
  response: ServerResponse,
  body: string | Buffer,
  contentType: string,
  headers: Headers = {},
): void {
  response.writeHead(200, {
    'content-type': contentType,
    'content-security-policy': PAGE_POLICY,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(body);
}

function filterOf(url: URL): MailFilter {
  const to = url.searchParams.get('to');
  const subject = url.searchParams.get('subject');
  return { ...(to === null ? {} : { to }), ...(subject === null ? {} : { subject }) };
}

function sendAttachment(response: ServerResponse, { mail, contents }: StoredMail, index: number): void {
  const attachment = mail.attachments[index];
  const content = contents[index];
  if (!attachment || !content) {
    sendJson(response, 404, { message: 'no such attachment' });
    return;
  }
  send(response, content, attachment.contentType, {
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(attachment.filename)}`,
  });
}

async function sendMail(response: ServerResponse, stored: StoredMail, view: string): Promise<void> {
  const [, attachment] = view.match(/^api attachments\/(\d+)$/) ?? [];
  if (attachment !== undefined) return sendAttachment(response, stored, Number(attachment));
  switch (view) {
    case 'api ':
      return sendJson(response, 200, stored.mail);
    case 'api raw':
      return send(response, stored.raw, 'text/plain');
    case 'page ':
      return send(response, String(await messagePage(stored.mail)), 'text/html; charset=utf-8');
    case 'page html':
      return send(response, embeddedHtml(stored), 'text/html; charset=utf-8', {
        'content-security-policy': MAIL_POLICY,
      });
    default:
      return sendJson(response, 404, { message: 'nothing here' });
  }
}

export type WebOptions = { host: string; port: number; store: MailStore; faults: FaultRules<MailboxFault> };

/** Serves the pages and the JSON API of the mailbox. Throws PortTakenError. */
export async function startWeb({ host, port, store, faults }: WebOptions) {
  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    switch (`${request.method} ${url.pathname}`) {
      case 'GET /':
        return send(response, String(await listPage(store.list(filterOf(url)))), 'text/html; charset=utf-8');
      case 'GET /style.css':
        return send(response, STYLE, 'text/css');
      case 'GET /api/messages':
        return sendJson(response, 200, store.list(filterOf(url)));
      case 'DELETE /api/messages':
        await store.clear();
        response.writeHead(204).end();
        return;
      case 'POST /api/faults':
        return acceptFault(request, response, MailboxFault, faults);
      case 'DELETE /api/faults':
        faults.clear();
        response.writeHead(204).end();
        return;
    }
    const [, api, id = '', rest = ''] = url.pathname.match(/^(\/api)?\/messages\/(\d+)(?:\/(.+))?$/) ?? [];
    const stored = request.method === 'GET' ? store.find(id) : undefined;
    if (!stored) return sendJson(response, 404, { message: 'nothing here' });
    return sendMail(response, stored, `${api ? 'api' : 'page'} ${rest}`);
  }

  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => sendJson(response, 500, { message: String(error) }));
  });
  return {
    port: await listen(server, { part: 'The mailbox (HTTP)', host, port }),
    close: () => closeHttp(server),
  };
}

import { createServer, type ServerResponse } from 'node:http';
import type { Mail } from '../src/notification/channels/channel.ts';
import type { MailTemplate } from '../src/outbox/kinds.ts';
import { type Language, languages } from '../src/platform/languages.ts';
import type { Runtime } from '../src/platform/runtime.ts';
import { GalleryPage } from './gallery/page.tsx';
import { sampleMail, sampleNow } from './gallery/samples.ts';
import { scenarios } from './gallery/scenarios.ts';
import { closeHttp, listen } from './ports.ts';

/** A mail of sample data. */
export interface ShownMail {
  readonly template: MailTemplate;
  /** The situation. */
  readonly title: string;
  /** Of the mail: the owner's are in English whatever the guest speaks. */
  readonly language: Language;
  readonly mail: Mail;
}

/** Every template in every language that it is written in, in the situations that change what it says. */
export function listMails(runtime: Runtime): ShownMail[] {
  const then = { ...runtime, clock: { now: () => sampleNow } };
  return scenarios.flatMap(({ template, title, message }) => {
    if (template.startsWith('owner-')) {
      return [{ template, title, language: 'en' as const, mail: sampleMail(then, message(then, 'fr')) }];
    }
    return languages.map((language) => ({
      template,
      title,
      language,
      mail: sampleMail(then, message(then, language)),
    }));
  });
}

/** Shows all mails in the browser, from nothing but this process. Throws PortTakenError. */
export async function startGallery({
  port,
  host = '127.0.0.1',
  runtime,
}: {
  port: number;
  host?: string;
  runtime: Runtime;
}): Promise<{ url: string; close(): Promise<void> }> {
  const mails = listMails(runtime);
  const server = createServer((request, response) => {
    const [, index, view] = (request.url === '/' ? '/0' : request.url)?.match(/^\/(\d+)(\/html)?$/) ?? [];
    const shown = mails[Number(index)];
    if (!shown) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('There is no such mail.\n');
    } else if (view) {
      send(response, shown.mail.html, "default-src 'none'; style-src 'unsafe-inline'; sandbox");
    } else {
      const page = GalleryPage({ mails, index: Number(index) });
      send(
        response,
        `<!doctype html>${page}`,
        "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'",
      );
    }
  });
  const bound = await listen(server, { part: 'The mail gallery', host, port });
  return { url: `http://${host}:${bound}`, close: () => closeHttp(server) };
}

function send(response: ServerResponse, html: string, policy: string): void {
  response
    .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy })
    .end(html);
}

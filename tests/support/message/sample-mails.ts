import { villa } from '../../../dev/gallery/items.ts';
import {
  type SampleStay,
  sampleMail,
  sampleMessage,
  sampleNow,
  sampleReservation,
} from '../../../dev/gallery/samples.ts';
import { listMails } from '../../../dev/gallery.ts';
import type { Mail } from '../../../src/notification/channels/channel.ts';
import { type MailTemplate, templatesBySubject } from '../../../src/outbox/kinds.ts';
import { parseConfig } from '../../../src/platform/config/config.ts';
import type { Language } from '../../../src/platform/languages.ts';
import { type Minor, minor } from '../../../src/platform/money/money.ts';
import { createRuntime, type Runtime } from '../../../src/platform/runtime.ts';
import type { Item } from '../../../src/terms/item.ts';
import { exampleChange } from '../../../src/workflows/message/example.ts';
import { testEnvironment } from '../harness/environment.ts';

export const runtime = runtimeWith('smtp://127.0.0.1:1');
export const mails = listMails(runtime);
const { code: _code, ...ofMails } = templatesBySubject;
export const mailTemplates: readonly MailTemplate[] = Object.values(ofMails).flat();
export const isForGuest = (template: MailTemplate) => !template.startsWith('owner-');
export const isAboutAccount = (template: MailTemplate) => template.startsWith('user-');

/** Nothing is called at these addresses but SMTP. */
export function runtimeWith(smtpUrl: string, variables: Readonly<Record<string, string>> = {}): Runtime {
  const unused = {
    DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1:1/none',
    UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:1',
  };
  const config = parseConfig({ ...testEnvironment, ...unused, SMTP_URL: smtpUrl, ...variables }, 'dev');
  return createRuntime(config, { clock: { now: () => sampleNow } });
}

export const stayOf = (item: Item, from: string, to: string): SampleStay => ({
  item,
  from,
  to,
  wishes: { guests: 4, extras: {}, discount: undefined },
});
export const week = stayOf(villa, '2027-06-12', '2027-06-19');

export function mailOf(
  template: MailTemplate,
  stay: SampleStay,
  language: Language,
  changes: Parameters<typeof sampleReservation>[3] = {},
  { received = minor(0), ...details }: { amountMinor?: Minor; received?: Minor } = {},
): Mail {
  const reservation = sampleReservation(runtime, stay, language, { received, ...changes });
  const told = { change: exampleChange(reservation), ...details };
  return sampleMail(runtime, sampleMessage(runtime, template, { reservation, details: told }));
}

/** What a reader of the HTML sees. */
export function seen(html: string): string {
  return html
    .replace(/<style>.*?<\/style>|<title>.*?<\/title>/gs, '')
    .replace(/<[^>]*>/g, '\n')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

export const addresses = (text: string) => [...new Set(text.match(/https?:[^\s"<]+/g))];

import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Envelope, type Mail, parseMail, type StoredMail } from './mail.ts';

/** Mails kept; the oldest give way. */
const CAPACITY = 1000;

export type MailFilter = {
  /** Part of a recipient's address. */ to?: string /** Part of the subject. */;
  subject?: string;
};

const contains = (text: string, part: string) => text.toLowerCase().includes(part.toLowerCase());

function matches(mail: Mail, { to, subject }: MailFilter): boolean {
  return (
    (to === undefined || mail.to.some((address) => contains(address, to))) &&
    (subject === undefined || contains(mail.subject, subject))
  );
}

const fileOf = (directory: string, id: string, kind: 'eml' | 'json') =>
  join(directory, `${id.padStart(8, '0')}.${kind}`);

async function readDirectory(directory: string): Promise<StoredMail[]> {
  await mkdir(directory, { recursive: true });
  const names = (await readdir(directory)).filter((name) => /^\d+\.json$/.test(name)).sort();
  return Promise.all(
    names.slice(-CAPACITY).map(async (name) => {
      const id = String(Number.parseInt(name, 10));
      // Written by this very module, beside the mail.
      const envelope = JSON.parse(await readFile(join(directory, name), 'utf8')) as Envelope;
      return parseMail(id, await readFile(fileOf(directory, id, 'eml')), envelope);
    }),
  );
}

/** The mails that arrived, kept in `directory` as well when there is one. */
export async function openStore(directory?: string) {
  let mails = directory === undefined ? [] : await readDirectory(directory);
  let lastId = Number(mails.at(-1)?.mail.id ?? 0);
  const arrivals = new Set<(mail: Mail) => void>();

  async function forget(gone: StoredMail[]): Promise<void> {
    if (directory === undefined) return;
    for (const { mail } of gone) {
      await rm(fileOf(directory, mail.id, 'json'), { force: true });
      await rm(fileOf(directory, mail.id, 'eml'), { force: true });
    }
  }

  return {
    async add(raw: Buffer, envelope: Envelope): Promise<void> {
      lastId += 1;
      const id = String(lastId);
      const stored = await parseMail(id, raw, envelope);
      if (directory !== undefined) {
        await writeFile(fileOf(directory, id, 'eml'), raw);
        await writeFile(fileOf(directory, id, 'json'), JSON.stringify(envelope));
      }
      mails.push(stored);
      await forget(mails.splice(0, mails.length - CAPACITY));
      for (const notice of arrivals) notice(stored.mail);
    },
    /** Newest first. */
    list: (filter: MailFilter = {}): Mail[] =>
      mails
        .map(({ mail }) => mail)
        .filter((mail) => matches(mail, filter))
        .reverse(),
    find: (id: string): StoredMail | undefined => mails.find(({ mail }) => mail.id === id),
    /** Calls back for each mail that arrives from now on; answers how to stop that. */
    onArrival(notice: (mail: Mail) => void): () => void {
      arrivals.add(notice);
      return () => arrivals.delete(notice);
    },
    async clear(): Promise<void> {
      const gone = mails;
      mails = [];
      await forget(gone);
    },
  };
}

export type MailStore = Awaited<ReturnType<typeof openStore>>;

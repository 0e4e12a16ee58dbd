import type { Mail } from '../../../dev/mailbox.ts';

/** The link to a page of the site in a mail. Throws when there is none. */
export function linkIn({ text, subject }: Mail, page: 'pay' | 'manage'): string {
  const [link] = new RegExp(`https?://\\S+/${page}/#\\S+`).exec(text ?? '') ?? [];
  if (!link) throw new Error(`no link to /${page}/ in "${subject}"`);
  return link;
}

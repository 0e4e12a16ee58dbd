import { patienceMs } from '../../support/harness/patience.ts';
import type { Stack } from '../../support/harness/stack.ts';

/** The link to this page of the account in the newest mail to an address that has one. Waits for it. */
export async function mailedAccountLink(stack: Stack, to: string, page: string): Promise<string> {
  const pattern = new RegExp(`https?://\\S+/account/${page}/#\\S+`);
  const mail = await stack.mailbox.waitFor((one) => one.to.includes(to) && pattern.test(one.text ?? ''), {
    timeoutMs: patienceMs,
  });
  const [link] = pattern.exec(mail.text ?? '') ?? [];
  if (!link) throw new Error(`no link to /account/${page}/ in "${mail.subject}"`);
  return link;
}

import { domainToASCII } from 'node:url';

let domains: Promise<ReadonlySet<string>> | undefined;

/**
 * Whether a mail address belongs to a provider of throw-away addresses, or to a sub-domain of one: many of
 * them take mail for any. Case, a trailing dot and the script of the domain make no difference. Relays that
 * stand for one lasting mailbox (Apple, Firefox, DuckDuckGo) are not on the list. Without a readable domain
 * it is not disposable: that address gets no mail anyhow.
 */
export async function isDisposableMail(address: string): Promise<boolean> {
  domains ??= loadDomains();
  const listed = await domains;
  const labels = domainOf(address).split('.');
  return labels.some((_, index) => listed.has(labels.slice(index).join('.')));
}

/**
 * Imported at the first question, so that cold starts do not read the list. Of the package we take the list
 * alone: its functions build the whole set at each call, know neither sub-domains nor trailing dots, and are
 * lost when a bundle imports them late, because they are CommonJS.
 */
async function loadDomains(): Promise<ReadonlySet<string>> {
  const list = await import('disposable-email-domains-js/dist/dict/disposable_email_blocklist.json', {
    with: { type: 'json' },
  });
  return new Set(list.default);
}

function domainOf(address: string): string {
  return domainToASCII(address.slice(address.lastIndexOf('@') + 1).trim()).replace(/\.$/, '');
}

import { newClient } from '../booking/booking.ts';
import type { Answer } from '../harness/client.ts';
import type { Stack } from '../harness/stack.ts';

/** What a browser does with our cookies: it keeps them, and brings along those alone that are `Lax` when another site's page sent it. */
export interface Browser {
  readonly cookies: ReadonlyMap<string, string>;
  /** Opens an address under `/api/v1`, following nothing. */
  open(path: string, sentBy?: 'own-page' | 'other-site', from?: string): Promise<Answer>;
}

export function newBrowser(stack: Stack): Browser {
  const own = newClient();
  const cookies = new Map<string, string>();
  const lax = new Set<string>();

  function keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (/; Max-Age=0(;|$)/.test(line)) cookies.delete(name);
    else cookies.set(name, value);
    if (line.includes('SameSite=Lax')) lax.add(name);
  }

  return {
    cookies,
    async open(path, sentBy = 'own-page', from = own) {
      const sent = [...cookies].filter(([name]) => sentBy === 'own-page' || lax.has(name));
      const Cookie = sent.map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await stack.call(path, { from, headers: Cookie ? { Cookie } : {} });
      for (const line of answer.headers.getSetCookie()) keep(line);
      return answer;
    },
  };
}

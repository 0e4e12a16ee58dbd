import type { Mail } from './mail.ts';
import type { MailStore } from './store.ts';

/** The newest mail that satisfies the predicate, or the next to do so. Rejects after `timeoutMs`. */
export function waitForMail(
  store: MailStore,
  predicate: (mail: Mail) => boolean,
  { timeoutMs }: { timeoutMs: number },
): Promise<Mail> {
  const present = store.list().find(predicate);
  if (present) return Promise.resolve(present);
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => {
      stop();
      const seen = store.list().map(({ to, subject }) => `\n  to ${to.join(', ')}: ${subject}`);
      reject(new Error(`No such mail within ${timeoutMs} ms. There are ${seen.length}:${seen.join('')}`));
    }, timeoutMs);
    const stop = store.onArrival((mail) => {
      if (!predicate(mail)) return;
      clearTimeout(limit);
      stop();
      resolve(mail);
    });
  });
}

import { randomInt, randomUUID } from 'node:crypto';
import { attemptKey } from '../../src/account/attempt-limit.ts';
import { oneTimeText } from '../../src/account/one-time-token.ts';
import { longestPassword } from '../../src/account/password/password.ts';
import { parseConfig } from '../../src/platform/config/config.ts';
import { createRuntime } from '../../src/platform/runtime.ts';
import { clientAddress, post } from './load.ts';
import { startFunctionsProcess } from './process.ts';
import type { BenchStack } from './stack.ts';

/** How long sign-ins of one kind took, in milliseconds. */
export interface SignInTime {
  readonly kind: string;
  readonly samples: number;
  readonly medianMs: number;
  /** 95 of 100 were faster. */
  readonly p95Ms: number;
}

const secret = 'a lantern in seven harbours';

/**
 * Times sign-ins that fail for different reasons, `samples` of each, one at a time and in random order, so that whatever else the machine does
 * falls on all alike. Each is answered 401 with the same bytes; whoever measures must not learn which it was either.
 */
export async function timeSignIns(stack: BenchStack, samples: number): Promise<SignInTime[]> {
  const functions = await startFunctionsProcess(['auth'], stack.environment, stack.functionsFolder);
  const runtime = createRuntime(parseConfig(stack.environment, 'dev'));
  let calls = 0;
  const send = (path: string, body: object) => {
    calls += 1;
    return post(`${functions.url}/api/v1/auth/${path}`, JSON.stringify(body), {}, clientAddress(calls));
  };

  async function pending(): Promise<string> {
    const email = `${randomUUID()}@people.example`;
    const { status, text } = await send('register', { email, password: secret, name: 'Ada' });
    if (status !== 202) throw new Error(`nobody was registered: ${status} ${text}`);
    return email;
  }
  async function user(): Promise<string> {
    const email = await pending();
    const { rows } = await stack.database.query<{ id: string }>(
      `select id from one_time_tokens where purpose = 'registration' and email = $1`,
      [email],
    );
    const token = oneTimeText(runtime.config.keys, 'registration', rows[0]?.id ?? '');
    const { status } = await send('verify', { token, password: secret, sessionAs: 'tokens' });
    if (status !== 201) throw new Error(`the person was not made: ${status}`);
    return email;
  }

  const [known, providerOnly, locked, banned, closed, unverified] = [
    await user(),
    await user(),
    await user(),
    await user(),
    await user(),
    await pending(),
  ];
  await stack.database.query('update users set password_hash = null where email = $1', [providerOnly]);
  await stack.database.query("update users set status = 'banned' where email = $1", [banned]);
  await stack.database.query(
    "update users set status = 'closed', closed_at = now(), email = null, email_hash = null, password_hash = null, profile_sealed = null where email = $1",
    [closed],
  );
  const lockedKey = attemptKey(runtime, 'account', locked);
  const kinds: Readonly<Record<string, () => { email: string; password: string }>> = {
    unknown: () => ({ email: `${randomUUID()}@people.example`, password: secret }),
    wrong: () => ({ email: known, password: `${secret}x` }),
    empty: () => ({ email: known, password: '' }),
    // What is longer is nobody's, is refused by its length alone, and so for every address.
    longest: () => ({ email: known, password: 'x'.repeat(longestPassword) }),
    'provider only': () => ({ email: providerOnly, password: secret }),
    unverified: () => ({ email: unverified, password: secret }),
    locked: () => ({ email: locked, password: secret }),
    banned: () => ({ email: banned, password: secret }),
    closed: () => ({ email: closed, password: secret }),
  };
  const names = Object.keys(kinds);
  const tookMs = new Map(names.map((name) => [name, [] as number[]]));
  const queue = names.flatMap((name) => Array.from({ length: samples }, () => name));
  for (let last = queue.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [queue[last], queue[other]] = [queue[other] ?? '', queue[last] ?? ''];
  }
  for (const name of queue) {
    // Every budget is whole again, and that of the locked account spent.
    await stack.database.query('delete from attempt_limits');
    await stack.database.query(`insert into attempt_limits values ($1, 1000, now() + interval '1 day')`, [
      lockedKey,
    ]);
    const body = { ...kinds[name]?.(), sessionAs: 'tokens' };
    const began = performance.now();
    const { status } = await send('sign-in', body);
    tookMs.get(name)?.push(performance.now() - began);
    if (status !== 401) throw new Error(`a sign-in of the kind "${name}" was answered ${status}`);
  }
  await functions.stop();
  return [...tookMs].map(([kind, times]) => {
    times.sort((a, b) => a - b);
    const at = (part: number) => times[Math.floor(times.length * part)] ?? 0;
    return { kind, samples: times.length, medianMs: at(0.5), p95Ms: at(0.95) };
  });
}

/** By how much the slowest median is above the fastest, in percent. */
export function spreadPercent(times: readonly SignInTime[]): number {
  const medians = times.map(({ medianMs }) => medianMs);
  return (Math.max(...medians) / Math.min(...medians) - 1) * 100;
}

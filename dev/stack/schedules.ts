import { setTimeout as pause } from 'node:timers/promises';

interface Schedule {
  readonly name: string;
  readonly everyMs: number;
}

/** The scheduled functions, which `netlify dev` never fires by itself, and how often the local stack does. */
const schedules: readonly Schedule[] = [
  { name: 'deliver-messages', everyMs: 15_000 },
  { name: 'expire-holds', everyMs: 60_000 },
  { name: 'make-provider-calls', everyMs: 15_000 },
  { name: 'check-open-payments', everyMs: 60_000 },
  { name: 'sync-deposits', everyMs: 60_000 },
  { name: 'collect-balances', everyMs: 300_000 },
  { name: 'reckon-stays', everyMs: 300_000 },
  { name: 'reconcile', everyMs: 300_000 },
  { name: 'check-audit-log', everyMs: 300_000 },
];

const answerMs = 30_000;
const longestPauseMs = 300_000;

/**
 * Fires the scheduled functions until the function it answers is called. Each has one run at a time, and one that did not
 * answer is left alone for longer: `netlify dev` goes on with a run that nobody waits for, and on a busy machine dozens of
 * them would pile up.
 */
export function fireSchedules(
  site: string,
  say: (line: string) => void,
  given: readonly Schedule[] = schedules,
): () => Promise<void> {
  const end = new AbortController();
  const running = given.map((schedule) => fireAgainAndAgain(site, say, schedule, end.signal));
  return async () => {
    end.abort();
    await Promise.all(running);
  };
}

async function fireAgainAndAgain(
  site: string,
  say: (line: string) => void,
  { name, everyMs }: Schedule,
  end: AbortSignal,
): Promise<void> {
  for (let pauseMs = everyMs; await waited(pauseMs, end); ) {
    const hasAnswered = await fire(site, say, name);
    pauseMs = nextPauseMs(everyMs, pauseMs, hasAnswered);
  }
}

/** How long to wait after a run: twice as long as before it where it did not answer, within five minutes. */
export function nextPauseMs(everyMs: number, pausedMs: number, hasAnswered: boolean): number {
  return hasAnswered ? everyMs : Math.min(longestPauseMs, pausedMs * 2);
}

async function fire(site: string, say: (line: string) => void, name: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(answerMs);
    const { ok, status } = await fetch(`${site}/.netlify/functions/${name}`, { signal });
    if (!ok) say(`${name} answered ${status}`);
    return ok;
  } catch (error) {
    say(`${name} could not be fired: ${String(error)}`);
    return false;
  }
}

/** Whether the time has passed, rather than the end come. */
async function waited(ms: number, end: AbortSignal): Promise<boolean> {
  return pause(ms, true, { signal: end }).catch(() => false);
}

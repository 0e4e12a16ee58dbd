/** The scheduled functions, which `netlify dev` never fires by itself, and how often the local stack does. */
const schedules = [
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

/** Fires the scheduled functions until the function it answers is called. */
export function fireSchedules(site: string, say: (line: string) => void): () => Promise<void> {
  const underWay = new Set<Promise<void>>();
  const fire = (name: string) => {
    const run = fetch(`${site}/.netlify/functions/${name}`, { signal: AbortSignal.timeout(30_000) })
      .then((response) => (response.ok ? undefined : say(`${name} answered ${response.status}`)))
      .catch((error: unknown) => say(`${name} could not be fired: ${String(error)}`))
      .finally(() => underWay.delete(run));
    underWay.add(run);
  };
  const timers = schedules.map(({ name, everyMs }) => setInterval(fire, everyMs, name));
  return async () => {
    for (const timer of timers) clearInterval(timer);
    await Promise.all(underWay);
  };
}

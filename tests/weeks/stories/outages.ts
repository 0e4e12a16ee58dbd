import { redrive } from '../../../src/outbox/drain.ts';
import type { ProviderName } from '../../../src/payment/provider/provider.ts';
import { comes, type Season } from '../season.ts';

const hourMs = 3_600_000;

/** When a provider's API cannot be asked. Its pages work, and what happened there is told afterwards. */
export interface Outage {
  readonly provider: ProviderName;
  readonly fromMs: number;
  readonly toMs: number;
}

/** A provider is away, for hours or for days. When it is back, the owner sends again what was given up meanwhile. */
export function outagesOf(season: Season): Outage[] {
  const { draw, timeline, stack } = season;
  const provider: ProviderName = draw.chance(0.5) ? 'stripe' : 'paypal';
  const fromMs = timeline.now() + draw.between(6, 12 * 24) * hourMs;
  const toMs = fromMs + draw.oneOf([3, 12, 40]) * hourMs;
  if (!comes(season, 'provider-away', 0.4)) return [];
  timeline.begin(fromMs, async () => {
    stack[provider].chaos({ apiFault: { effect: 'before', answer: 'error' } });
  });
  timeline.begin(toMs, async () => {
    stack[provider].chaos({ apiFault: null });
    season.clockwork.deed();
  });
  timeline.begin(toMs + hourMs, async () => {
    await redrive(stack.runtime);
    season.clockwork.deed();
  });
  return [{ provider, fromMs, toMs }];
}

/** The first instant from now at which nobody is away any more. */
export function allBackAt({ outages, timeline }: Season): number {
  return Math.max(
    timeline.now(),
    ...outages.filter(({ fromMs }) => fromMs <= timeline.now()).map(({ toMs }) => toMs + 2 * hourMs),
  );
}

/** Whether a provider is away now. */
export function isAway({ outages: all, timeline }: Season, provider?: ProviderName): boolean {
  const now = timeline.now();
  return all.some(
    (one) => (provider === undefined || one.provider === provider) && one.fromMs <= now && now < one.toMs,
  );
}

import { serve } from '../../dev/stripe/wire/http-server.ts';
import type { ProviderName } from '../../src/payment/provider/provider.ts';
import type { Stack } from '../support/harness/stack.ts';
import type { Timeline } from './timeline.ts';

/** When an event is brought, in milliseconds from now: some times, once, or never. */
export type Fate = (type: string) => readonly number[];

/** Stands between the providers and our webhooks, and brings events when it was told to, in simulated time. */
export interface Postman {
  /** From now on events have this fate. Retries after a refusal are waited for in the timeline. */
  work(timeline: Timeline, fate: Fate): void;
  /** Answers that the webhooks gave other than 2xx, which may not be: each with its instant. */
  readonly refusals: string[];
  forget(): void;
  close(): Promise<void>;
}

/** How long after each refusal an event comes again; both providers go on for three days. */
const againHours = [0.1, 0.5, 2, 6, 12, 24, 24];

export async function startPostman(stack: Stack): Promise<Postman> {
  const webhooks = `${stack.functions.url}/api/v1/webhooks`;
  const refusals: string[] = [];
  /** Events that are brought as soon as they are here, and how often they were refused. */
  const known = new Map<string, number>();
  let timeline: Timeline | undefined;
  let fate: Fate = () => [0];

  const bring = (provider: ProviderName, id: string, afterMs: number) =>
    timeline?.begin(timeline.now() + afterMs, async () => {
      stack[provider].redeliver(id);
      await stack[provider].settled();
    });

  async function forward(provider: ProviderName, id: string, type: string, request: Request) {
    const { status } = await fetch(`${webhooks}/${provider}`, {
      method: 'POST',
      headers: request.headers,
      body: await request.arrayBuffer(),
    });
    if (status >= 200 && status < 300) return;
    const refused = known.get(id) ?? 0;
    refusals.push(`${stack.clock.now().toISOString()} ${status} to ${type} of ${provider}`);
    const hours = againHours[refused];
    known.set(id, refused + 1);
    if (hours !== undefined) bring(provider, id, hours * 3_600_000);
  }

  const server = await serve(
    async (request) => {
      const provider = new URL(request.url).pathname === '/stripe' ? 'stripe' : 'paypal';
      // Read as the providers write it; the bytes go on as they came.
      const { id, type, event_type } = JSON.parse(await request.clone().text()) as {
        id: string;
        type?: string;
        event_type?: string;
      };
      const isNew = !known.has(id);
      if (isNew) known.set(id, 0);
      const times = isNew ? fate(type ?? event_type ?? '') : [0];
      for (const afterMs of times) {
        if (afterMs === 0) await forward(provider, id, type ?? event_type ?? '', request.clone());
        else bring(provider, id, afterMs);
      }
      return new Response(null, { status: 200 });
    },
    { part: 'The postman', host: '127.0.0.1', port: 0 },
  );
  stack.stripe.setWebhookUrl(`http://127.0.0.1:${server.port}/stripe`);
  stack.paypal.setWebhookUrl(`http://127.0.0.1:${server.port}/paypal`);

  return {
    refusals,
    work(ofWeek, given) {
      timeline = ofWeek;
      fate = given;
    },
    forget() {
      known.clear();
      refusals.length = 0;
      timeline = undefined;
      fate = () => [0];
    },
    close: server.close,
  };
}

import { setTimeout as wait } from 'node:timers/promises';
import type Stripe from 'stripe';
import type { Chaos } from './chaos.ts';
import { matchesType } from './event-type.ts';
import { shuffled } from './shuffle.ts';
import { signatureHeader } from './signature.ts';

/** One attempt to hand over an event: what the receiver answered, or why there was no answer. */
type Attempt = { eventId: string; type: string; at: string; outcome: number | string };

export type Delivery = {
  /** Sends the event to the webhook address, unless it is lost to `drop`. */
  send(event: Stripe.Event): void;
  /** Sends it once more, whatever the switches say. */
  redeliver(event: Stripe.Event): void;
  /** Resolves when nothing is under way, held back or waiting for another attempt. */
  settled(): Promise<void>;
  attempts(): readonly Attempt[];
  /** Gives up everything that has not been delivered. */
  forget(): void;
};

type DeliveryOptions = {
  webhookUrl(): string | null;
  webhookSecret: string;
  clock(): Date;
  chaos: Chaos;
  retryDelaysMs: readonly number[];
  timeoutMs: number;
  /** Told how many deliveries of the event are outstanding. */
  onPending(event: Stripe.Event, pending: number): void;
};

/** Hands events to the webhook address as Stripe does: signed, without order, again until they are accepted. */
export function createDelivery(options: DeliveryOptions): Delivery {
  const { chaos } = options;
  const tasks = new Set<Promise<void>>();
  let stop = new AbortController();
  let attempts: Attempt[] = [];
  let batch: Stripe.Event[] = [];
  let releaseBatch = new AbortController();

  function run(work: (stopped: AbortSignal) => Promise<void>): void {
    const { signal } = stop;
    const task = work(signal)
      .catch((error: unknown) => {
        // Work that was told to stop ends by throwing; anything else is a fault of the sandbox and must show.
        if (!signal.aborted) throw error;
      })
      .finally(() => tasks.delete(task));
    tasks.add(task);
  }

  async function post(event: Stripe.Event, stopped: AbortSignal): Promise<boolean> {
    const url = options.webhookUrl();
    // Indented as the real ones are: receivers must verify the bytes, not what they would write themselves.
    const body = JSON.stringify(event, null, 2);
    const at = options.clock();
    const signature = signatureHeader(body, options.webhookSecret, Math.floor(at.getTime() / 1000));
    const outcome = url ? await answerOf(url, body, signature, stopped) : 'no webhook address';
    stopped.throwIfAborted();
    attempts.push({ eventId: event.id, type: event.type, at: at.toISOString(), outcome });
    return typeof outcome === 'number' && outcome >= 200 && outcome < 300;
  }

  async function answerOf(
    url: string,
    body: string,
    signature: string,
    stopped: AbortSignal,
  ): Promise<number | string> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json; charset=utf-8',
          'User-Agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
          'Stripe-Signature': signature,
        },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([stopped, AbortSignal.timeout(options.timeoutMs)]),
      });
      await response.body?.cancel();
      return response.status;
    } catch (error) {
      // No answer is an outcome like any other here: it is noted and tried again.
      const cause = error instanceof Error ? (error.cause ?? error) : error;
      return cause instanceof Error ? cause.message || cause.name : String(cause);
    }
  }

  async function deliver(event: Stripe.Event, copies: number, stopped: AbortSignal): Promise<void> {
    const accepted = await Promise.all(Array.from({ length: copies }, () => post(event, stopped)));
    if (accepted.includes(true)) options.onPending(event, 0);
    else run((signal) => retry(event, signal));
  }

  async function retry(event: Stripe.Event, stopped: AbortSignal): Promise<void> {
    for (const delayMs of options.retryDelaysMs) {
      await wait(delayMs, undefined, { signal: stopped });
      if (!(await post(event, stopped))) continue;
      options.onPending(event, 0);
      return;
    }
  }

  async function sendBatch(holdMs: number, seed: number, stopped: AbortSignal): Promise<void> {
    const signal = AbortSignal.any([stopped, releaseBatch.signal]);
    await wait(holdMs, undefined, { signal }).catch(() => stopped.throwIfAborted());
    const held = batch;
    batch = [];
    releaseBatch = new AbortController();
    const { duplicate } = chaos.settings();
    // One after the other, so that they arrive in the order they were shuffled into.
    for (const event of shuffled(held, seed)) await deliver(event, duplicate, stopped);
  }

  return {
    send(event) {
      const { drop, duplicate, delayMs, reorder } = chaos.settings();
      if (!options.webhookUrl()) return;
      if (drop === 'all' || drop.some((pattern) => matchesType(event.type, pattern))) return;
      options.onPending(event, 1);
      if (reorder) {
        batch.push(event);
        if (batch.length === 1) run((stopped) => sendBatch(reorder.holdMs, reorder.seed, stopped));
        if (batch.length >= reorder.size) releaseBatch.abort();
        return;
      }
      run(async (stopped) => {
        if (delayMs > 0) await wait(delayMs, undefined, { signal: stopped });
        await deliver(event, duplicate, stopped);
      });
    },
    redeliver: (event) => run((stopped) => deliver(event, 1, stopped)),
    async settled() {
      while (tasks.size > 0) await Promise.all(tasks);
    },
    attempts: () => attempts,
    forget() {
      stop.abort();
      stop = new AbortController();
      releaseBatch = new AbortController();
      batch = [];
      attempts = [];
    },
  };
}

import { setTimeout as wait } from 'node:timers/promises';
import { matchesType } from './event-type.ts';
import { lanes } from './lanes.ts';
import { shuffled } from './reorder.ts';

/** One attempt to hand over an event: what the receiver answered, or why there was no answer. */
type Attempt = { eventId: string; type: string; at: string; outcome: number | string };

/** What is handed over: its id and its type, and whatever else the provider writes. */
type Deliverable = { id: string; type: string };

/** The switches that delivery obeys. */
type DeliverySettings = {
  duplicate: number;
  delayMs: number;
  reorder: { size: number; holdMs: number; seed: number } | null;
  drop: 'all' | readonly string[];
};

export type Delivery<E extends Deliverable> = {
  /** Sends the event to the webhook address, unless it is lost to `drop`. */
  send(event: E): void;
  /** Sends it once more, whatever the switches say. */
  redeliver(event: E): void;
  /** Posts any body, signed as a genuine one, once: what a provider may send beside what its sandbox can do. Answers what came back. */
  sendBody(body: string): Promise<number | string>;
  /** Resolves when nothing is under way, held back or waiting for another attempt. */
  settled(): Promise<void>;
  attempts(): readonly Attempt[];
  /** Gives up everything that has not been delivered. */
  forget(): void;
};

type DeliveryOptions<E extends Deliverable> = {
  webhookUrl(): string | null;
  /** What a provider sends beside the body, signed anew at each attempt. */
  headers(body: string, at: Date, eventId: string): Record<string, string>;
  /** The body of an event, as its provider writes it. */
  bodyOf(event: E): string;
  clock(): Date;
  chaos: { settings(): Readonly<DeliverySettings> };
  retryDelaysMs: readonly number[];
  timeoutMs: number;
  /** Told how many deliveries of the event are outstanding. */
  onPending(event: E, pending: number): void;
};

/**
 * How many deliveries are under way at once, so that a receiver on the same machine can answer what else it is asked. No provider
 * says how many it sends.
 */
export const inFlightAtMost = 8;

/** Hands events to the webhook address as providers do: signed, without order, again until they are accepted. */
export function createDelivery<E extends Deliverable>(options: DeliveryOptions<E>): Delivery<E> {
  const { chaos } = options;
  const tasks = new Set<Promise<void>>();
  const inLane = lanes(inFlightAtMost);
  let stop = new AbortController();
  let attempts: Attempt[] = [];
  let batch: E[] = [];
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

  const post = (event: E, stopped: AbortSignal): Promise<boolean> =>
    inLane(() => {
      stopped.throwIfAborted();
      return attempt(event, stopped);
    });

  async function attempt(event: E, stopped: AbortSignal): Promise<boolean> {
    const url = options.webhookUrl();
    const body = options.bodyOf(event);
    const at = options.clock();
    const headers = options.headers(body, at, event.id);
    const outcome = url ? await answerOf(url, body, headers, stopped) : 'no webhook address';
    stopped.throwIfAborted();
    attempts.push({ eventId: event.id, type: event.type, at: at.toISOString(), outcome });
    return typeof outcome === 'number' && outcome >= 200 && outcome < 300;
  }

  async function answerOf(
    url: string,
    body: string,
    headers: Record<string, string>,
    stopped: AbortSignal,
  ): Promise<number | string> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers,
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

  async function deliver(event: E, copies: number, stopped: AbortSignal): Promise<void> {
    const accepted = await Promise.all(Array.from({ length: copies }, () => post(event, stopped)));
    if (accepted.includes(true)) options.onPending(event, 0);
    else run((signal) => retry(event, signal));
  }

  async function retry(event: E, stopped: AbortSignal): Promise<void> {
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
    async sendBody(body) {
      const url = options.webhookUrl();
      const headers = options.headers(body, options.clock(), body);
      return url ? answerOf(url, body, headers, stop.signal) : 'no webhook address';
    },
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

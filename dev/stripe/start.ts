import { Hono } from 'hono';
import type Stripe from 'stripe';
import type { Change } from '../webhooks/changes.ts';
import { type ChaosPatch, createChaos } from '../webhooks/chaos.ts';
import { createDelivery } from '../webhooks/delivery.ts';
import { createControl } from './control.ts';
import { adjust, bookMovement, type Movement, payOut, returnDebit } from './objects/balance.ts';
import { cancel } from './objects/capture.ts';
import { closeDispute, openDispute, submitEvidence } from './objects/dispute.ts';
import { findIntent } from './objects/payment-intent.ts';
import { createRefund, settleRefund } from './objects/refund.ts';
import { sellElsewhere } from './other-business.ts';
import { type GuestOutcome, payAsGuest } from './pages/guest.ts';
import { createGuestPages } from './pages/guest-pages.tsx';
import { createSandbox, notePending } from './sandbox.ts';
import { emptyState, loadState, saveState } from './state.ts';
import { createApi } from './wire/api.ts';
import { missing } from './wire/api-error.ts';
import { type Connection, serve } from './wire/http-server.ts';
import { type Route, routes } from './wire/routes.ts';
import { signatureHeader } from './wire/signature.ts';

export type StripeSandboxOptions = {
  /** 0 lets the system choose. */
  port: number;
  host?: string;
  /** The only key the API accepts. */
  secretKey: string;
  /** Signs the webhooks. */
  /** One, or two while one takes the place of the other: then each event is signed by both. */
  webhookSecret: string | readonly string[];
  /** Where events go; without it they happen and can be listed, but are not sent. */
  webhookUrl?: string;
  /** Stamps objects and signatures; delays and retries run on the machine's own time. */
  clock?: () => Date;
  /** Numbers from 0 up to 1, for ids. */
  random?: () => number;
  /** Keeps payments over a restart. */
  stateFile?: string;
  /** How long after each failed attempt a webhook is sent again; after the last it is given up. */
  webhookRetryDelaysMs?: readonly number[];
  /** How long a receiver may take to answer a webhook. */
  webhookTimeoutMs?: number;
};

export type StripeSandbox = {
  url: string;
  port: number;
  setWebhookUrl(url: string | null): void;
  /** Turns the named switches. Throws a ValiError for values they do not have. */
  chaos(settings: ChaosPatch<Route>): void;
  /** How often each route of the API has been called, failures included. */
  counts(): Record<Route, number>;
  /** The newest requests that ask for a change, oldest first, and the key of each as it came. */
  changes(): readonly Change<Route>[];
  /** Acts for the guest. Throws ApiError for a payment intent that is unknown or cannot be paid. */
  pay(paymentIntentId: string, outcome: GuestOutcome): Stripe.PaymentIntent;
  openDispute(paymentIntentId: string, how?: { amount?: number; reason?: string }): Stripe.Dispute;
  submitEvidence(disputeId: string): Stripe.Dispute;
  closeDispute(disputeId: string, outcome: 'won' | 'lost'): Stripe.Dispute;
  /** A payment of another shop on the same account. */
  sellElsewhere(amount: number, currency: string): Stripe.PaymentIntent;
  /** A refund that nobody asked for through the API: all that is left, or `amount`. */
  refundInDashboard(paymentIntentId: string, amount?: number): Stripe.Refund;
  /** What becomes of a refund that rests in `pending`, or of one that the bank sends back later. */
  settleRefund(refundId: string, status: 'succeeded' | 'failed'): Stripe.Refund;
  /** A movement of the balance that nothing here makes by itself, such as a fee in hundredths of a whole currency. Answers its id. */
  bookMovement(movement: Movement): string;
  /** An object as a version to come, or another account, would write it: its fields replaced, no event. Throws ApiError for an unknown id. */
  rewrite(id: string, changes: Readonly<Record<string, unknown>>): void;
  /** A payment that is given up in the dashboard, or by Stripe itself. Throws ApiError for one that cannot be. */
  cancelInDashboard(paymentIntentId: string): Stripe.PaymentIntent;
  /** The object of an id is not there any more, such as a payment method that its customer has taken away. */
  forget(id: string): void;
  /** A bank debit that had gone through comes back without a dispute. Answers the id of the movement. */
  returnDebit(paymentIntentId: string): string;
  /** Stripe corrects a charge; below nothing takes money back. Answers the id of the movement. */
  adjust(paymentIntentId: string, amount: number): string;
  /** From now on other currencies are exchanged into this one as they arrive, at so many of its units for one of theirs. */
  settleIn(currency: string, rate: number): void;
  /** Pays the balance of a currency (in small letters) out to the bank. */
  payOut(currency: string): string | undefined;
  /** Sends an event once more. Throws ApiError for one that never happened. */
  redeliver(eventId: string): void;
  /** Posts any body, signed as a genuine event, and answers the status: a thin event, or one of a version to come. */
  sendSigned(body: string): Promise<number | string>;
  /** Forgets payments, switches and counts. */
  reset(): void;
  /** Resolves when no delivery is under way or scheduled. */
  settled(): Promise<void>;
  close(): Promise<void>;
};

/** Starts a sandbox Stripe on loopback. Throws PortTakenError, or an error naming a state file it cannot read. */
export async function startStripeSandbox(options: StripeSandboxOptions): Promise<StripeSandbox> {
  const { host = '127.0.0.1', clock = () => new Date(), random = Math.random, stateFile } = options;
  let webhookUrl = options.webhookUrl ?? null;
  const state = stateFile ? loadState(stateFile) : emptyState();
  const save = () => {
    if (stateFile) saveState(stateFile, state);
  };
  const chaos = createChaos(routes);
  const delivery = createDelivery<Stripe.Event>({
    webhookUrl: () => webhookUrl,
    // Indented as the real ones are: receivers must verify the bytes, not what they would write themselves.
    bodyOf: (event) => JSON.stringify(event, null, 2),
    headers: (body, at) => ({
      'Content-Type': 'application/json; charset=utf-8',
      'User-Agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      'Stripe-Signature': signatureHeader(body, options.webhookSecret, Math.floor(at.getTime() / 1000)),
    }),
    clock,
    chaos,
    retryDelaysMs: options.webhookRetryDelaysMs ?? [100, 500, 2_000, 10_000, 60_000],
    timeoutMs: options.webhookTimeoutMs ?? 10_000,
    onPending(event, pending) {
      notePending(state, event, pending);
      save();
    },
  });
  const url = () => `http://${host}:${server.port}`;
  const { secretKey } = options;
  const sandbox = createSandbox({ state, chaos, delivery, secretKey, clock, random, url, save });

  const app = new Hono<{ Bindings: Connection }>();
  app.route('/', createControl(sandbox));
  app.route('/', createGuestPages(sandbox));
  app.route('/', createApi(sandbox));
  app.onError((error) => {
    throw error;
  });
  const server = await serve((request, connection) => app.fetch(request, connection), {
    part: 'The sandbox Stripe',
    host,
    port: options.port,
  });
  const noRequest = () => ({ id: sandbox.newId('req'), idempotency_key: null });
  let closing: Promise<void> | undefined;
  for (const event of state.events.values()) {
    if (event.pending_webhooks > 0) delivery.redeliver(event);
  }

  return {
    url: url(),
    port: server.port,
    setWebhookUrl(next) {
      webhookUrl = next;
    },
    chaos: chaos.turn,
    counts: () => ({ ...sandbox.counts }),
    changes: () => [...sandbox.changes],
    pay: (id, outcome) =>
      sandbox.perform({ id: sandbox.newId('req'), idempotency_key: null }, (call) =>
        payAsGuest(call, id, outcome),
      ),
    openDispute: (id, how) => sandbox.perform(noRequest(), (call) => openDispute(call, id, how)),
    submitEvidence: (id) => sandbox.perform(noRequest(), (call) => submitEvidence(call, id)),
    closeDispute: (id, outcome) => sandbox.perform(noRequest(), (call) => closeDispute(call, id, outcome)),
    sellElsewhere: (amount, currency) =>
      sandbox.perform(noRequest(), (call) => sellElsewhere(call, amount, currency)),
    refundInDashboard: (id, amount) =>
      sandbox.perform(noRequest(), (call) =>
        createRefund(call, { payment_intent: id, ...(amount === undefined ? {} : { amount }) }),
      ),
    settleRefund: (id, status) => sandbox.perform(noRequest(), (call) => settleRefund(call, id, status)),
    payOut: (currency) => sandbox.perform(noRequest(), (call) => payOut(call, currency)),
    cancelInDashboard: (id) =>
      sandbox.perform(noRequest(), (call) =>
        cancel(call, findIntent(call, id), { cancellation_reason: 'automatic' }),
      ),
    forget: (id) =>
      sandbox.perform(noRequest(), () => {
        for (const map of Object.values(state)) (map as Map<string, unknown>).delete(id);
      }),
    returnDebit: (id) => sandbox.perform(noRequest(), (call) => returnDebit(call, id)),
    adjust: (id, amount) => sandbox.perform(noRequest(), (call) => adjust(call, id, amount)),
    settleIn(currency, rate) {
      state.settlement.set('account', { currency, rate });
    },
    bookMovement: (movement) => sandbox.perform(noRequest(), (call) => bookMovement(call, movement)),
    rewrite: (id, changes) =>
      sandbox.perform(noRequest(), () => {
        const holder = Object.values(state).find((map) => map.has(id));
        if (!holder) throw missing('object', id, 'id');
        // Another shape than the SDK's types is the point of it.
        (holder as Map<string, object>).set(id, { ...holder.get(id), ...changes });
      }),
    redeliver(eventId) {
      const event = state.events.get(eventId);
      if (!event) throw missing('event', eventId, 'id');
      delivery.redeliver(event);
    },
    sendSigned: delivery.sendBody,
    reset: sandbox.reset,
    settled: delivery.settled,
    close() {
      delivery.forget();
      closing ??= server.close();
      return closing;
    },
  };
}

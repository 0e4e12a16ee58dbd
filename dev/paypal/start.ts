import { Hono } from 'hono';
import { type Connection, serve } from '../stripe/http-server.ts';
import { type ChaosPatch, createChaos } from '../webhooks/chaos.ts';
import { createDelivery } from '../webhooks/delivery.ts';
import { money } from './amount.ts';
import { createApi } from './api.ts';
import { makeCertificates, signedText } from './certificates.ts';
import { createControl } from './control.ts';
import { openDispute, resolveDispute } from './disputes.ts';
import type { Dispute, Money, Order, Refund, WebhookEvent } from './objects.ts';
import { approveOrder } from './orders.ts';
import { createPayerPage } from './payer-page.tsx';
import { book, findCapture, putCapture, refundCapture } from './payments.ts';
import { type Route, routes } from './routes.ts';
import { type CertificateFault, createSandbox } from './sandbox.ts';
import { emptyState, loadState, saveState } from './state.ts';

export type PaypalSandboxOptions = {
  /** 0 lets the system choose. */
  port: number;
  host?: string;
  clientId: string;
  clientSecret: string;
  /** The id of the webhook, which its signatures are over. */
  webhookId: string;
  /** Where events go; without it they happen and are not sent. */
  webhookUrl?: string;
  /** Stamps objects, certificates and signatures; delays and retries run on the machine's own time. */
  clock?: () => Date;
  /** Numbers from 0 up to 1, for ids. */
  random?: () => number;
  /** Keeps payments over a restart. */
  stateFile?: string;
  webhookRetryDelaysMs?: readonly number[];
  webhookTimeoutMs?: number;
};

export type PaypalSandbox = {
  url: string;
  port: number;
  /** The root that the webhooks' certificates lead up to, as PEM. */
  rootCertificate: string;
  setWebhookUrl(url: string | null): void;
  chaos(settings: ChaosPatch<Route>): void;
  /** Which certificate is served from now on. */
  certificate(which: CertificateFault): void;
  expireTokens(): void;
  /** How often each route of the API has been called, failures included. */
  counts(): Record<Route, number>;
  /** Acts for the payer. Throws ApiError for an order that is unknown or paid. */
  approve(orderId: string, outcome?: 'success' | 'declined' | 'pending'): Order;
  /** What becomes of a capture that rests in PENDING. */
  completePending(captureId: string, outcome: 'completed' | 'declined'): void;
  openDispute(captureId: string, amount?: Money): Dispute;
  resolveDispute(disputeId: string, outcome: 'won' | 'lost'): Dispute;
  /** A refund that nobody asked for through the API. */
  refundInDashboard(captureId: string, amount?: Money): Refund;
  /** Moves money to the bank, in the smallest units of the currency. */
  withdraw(currency: string, units: number): void;
  /** The captures of an order. */
  capturesOf(orderId: string): readonly string[];
  /** Where the page of an order leads back to. */
  returnUrlOf(orderId: string): string;
  redeliver(eventId: string): void;
  reset(): void;
  /** Resolves when no delivery is under way or scheduled. */
  settled(): Promise<void>;
  close(): Promise<void>;
};

/** Starts a sandbox PayPal on loopback. Throws PortTakenError, or an error naming a state file it cannot read. */
export async function startPaypalSandbox(options: PaypalSandboxOptions): Promise<PaypalSandbox> {
  const {
    host = '127.0.0.1',
    clock = () => new Date(),
    random = Math.random,
    stateFile,
    webhookId,
  } = options;
  let webhookUrl = options.webhookUrl ?? null;
  let fault: CertificateFault = 'good';
  const state = stateFile ? loadState(stateFile) : emptyState();
  const chaos = createChaos(routes);
  const certificates = await makeCertificates(clock());
  const url = () => `http://${host}:${server.port}`;
  const delivery = createDelivery<WebhookEvent>({
    webhookUrl: () => webhookUrl,
    bodyOf: ({ id, type, createTime, ...rest }) =>
      JSON.stringify({
        id,
        event_version: '1.0',
        create_time: createTime,
        ...rest,
        event_type: type,
        summary: type.toLowerCase().replaceAll('.', ' '),
        links: [],
      }),
    headers(body, at, { id }) {
      const time = at.toISOString().replace(/\.\d+Z$/, 'Z');
      return {
        'Content-Type': 'application/json',
        'User-Agent': 'PayPal/AUHR-214.0-1',
        'paypal-transmission-id': id.toLowerCase(),
        'paypal-transmission-time': time,
        'paypal-transmission-sig': certificates.sign(signedText(id.toLowerCase(), time, webhookId, body)),
        'paypal-auth-algo': 'SHA256withRSA',
        'paypal-cert-url': `${url()}/v1/notifications/certs/CERT-360caa42-fca2a594-${fault}`,
      };
    },
    clock,
    chaos,
    retryDelaysMs: options.webhookRetryDelaysMs ?? [100, 500, 2_000, 10_000, 60_000],
    timeoutMs: options.webhookTimeoutMs ?? 10_000,
    onPending: () => {},
  });
  const { clientId, clientSecret } = options;
  const sandbox = createSandbox({
    state,
    chaos,
    delivery,
    certificates,
    credentials: { clientId, clientSecret },
    certificateFault: () => fault,
    clock,
    random,
    url,
    save: () => {
      if (stateFile) saveState(stateFile, state);
    },
  });
  const app = new Hono<{ Bindings: Connection }>();
  app.route(
    '/',
    createControl(sandbox, () => self),
  );
  app.route('/', createPayerPage(sandbox));
  app.route('/', createApi(sandbox));
  app.onError((error) => {
    throw error;
  });
  const server = await serve((request, connection) => app.fetch(request, connection), {
    part: 'The sandbox PayPal',
    host,
    port: options.port,
  });
  let closing: Promise<void> | undefined;
  const self: PaypalSandbox = {
    url: url(),
    port: server.port,
    rootCertificate: certificates.rootCertificate,
    setWebhookUrl(next) {
      webhookUrl = next;
    },
    chaos: chaos.turn,
    certificate(which) {
      fault = which;
    },
    expireTokens: sandbox.expireTokens,
    counts: () => ({ ...sandbox.counts }),
    approve: (orderId, outcome = 'success') =>
      sandbox.perform((call) => approveOrder(call, orderId, outcome)),
    completePending: (captureId, outcome) =>
      sandbox.perform((call) => {
        putCapture(call, findCapture(call, captureId), outcome === 'completed' ? 'COMPLETED' : 'DECLINED');
      }),
    openDispute: (captureId, amount) => sandbox.perform((call) => openDispute(call, captureId, amount)),
    resolveDispute: (disputeId, outcome) =>
      sandbox.perform((call) => resolveDispute(call, disputeId, outcome)),
    refundInDashboard: (captureId, amount) =>
      sandbox.perform((call) => refundCapture(call, captureId, amount ? { amount } : {})),
    withdraw: (currency, units) =>
      sandbox.perform((call) =>
        book(call, {
          transaction_id: call.newId(),
          transaction_event_code: 'T0400',
          transaction_amount: money(-units, currency),
        }),
      ),
    capturesOf: (orderId) =>
      (state.orders.get(orderId)?.purchase_units[0]?.payments?.captures ?? []).map(({ id }) => id),
    returnUrlOf: (orderId) => state.approvals.get(orderId)?.returnUrl ?? "",
    redeliver(eventId) {
      const event = state.events.get(eventId);
      if (!event) throw new Error(`There is no event ${eventId}.`);
      delivery.redeliver(event);
    },
    reset: sandbox.reset,
    settled: delivery.settled,
    close() {
      delivery.forget();
      closing ??= server.close();
      return closing;
    },
  };
  return self;
}

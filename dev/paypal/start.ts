import { Hono } from 'hono';
import * as v from 'valibot';
import { type Connection, serve } from '../stripe/wire/http-server.ts';
import type { Change } from '../webhooks/changes.ts';
import { type ChaosPatch, createChaos } from '../webhooks/chaos.ts';
import { createDelivery } from '../webhooks/delivery.ts';
import { certificateSchema, createControl } from './control.ts';
import type { WebhookEvent } from './objects/objects.ts';
import { createPayerPage } from './pages/payer-page.tsx';
import { createSandbox, notePending } from './sandbox.ts';
import { createSimulation, type Simulation } from './simulate.ts';
import { emptyState, loadSaved, save } from './state.ts';
import { createApi } from './wire/api.ts';
import { missing } from './wire/api-error.ts';
import { type CertificateFault, makeCertificates } from './wire/certificates.ts';
import { type Route, routes } from './wire/routes.ts';
import { webhookBody, webhookHeaders } from './wire/webhook.ts';

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
  /** Keeps payments and certificates over a restart. */
  stateFile?: string;
  /** How long after each failed attempt a webhook is sent again; after the last it is given up. */
  webhookRetryDelaysMs?: readonly number[];
  /** How long a receiver may take to answer a webhook. */
  webhookTimeoutMs?: number;
};

export type PaypalSandbox = Simulation & {
  url: string;
  port: number;
  webhookId: string;
  /** The root that the webhooks' certificates lead up to, as PEM. */
  rootCertificate: string;
  setWebhookUrl(url: string | null): void;
  /** Turns the named switches. Throws a ValiError for values they do not have. */
  chaos(settings: ChaosPatch<Route> & { certificate?: CertificateFault }): void;
  /** Which certificate the webhooks point to from now on. */
  certificate(which: CertificateFault): void;
  expireTokens(): void;
  /** How often each route of the API has been called, failures included. */
  counts(): Record<Route, number>;
  /** The newest requests that ask for a change, oldest first, and the PayPal-Request-Id of each as it came. */
  changes(): readonly Change<Route>[];
  /** Sends an event once more. Throws ApiError for one that never happened. */
  redeliver(eventId: string): void;
  /** Posts any body, signed as a genuine event, and answers the status: a thin event, or one of a version to come. */
  sendSigned(body: string): Promise<number | string>;
  /** Forgets payments, switches, tokens and counts. */
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
  const saved = stateFile ? loadSaved(stateFile) : undefined;
  const state = saved?.state ?? emptyState();
  const certificates = saved?.certificates ?? (await makeCertificates(clock()));
  const saveNow = () => {
    if (stateFile) save(stateFile, { state, certificates });
  };
  saveNow();
  const chaos = createChaos(routes);
  const url = () => `http://${host}:${server.port}`;
  const delivery = createDelivery<WebhookEvent>({
    webhookUrl: () => webhookUrl,
    bodyOf: (event) => webhookBody(event, url()),
    headers: (body, at, eventId) =>
      webhookHeaders(eventId, body, { certificates, fault, webhookId, url: url(), at }),
    clock,
    chaos,
    retryDelaysMs: options.webhookRetryDelaysMs ?? [100, 500, 2_000, 10_000, 60_000],
    timeoutMs: options.webhookTimeoutMs ?? 10_000,
    onPending(event, pending) {
      notePending(state, event, pending);
      saveNow();
    },
  });
  const { clientId, clientSecret } = options;
  const credentials = { clientId, clientSecret };
  const parts = { state, chaos, delivery, certificates, credentials, clock, random, url, save: saveNow };
  const sandbox = createSandbox(parts);
  const simulation = createSimulation(sandbox);
  const switches = {
    settings: () => ({ ...chaos.settings(), certificate: fault }),
    turn(patch: unknown) {
      const { certificate, ...others } = v.parse(
        v.looseObject({ certificate: v.optional(certificateSchema) }),
        patch,
      );
      chaos.turn(others);
      fault = certificate ?? fault;
      return switches.settings();
    },
  };
  const reset = () => {
    sandbox.reset();
    fault = 'good';
  };

  const app = new Hono<{ Bindings: Connection }>();
  app.route('/', createControl({ ...sandbox, reset }, simulation, switches));
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
  for (const id of state.undelivered.keys()) {
    const event = state.events.get(id);
    if (event) delivery.redeliver(event);
  }

  return {
    ...simulation,
    url: url(),
    port: server.port,
    webhookId,
    rootCertificate: certificates.rootCertificate,
    setWebhookUrl(next) {
      webhookUrl = next;
    },
    chaos: switches.turn,
    certificate(which) {
      fault = which;
    },
    expireTokens: sandbox.tokens.expireAll,
    counts: () => ({ ...sandbox.counts }),
    changes: () => [...sandbox.changes],
    redeliver(eventId) {
      const event = state.events.get(eventId);
      if (!event) throw missing();
      delivery.redeliver(event);
    },
    sendSigned: delivery.sendBody,
    reset,
    settled: delivery.settled,
    close() {
      delivery.forget();
      closing ??= server.close();
      return closing;
    },
  };
}

import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { beforeAll, inject } from 'vitest';
import { type FunctionModule, type FunctionsServer, serveFunctions } from '../../../dev/functions-server.ts';
import { type Mailbox, startMailbox } from '../../../dev/mailbox.ts';
import { type NeonProxy, type NeonProxyOptions, startNeonProxy } from '../../../dev/neon-proxy.ts';
import {
  addressesOf,
  callbackOf,
  type ProviderName,
  providerNames,
  startProviders,
} from '../../../dev/openid/all.ts';
import type { IdentitySandbox } from '../../../dev/openid.ts';
import { type PaypalSandbox, startPaypalSandbox } from '../../../dev/paypal/start.ts';
import { type SmsSandbox, startSmsSandbox } from '../../../dev/sms.tsx';
import { type StripeSandbox, startStripeSandbox } from '../../../dev/stripe/start.ts';
import { startUpstash, type Upstash } from '../../../dev/upstash.ts';
import { parseConfig } from '../../../src/platform/config/config.ts';
import { createLog } from '../../../src/platform/log.ts';
import { createRuntime, type Runtime } from '../../../src/platform/runtime.ts';
import { type Answer, type Call, call } from './client.ts';
import { createTestClock, type TestClock } from './clock.ts';
import { testEnvironment } from './environment.ts';
import { functionModules } from './functions.ts';
import { patienceMs } from './patience.ts';

/** Everything that the functions talk to, for one test file, with the functions behind real HTTP. */
export interface Stack {
  readonly url: string;
  readonly clock: TestClock;
  readonly runtime: Runtime;
  readonly database: Client;
  readonly databaseName: string;
  readonly databaseUrl: string;
  readonly proxy: NeonProxy;
  readonly redis: Upstash;
  readonly mailbox: Mailbox;
  readonly stripe: StripeSandbox;
  readonly paypal: PaypalSandbox;
  /** Google, and all that people sign in by. */
  readonly identity: IdentitySandbox;
  readonly identities: Readonly<Record<ProviderName, IdentitySandbox>>;
  readonly sms: SmsSandbox;
  readonly functions: FunctionsServer;
  /** What functions in another process would find in their environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Every log line that the functions wrote. */
  readonly logLines: string[];
  /** Calls a route under `/api/v1`. */
  call(path: string, options?: Call): Promise<Answer>;
  stop(): Promise<void>;
}

interface StackOptions {
  /** All of them, unless others are named. */
  readonly modules?: readonly FunctionModule[];
  /** Replace those of the environment. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Replace those of the runtime. */
  readonly parts?: Partial<Runtime>;
  /** Hears what PostgreSQL remarks beside its answers. */
  readonly onNotice?: NeonProxyOptions['onNotice'];
}

/**
 * The stack of a file, or of a `describe`: started before its tests, stopped after all of its hooks. Until it is
 * started it is empty: take nothing out of it but in a test, a hook or a function.
 */
export function useStack(options?: StackOptions): Stack {
  // Filled below, before any test: helpers of the file can close over it.
  const stack = {} as Stack;
  beforeAll(async () => {
    const started = await startStack(options);
    Object.assign(stack, started);
    return () => started.stop();
  });
  return stack;
}

/**
 * Starts a stack of its own: a copy of the template database, and the sandboxes in this process. Who starts it
 * stops it.
 */
export async function startStack({
  modules = functionModules,
  variables = {},
  parts = {},
  onNotice,
}: StackOptions = {}): Promise<Stack> {
  const databaseName = `midas_${randomUUID().replaceAll('-', '')}`;
  await copyTemplate(databaseName);
  const databaseUrl = new URL(`/${databaseName}`, inject('postgresUrl')).href;
  const clock = createTestClock();
  const [proxy, redis, mailbox, stripe, paypal, identities, sms, database] = await Promise.all([
    startNeonProxy({ port: 0, maxConnections: 60, plansOnce: true, onNotice }),
    startUpstash({ port: 0, token: testEnvironment.UPSTASH_REDIS_REST_TOKEN, engine: 'process' }),
    startMailbox({ smtpPort: 0, httpPort: 0 }),
    startStripeSandbox({
      port: 0,
      secretKey: variables.STRIPE_SECRET_KEY ?? testEnvironment.STRIPE_SECRET_KEY,
      webhookSecret: testEnvironment.STRIPE_WEBHOOK_SECRET,
      clock: clock.now,
    }),
    startPaypalSandbox({
      port: 0,
      clientId: testEnvironment.PAYPAL_CLIENT_ID,
      clientSecret: testEnvironment.PAYPAL_CLIENT_SECRET,
      webhookId: testEnvironment.PAYPAL_WEBHOOK_ID,
      clock: clock.now,
    }),
    startProviders(clock.now),
    startSmsSandbox({
      port: 0,
      accountSid: testEnvironment.TWILIO_ACCOUNT_SID,
      authToken: testEnvironment.TWILIO_AUTH_TOKEN,
    }),
    connect(databaseUrl),
  ]);
  const logLines: string[] = [];
  const environment = {
    ...testEnvironment,
    DATABASE_URL: databaseUrl,
    DATABASE_HTTP_ENDPOINT: `${proxy.url}/sql`,
    UPSTASH_REDIS_REST_URL: redis.url,
    SMTP_URL: mailbox.smtpUrl,
    STRIPE_API_URL: stripe.url,
    STRIPE_SCRIPT_URL: `${stripe.url}/v3/`,
    PAYPAL_API_URL: paypal.url,
    PAYPAL_CERT_ORIGINS: paypal.url,
    PAYPAL_ROOT_CERTIFICATE: paypal.rootCertificate,
    ...Object.assign({}, ...providerNames.map((name) => addressesOf(name, identities[name]))),
    TWILIO_API_URL: sms.url,
    ...variables,
  };
  const runtime = createRuntime(parseConfig(environment, 'dev'), {
    clock,
    log: createLog((line) => logLines.push(line), clock.now),
    // The least that bcrypt takes: what is tested is what happens around it.
    passwordCost: 4,
    databaseWaitMs: patienceMs,
    redisTimeoutMs: patienceMs,
    lookUpTimeoutMs: patienceMs,
    ...parts,
  });
  const functions = await serveFunctions(modules, { port: 0, runtime });
  stripe.setWebhookUrl(`${functions.url}/api/v1/webhooks/stripe`);
  paypal.setWebhookUrl(`${functions.url}/api/v1/webhooks/paypal`);
  for (const name of providerNames)
    identities[name].setRedirectUris([callbackOf(runtime.config.site.url, name)]);
  return {
    url: functions.url,
    clock,
    runtime,
    database,
    databaseName,
    databaseUrl,
    proxy,
    redis,
    mailbox,
    stripe,
    paypal,
    identity: identities.google,
    identities,
    sms,
    functions,
    environment,
    logLines,
    call: (path, options) => call(`${functions.url}/api/v1${path}`, options),
    async stop() {
      await Promise.all([stripe, paypal, ...Object.values(identities), sms].map((one) => one.close()));
      await functions.close();
      await database.end();
      await Promise.all([proxy.close(), redis.close(), mailbox.close()]);
    },
  };
}

async function connect(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString });
  await client.connect();
  return client;
}

async function copyTemplate(databaseName: string): Promise<void> {
  const admin = await connect(inject('postgresUrl'));
  await admin.query(`create database ${databaseName} template ${inject('templateDatabase')}`);
  await admin.end();
}

import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { plantCatalogue } from '../../demo/seed/plant.ts';
import { migrateDatabase } from '../../ops/migrate.ts';
import { parseConfig } from '../../src/platform/config/config.ts';
import { createRuntime } from '../../src/platform/runtime.ts';
import { startGallery } from '../gallery.ts';
import { startMailbox } from '../mailbox.ts';
import { startNeonProxy } from '../neon-proxy.ts';
import { startNetlifyApi } from '../netlify-api.ts';
import { addressesOf, callbackOf, identityKeys, type ProviderName, startProvider } from '../openid/all.ts';
import { startPaypalSandbox } from '../paypal/start.ts';
import { startPostgres } from '../postgres.ts';
import { startSmsSandbox } from '../sms.tsx';
import { startStripeSandbox } from '../stripe/start.ts';
import { startUpstash } from '../upstash.ts';
import { type KeptPorts, onUsualPorts } from './usual-ports.ts';

/** What has been started: what it adds to the functions' environment, and how it ends. */
export interface Started {
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** A part that people may want to open. */
export interface Part extends Started {
  readonly name: string;
  readonly address: string;
  readonly note: string;
}

/** What is under way in the state folder and told to whoever watches. */
export interface Surroundings {
  readonly stateFolder: string;
  readonly say: (line: string) => void;
  readonly kept: KeptPorts;
}

const sandboxToken = 'sandbox-token';

/** PostgreSQL, migrated and planted, behind the Neon-compatible proxy. */
export async function startDatabase({ stateFolder, say, kept }: Surroundings): Promise<Part> {
  const log = createWriteStream(join(stateFolder, 'postgres.log'));
  const postgres = await onUsualPorts({ port: 5488 }, { say, kept }, (ports) =>
    startPostgres({
      ...ports,
      dataDir: join(stateFolder, 'postgres'),
      persistent: true,
      log: (line) => log.write(`${line}\n`),
    }),
  );
  const url = new URL('/midas', postgres.url).href;
  await createDatabase(postgres.url, 'midas');
  await migrateDatabase(url).catch((cause: unknown) => {
    const hint =
      'The data in .midas does not take the migrations of this version. `npm run dev -- --reset` starts over.';
    throw new Error(hint, { cause });
  });
  const planted = await plantCatalogue(url);
  if (planted > 0) say(`Planted ${planted} items.`);
  const proxy = await onUsualPorts({ port: 5489 }, { say, kept }, (ports) =>
    startNeonProxy({ ...ports, maxConnections: 20, postgresPort: postgres.port }),
  );
  return {
    name: 'Database',
    environment: { DATABASE_URL: url, DATABASE_HTTP_ENDPOINT: `${proxy.url}/sql` },
    address: url,
    note: `PostgreSQL, behind a Neon-compatible proxy at ${proxy.url}`,
    async stop() {
      await proxy.close();
      await postgres.stop();
    },
  };
}

async function createDatabase(adminUrl: string, name: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${name}`);
  } finally {
    await client.end();
  }
}

export async function startRedis({ say, kept }: Surroundings): Promise<Part> {
  const redis = await onUsualPorts({ port: 8079 }, { say, kept }, (ports) =>
    startUpstash({ ...ports, token: sandboxToken }),
  );
  return {
    name: 'Redis',
    environment: { UPSTASH_REDIS_REST_URL: redis.url, UPSTASH_REDIS_REST_TOKEN: sandboxToken },
    address: redis.url,
    note: `Upstash-compatible, token ${sandboxToken}`,
    stop: () => redis.close(),
  };
}

export async function startMail({ stateFolder, say, kept }: Surroundings): Promise<Part> {
  const mailbox = await onUsualPorts({ smtpPort: 1025, httpPort: 1080 }, { say, kept }, (ports) =>
    startMailbox({ ...ports, directory: join(stateFolder, 'mails') }),
  );
  return {
    name: 'Mailbox',
    environment: { SMTP_URL: mailbox.smtpUrl },
    address: mailbox.url,
    note: `every mail that was sent; SMTP at ${mailbox.smtpUrl}`,
    stop: () => mailbox.close(),
  };
}

/** `siteUrl` is where the webhooks go. */
export async function startStripe({ stateFolder, say, kept }: Surroundings, siteUrl: string): Promise<Part> {
  const keys = {
    STRIPE_SECRET_KEY: 'sk_test_sandbox',
    STRIPE_PUBLISHABLE_KEY: 'pk_test_sandbox',
    STRIPE_WEBHOOK_SECRET: 'whsec_sandbox',
  };
  const sandbox = await onUsualPorts({ port: 12111 }, { say, kept }, (ports) =>
    startStripeSandbox({
      ...ports,
      secretKey: keys.STRIPE_SECRET_KEY,
      webhookSecret: keys.STRIPE_WEBHOOK_SECRET,
      webhookUrl: `${siteUrl}/api/v1/webhooks/stripe`,
      stateFile: join(stateFolder, 'stripe.json'),
    }),
  );
  return {
    name: 'Stripe',
    environment: { ...keys, STRIPE_API_URL: sandbox.url, STRIPE_SCRIPT_URL: `${sandbox.url}/v3/` },
    address: sandbox.url,
    note: 'a sandbox; chaos switches at /_sandbox/chaos',
    stop: () => sandbox.close(),
  };
}

/** `siteUrl` is where the webhooks go. */
export async function startPaypal({ stateFolder, say, kept }: Surroundings, siteUrl: string): Promise<Part> {
  const keys = {
    PAYPAL_CLIENT_ID: 'sandbox-client',
    PAYPAL_CLIENT_SECRET: 'sandbox-secret',
    PAYPAL_WEBHOOK_ID: 'WH-SANDBOX',
  };
  const sandbox = await onUsualPorts({ port: 12112 }, { say, kept }, (ports) =>
    startPaypalSandbox({
      ...ports,
      clientId: keys.PAYPAL_CLIENT_ID,
      clientSecret: keys.PAYPAL_CLIENT_SECRET,
      webhookId: keys.PAYPAL_WEBHOOK_ID,
      webhookUrl: `${siteUrl}/api/v1/webhooks/paypal`,
      stateFile: join(stateFolder, 'paypal.json'),
    }),
  );
  return {
    name: 'PayPal',
    environment: {
      ...keys,
      PAYPAL_API_URL: sandbox.url,
      PAYPAL_CERT_ORIGINS: sandbox.url,
      PAYPAL_ROOT_CERTIFICATE: sandbox.rootCertificate.trim().replaceAll('\n', '\\n'),
    },
    address: sandbox.url,
    note: 'a sandbox; chaos switches at /_sandbox/chaos',
    stop: () => sandbox.close(),
  };
}

/** Where each provider is usually found. */
const identityPorts: Readonly<Record<ProviderName, number>> = {
  google: 12113,
  apple: 12115,
  microsoft: 12116,
  firebase: 12117,
};

/** `siteUrl` is where the way back leads. */
export async function startIdentity(
  { say, kept }: Surroundings,
  siteUrl: string,
  name: ProviderName,
): Promise<Part> {
  const sandbox = await onUsualPorts({ port: identityPorts[name] }, { say, kept }, (ports) =>
    startProvider(name, { ...ports, redirectUris: [callbackOf(siteUrl, name)] }),
  );
  const own = Object.entries(identityKeys).filter(([variable]) => variable.startsWith(name.toUpperCase()));
  return {
    name: sandbox.name,
    environment: { ...Object.fromEntries(own), ...addressesOf(name, sandbox) },
    address: sandbox.url,
    note: `a sandbox identity provider for the sign-in with ${sandbox.name}`,
    stop: () => sandbox.close(),
  };
}

export async function startSms({ say, kept }: Surroundings): Promise<Part> {
  const keys = { TWILIO_ACCOUNT_SID: 'ACsandbox', TWILIO_AUTH_TOKEN: 'sandbox-token' };
  const sandbox = await onUsualPorts({ port: 12114 }, { say, kept }, (ports) =>
    startSmsSandbox({
      ...ports,
      accountSid: keys.TWILIO_ACCOUNT_SID,
      authToken: keys.TWILIO_AUTH_TOKEN,
    }),
  );
  return {
    name: 'Texts',
    environment: { ...keys, TWILIO_FROM: '+15005550006', TWILIO_API_URL: sandbox.url },
    address: sandbox.url,
    note: 'every text message that was sent',
    stop: () => sandbox.close(),
  };
}

/** Takes what is purged of a CDN that is not there, so that the schedule does here what it does when deployed. */
export async function startCdn({ say, kept }: Surroundings): Promise<Started> {
  const keys = { SITE_ID: 'sandbox', NETLIFY_PURGE_API_TOKEN: 'sandbox-token' };
  const sandbox = await onUsualPorts({ port: 12118 }, { say, kept }, (ports) =>
    startNetlifyApi({ ...ports, siteId: keys.SITE_ID, token: keys.NETLIFY_PURGE_API_TOKEN }),
  );
  return { environment: { ...keys, NETLIFY_API_URL: sandbox.url }, stop: () => sandbox.close() };
}

/** The gallery of all mails, rendered by this process with the functions' own environment. */
export async function startGalleryPage(
  { say, kept }: Surroundings,
  environment: Readonly<Record<string, string>>,
): Promise<Part> {
  const runtime = createRuntime(parseConfig(environment, 'dev'));
  const gallery = await onUsualPorts({ port: 1081 }, { say, kept }, (ports) =>
    startGallery({ ...ports, runtime }),
  );
  return {
    name: 'Mails',
    environment: {},
    address: gallery.url,
    note: 'a gallery of all templates',
    stop: () => gallery.close(),
  };
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sandboxKey } from '../../demo/seed/sandbox-key.ts';
import { buildSiteContinuously } from '../site/build-continuously.ts';
import { demoBusiness, ownBusiness } from '../site/business.ts';
import { bundleContinuously } from './bundles.ts';
import { startFront } from './front.ts';
import { startNetlifyDev } from './netlify.ts';
import {
  type Part,
  type Started,
  startCdn,
  startDatabase,
  startGalleryPage,
  startIdentity,
  startMail,
  startPaypal,
  startRedis,
  startSms,
  startStripe,
} from './parts.ts';
import { refuseLive } from './refuse-live.ts';
import {
  claimFolder,
  forgetRunning,
  noteRunning,
  type Running,
  resetFolder,
  stateFolder,
} from './running.ts';
import { fireSchedules } from './schedules.ts';
import { keepPorts, onUsualPorts } from './usual-ports.ts';

/** `netlify.toml` names the same folder for `netlify dev`. */
const siteFolder = join(stateFolder, 'site');
const sitePort = 8888;
const root = join(import.meta.dirname, '../..');

/** What the functions are told when the environment and `.env` say nothing else. */
const defaults = {
  OWNER_EMAIL: 'owner@fine-things.example',
  MAIL_FROM: 'bookings@fine-things.example',
  MIDAS_KEYS: `dev:${Buffer.from('for development alone: not a secret').toString('base64')}`,
  // All guests of the local stack come from one address.
  FRAUD_THRESHOLDS: JSON.stringify({
    attemptsByAddressPerHour: 10_000,
    attemptsByDevicePerDay: 10_000,
    // Everybody pays with the same test card.
    attemptsByCardPerDay: 10_000,
  }),
};

export interface LocalStack extends Running {
  readonly parts: readonly { readonly name: string; readonly address: string; readonly note: string }[];
  /** Resolves with the reason when `netlify dev` has ended by itself and could not be started again. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

interface LocalStackOptions {
  readonly reset: boolean;
  /** Shows the pages as `business.json` makes them instead of the demo's. */
  readonly ownPages?: boolean;
  readonly say: (line: string) => void;
}

/**
 * Starts everything: the parts that no variable points elsewhere, the functions, `netlify dev` in front. What has started
 * is stopped again when something later fails.
 */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'));
  refuseLive(process.env);
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one();
  };
  try {
    return { ...(await startParts(options, stops)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts({ reset, ownPages, say }: LocalStackOptions, stops: (() => Promise<void>)[]) {
  const kept = keepPorts(join(stateFolder, 'ports.json'));
  const surroundings = { stateFolder, say, kept };
  const business = ownPages ? ownBusiness() : demoBusiness;
  // What is not this process's folder yet is read and not written.
  const onlyRead = { of: reset ? (usual: number) => usual : kept.of, keep() {} };
  const front = await onUsualPorts({ port: sitePort }, { say, kept: onlyRead }, ({ port }) =>
    startFront(port),
  );
  stops.push(front.stop);
  const site = `http://localhost:${front.port}`;
  claimFolder(site);
  stops.push(async () => forgetRunning());
  if (reset) resetFolder();
  kept.keep(sitePort, front.port);
  const started = await Promise.allSettled<Started | undefined>([
    bundleContinuously(),
    process.env.DATABASE_URL ? undefined : startDatabase(surroundings),
    process.env.UPSTASH_REDIS_REST_URL ? undefined : startRedis(surroundings),
    process.env.SMTP_URL ? undefined : startMail(surroundings),
    process.env.STRIPE_SECRET_KEY ? undefined : startStripe(surroundings, site),
    process.env.PAYPAL_CLIENT_ID ? undefined : startPaypal(surroundings, site),
    process.env.GOOGLE_CLIENT_ID ? undefined : startIdentity(surroundings, site, 'google'),
    process.env.APPLE_CLIENT_ID ? undefined : startIdentity(surroundings, site, 'apple'),
    process.env.MICROSOFT_CLIENT_ID ? undefined : startIdentity(surroundings, site, 'microsoft'),
    process.env.FIREBASE_PROJECT_ID ? undefined : startIdentity(surroundings, site, 'firebase'),
    process.env.TWILIO_ACCOUNT_SID ? undefined : startSms(surroundings),
    process.env.NETLIFY_PURGE_API_TOKEN ? undefined : startCdn(surroundings),
  ]);
  const begun = started.flatMap((result) =>
    result.status === 'fulfilled' && result.value ? [result.value] : [],
  );
  stops.push(...begun.map((one) => one.stop));
  for (const result of started) if (result.status === 'rejected') throw result.reason;
  const environment: Record<string, string> = Object.assign(
    { SITE_URL: site, ...defaults },
    ...begun.map((one) => one.environment),
    definedVariables(),
    { BUSINESS_NAME: business.name, BUSINESS_PHONE: business.phone },
  );
  // The kit is among the pages' files, and is there by now.
  stops.push(buildSiteContinuously(siteFolder, business, say).stop);
  const netlify = await startNetlifyDev({ environment, stateFolder, say, passTo: front.passTo });
  stops.push(netlify.stop, fireSchedules(site, say));
  const gallery = await startGalleryPage(surroundings, environment);
  stops.push(gallery.stop);
  const parts = begun.filter((one): one is Part => 'address' in one);
  const address = (name: string) => parts.find((part) => part.name === name)?.address ?? null;
  const addresses: Running = {
    pid: process.pid,
    site,
    isUp: true,
    mailbox: address('Mailbox'),
    stripe: address('Stripe'),
    paypal: address('PayPal'),
    identity: address('Google'),
    sms: address('Texts'),
  };
  noteRunning(addresses);
  return {
    ...addresses,
    ended: netlify.ended,
    parts: [
      {
        name: 'Site',
        address: site,
        note: `${ownPages ? 'your own' : 'the demo'} pages and, under /api/v1, the functions`,
      },
      {
        name: 'API',
        address: `${site}/api/docs`,
        note: `its documentation; key for machines: ${sandboxKey}`,
      },
      ...parts,
      gallery,
      { name: 'Log', address: netlify.logFile, note: 'what netlify dev and the functions say' },
    ],
  };
}

/** The real environment, in which an empty variable counts as not set. */
function definedVariables(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
}

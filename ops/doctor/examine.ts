import { BusinessError, ownBusiness } from '../../dev/site/business.ts';
import { type Config, parseConfig } from '../../src/platform/config/config.ts';
import {
  ConfigurationError,
  type Fault,
  isLiveKey,
  namesWith,
} from '../../src/platform/config/config-faults.ts';
import { createRuntime, type Runtime } from '../../src/platform/runtime.ts';
import { unused } from '../command.ts';
import { examineDatabase } from './database.ts';
import { type Finding, well, wrong } from './finding.ts';
import { examinePaypal, examineStripe } from './payments.ts';
import { examineMail, examineRedis, examineSite } from './services.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Each part with the variables that it is reached by: with one of them wrong it is not asked. */
const parts: readonly (readonly [readonly string[], (runtime: Runtime) => Promise<Finding[]>])[] = [
  [['MIDAS_KEYS'], async ({ config }) => [examineKeys(config)]],
  [['DATABASE_URL', 'DATABASE_HTTP_ENDPOINT'], examineDatabase],
  [['UPSTASH_REDIS_REST_URL', 'UPSTASH_REDIS_REST_TOKEN'], examineRedis],
  [['SMTP_URL'], examineMail],
  [['STRIPE_SECRET_KEY', 'STRIPE_API_URL', 'SITE_URL'], ({ config }) => examineStripe(config)],
  [
    ['PAYPAL_CLIENT_ID', 'PAYPAL_CLIENT_SECRET', 'PAYPAL_WEBHOOK_ID', 'PAYPAL_API_URL', 'SITE_URL'],
    ({ config }) => examinePaypal(config),
  ],
  [['SITE_URL'], examineSite],
];

/**
 * Looks at everything that a site needs, changing nothing, and tells all that is wrong at once: a variable that is missing or wrong
 * keeps only the part that it is for from being asked.
 * @param context `production`, as what is live is read; tests have sandboxes, which production refuses
 * @param businessFile where name, address, terms and imprint stand
 */
export async function examine(
  environment: Environment,
  context: string,
  businessFile?: string,
): Promise<Finding[]> {
  // What the name is, the pages say.
  const given = { BUSINESS_NAME: 'Midas', ...environment };
  const faults = faultsOf(given, context);
  const names = faults.flatMap((fault) => fault.names.flatMap(namesWith));
  const runtime = createRuntime(parseConfig(withoutFaults(given, names), context), {
    redisTimeoutMs: 10_000,
  });
  const asked = parts.filter(([uses]) => !uses.some((name) => names.includes(name)));
  const found = await Promise.all(asked.map(([, look]) => look(runtime)));
  const variables =
    faults.length === 0
      ? [well('Variables', 'all that is needed is set')]
      : faults.map(({ says }) => wrong('Variables', says));
  return [...examinePages(businessFile), ...variables, ...found.flat()];
}

function faultsOf(environment: Environment, context: string): readonly Fault[] {
  try {
    parseConfig(environment, context);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
}

/** The variables without those that are wrong; what nothing starts without leads nowhere in their place. */
function withoutFaults(environment: Environment, names: readonly string[]): Environment {
  const sound = Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => value && !names.includes(name)),
  );
  // Netlify's name for the address of the site is no other when that is wrong.
  const address = names.includes('SITE_URL') ? { URL: '' } : {};
  const isLive = sound.STRIPE_SECRET_KEY !== undefined && isLiveKey(sound.STRIPE_SECRET_KEY);
  const instead = { ...unused, STRIPE_PUBLISHABLE_KEY: isLive ? 'pk_live_none' : 'pk_none' };
  const isKeyWrong = names.includes('STRIPE_SECRET_KEY');
  return {
    ...instead,
    ...sound,
    ...address,
    ...(isKeyWrong ? { STRIPE_PUBLISHABLE_KEY: 'pk_none' } : {}),
  };
}

function examinePages(file?: string): Finding[] {
  try {
    return [well('Pages', `are those of ${ownBusiness(file).name}`)];
  } catch (error) {
    if (!(error instanceof BusinessError)) throw error;
    return error.faults.map((fault) => wrong('Pages', `business.json: ${fault}`));
  }
}

/** The key of the local stack stands in the repository, so whoever reads it could sign for the site. */
function examineKeys({ keys, isProduction }: Config): Finding {
  const isPublic = keys.some(({ secret }) => Buffer.from(secret).toString().includes('not a secret'));
  if (isProduction && isPublic)
    return wrong('Keys', 'MIDAS_KEYS holds the key of the local stack: npm run keys');
  return well('Keys', keys.length === 1 ? 'one' : `${keys.length}; ${keys[0].id} signs`);
}

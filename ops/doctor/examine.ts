import { ownBusiness } from '../../dev/site/business.ts';
import { type Config, parseConfig } from '../../src/platform/config/config.ts';
import { createRuntime } from '../../src/platform/runtime.ts';
import { examineDatabase } from './database.ts';
import { type Finding, well, wrong } from './finding.ts';
import { examinePaypal, examineStripe } from './payments.ts';
import { examineMail, examineRedis, examineSite } from './services.ts';

/**
 * Looks at everything that a site needs, changing nothing. Variables come first: without all of them nothing else is asked.
 * @param context `production`, as what is live is read; tests have sandboxes, which production refuses
 * @param businessFile where name, address, terms and imprint stand
 */
export async function examine(
  environment: Readonly<Record<string, string | undefined>>,
  context: string,
  businessFile?: string,
): Promise<Finding[]> {
  const pages = examinePages(businessFile);
  const config = read(environment, context);
  if (Array.isArray(config)) return [pages, ...config];
  const runtime = createRuntime(config, { redisTimeoutMs: 10_000 });
  const parts = await Promise.all([
    examineDatabase(runtime),
    examineRedis(runtime),
    examineMail(runtime),
    examineStripe(config),
    examinePaypal(config),
    examineSite(runtime),
  ]);
  return [pages, well('Variables', 'all that is needed is set'), examineKeys(config), ...parts.flat()];
}

/** The configuration, or what is wrong with it, a finding each. */
function read(
  environment: Readonly<Record<string, string | undefined>>,
  context: string,
): Config | Finding[] {
  try {
    // What the name is, the pages say.
    return parseConfig({ BUSINESS_NAME: 'Midas', ...environment }, context);
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('Configuration: '))) throw error;
    const faults = error.message.slice('Configuration: '.length).split('; ');
    return faults.map((fault) => wrong('Variables', fault));
  }
}

function examinePages(file?: string): Finding {
  try {
    return well('Pages', `are those of ${ownBusiness(file).name}`);
  } catch (error) {
    return wrong('Pages', error instanceof Error ? error.message : String(error));
  }
}

/** The key of the local stack stands in the repository, so whoever reads it could sign for the site. */
function examineKeys({ keys, isProduction }: Config): Finding {
  const isPublic = keys.some(({ secret }) => Buffer.from(secret).toString().includes('not a secret'));
  if (isProduction && isPublic)
    return wrong('Keys', 'MIDAS_KEYS holds the key of the local stack: npm run keys');
  return well('Keys', keys.length === 1 ? 'one' : `${keys.length}; ${keys[0].id} signs`);
}

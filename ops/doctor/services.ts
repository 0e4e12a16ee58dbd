import { openMailer } from '../../src/notification/channels/mail.ts';
import type { Runtime } from '../../src/platform/runtime.ts';
import { isUnknownHost } from '../database-advice.ts';
import { type Finding, off, well, wrong } from './finding.ts';

const timeoutMs = 10_000;

/** Upstash, by a PING as its client asks. */
export async function examineRedis({ redis, config }: Runtime): Promise<Finding[]> {
  try {
    await redis.ping();
    return [well('Redis', 'answers')];
  } catch (error) {
    const isToken = error instanceof Error && /unauthorized|WRONGPASS|401/i.test(error.message);
    const fault = isToken
      ? 'does not take UPSTASH_REDIS_REST_TOKEN'
      : isUnknownHost(error)
        ? `cannot be found, there is no host ${new URL(config.redis.url).hostname}`
        : 'does not answer at UPSTASH_REDIS_REST_URL';
    return [wrong('Redis', `${fault}: copy both lines again from "REST API" at https://console.upstash.com`)];
  }
}

/** The mail server: the connection, its TLS and the login. Nothing is sent. */
export async function examineMail({ config }: Runtime): Promise<Finding[]> {
  const { hostname } = new URL(config.mail.smtpUrl);
  try {
    await openMailer(config).verify();
    return [
      well('Mail', `${hostname} lets us in; SPF and DKIM of the domain of MAIL_FROM are for you to see`),
    ];
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
    return [
      wrong(
        'Mail',
        code === 'EAUTH'
          ? `${hostname} does not take the name and password of SMTP_URL (write @ as %40, / as %2F in them)`
          : code === 'ETLS'
            ? `${hostname} offers no encryption at that port, and mails need it: smtps:// and 465, or smtp:// and 587`
            : isUnknownHost(error)
              ? `there is no host ${hostname} as SMTP_URL says: copy it again from your mail provider`
              : `${hostname} does not answer as SMTP_URL says (${code}): its port is usually 587 with smtp://, 465 with smtps://`,
      ),
    ];
  }
}

/** The site itself: whether the functions are up there, and what they say of their parts. */
export async function examineSite({ config }: Runtime): Promise<Finding[]> {
  const { url } = config.site;
  if (config.isProduction && !url.startsWith('https://'))
    return [wrong('Site', 'SITE_URL has to begin with https://')];
  try {
    const { status } = await fetch(`${url}/api/v1/health`, { signal: AbortSignal.timeout(timeoutMs) });
    if (status === 200) return [well('Site', `${url} is up`)];
    if (status === 404) return [off('Site', `${url} has no functions yet: deploy`)];
    return [wrong('Site', `${url}/api/v1/health answers ${status}: docs/runbook.md says what to do`)];
  } catch {
    return [off('Site', `${url} does not answer yet: deploy, and point the domain at Netlify`)];
  }
}

import { verify, X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { crc32 } from 'node:zlib';
import { httpRequest } from '../../platform/http-client.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import type { PaypalSettings } from './client.ts';

/** PayPal sends an event again for three days. */
const oldestMs = 4 * 86_400_000;
/** How far PayPal's clock may be ahead of ours. */
const clockSkewMs = 5 * 60_000;
const keptChains = 8;
const keptMs = 3_600_000;
const longestChain = 5;

interface KeptChain {
  readonly chain: readonly X509Certificate[];
  readonly untilMs: number;
}

const chains = new WeakMap<Runtime, Map<string, KeptChain>>();

/**
 * Verifies a webhook of PayPal without asking PayPal, as it prefers: an RSA signature over transmission id,
 * time, webhook id and the checksum of the raw body, by a certificate that comes from PayPal's own host and
 * leads up to a root that we trust (PayPal, "Verify webhook signature", self verification method). Throws the
 * 400 for anything that does not hold.
 */
export async function verifyTransmission(
  runtime: Runtime,
  settings: PaypalSettings,
  rawBody: string,
  headers: Headers,
): Promise<void> {
  const given = (name: string) => headers.get(`paypal-${name}`) ?? '';
  const [id, time, signature] = [
    given('transmission-id'),
    given('transmission-time'),
    given('transmission-sig'),
  ];
  if (!id || !signature || given('auth-algo') !== 'SHA256withRSA') throw refused();
  const now = runtime.clock.now();
  const sentMs = Date.parse(time);
  if (!(sentMs >= now.getTime() - oldestMs && sentMs <= now.getTime() + clockSkewMs)) throw refused();
  const leaf = await trustedLeaf(runtime, settings, given('cert-url'), now);
  const checksum = crc32(Buffer.from(rawBody));
  const isSigned = settings.webhookIds.some((webhookId) =>
    verify(
      'sha256',
      Buffer.from(`${id}|${time}|${webhookId}|${checksum}`),
      leaf.publicKey,
      Buffer.from(signature, 'base64'),
    ),
  );
  if (!isSigned) throw refused();
}

async function trustedLeaf(
  runtime: Runtime,
  settings: PaypalSettings,
  url: string,
  now: Date,
): Promise<X509Certificate> {
  if (!isAllowed(settings, url)) throw refused();
  const known = chains.get(runtime) ?? new Map<string, KeptChain>();
  chains.set(runtime, known);
  const kept = known.get(url);
  const chain = kept && kept.untilMs > now.getTime() ? kept.chain : await fetchChain(runtime, url);
  const [leaf] = chain;
  if (!leaf || !isTrusted(settings, chain, now)) throw refused();
  if (known.size >= keptChains && !known.has(url)) known.clear();
  known.set(url, { chain, untilMs: chain === kept?.chain ? kept.untilMs : now.getTime() + keptMs });
  return leaf;
}

/** Exactly one of the origins, written as such: no user, no other port, no look-alike. */
function isAllowed(settings: PaypalSettings, url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { origin, username, password } = new URL(url);
  return settings.certOrigins.includes(origin) && url.startsWith(`${origin}/`) && !username && !password;
}

async function fetchChain(runtime: Runtime, url: string): Promise<readonly X509Certificate[]> {
  const { status, text } = await httpRequest(runtime, url, { timeoutMs: 5_000, attempts: 2 });
  if (status >= 500 || status === 429)
    throw new Problem('unavailable', 'The certificate cannot be had just now.', {
      headers: { 'Retry-After': '30' },
    });
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (status !== 200 || blocks.length === 0 || blocks.length > longestChain) throw refused();
  try {
    return blocks.map((pem) => new X509Certificate(pem));
  } catch {
    throw refused();
  }
}

/**
 * Each link is valid today and signed by the next, an authority; the last is, or is signed by, a root that we
 * trust.
 */
function isTrusted(settings: PaypalSettings, chain: readonly X509Certificate[], now: Date): boolean {
  const areValid = chain.every(
    ({ validFromDate, validToDate }) => validFromDate <= now && now <= validToDate,
  );
  const areLinked = chain.slice(1).every((issuer, index) => {
    const child = chain[index];
    return child !== undefined && issuer.ca && child.checkIssued(issuer) && child.verify(issuer.publicKey);
  });
  const last = chain.at(-1);
  return areValid && areLinked && !chain[0]?.ca && last !== undefined && endsAtRoot(settings, last, now);
}

function endsAtRoot(settings: PaypalSettings, last: X509Certificate, now: Date): boolean {
  const roots = settings.rootCertificate ? [settings.rootCertificate] : rootCertificates;
  return roots.some((pem) => {
    const root = new X509Certificate(pem);
    if (last.fingerprint256 === root.fingerprint256) return true;
    return root.validToDate >= now && last.checkIssued(root) && last.verify(root.publicKey);
  });
}

function refused(): Problem {
  return new Problem('signature-invalid', 'The signature does not belong to this body.');
}

import 'reflect-metadata';
import { type webcrypto, X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';

const yearMs = 365 * 86_400_000;
const algorithm = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};

/** What a webhook is signed with, all as PEM: the key, chains for it with the leaf first, and the root of the good one. */
export type Certificates = {
  /** Stands in the addresses of the chains, so that another start's are other addresses. */
  id: string;
  rootCertificate: string;
  chains: Record<'good' | 'expired' | 'foreign', string>;
  privateKey: string;
};

/** Which chain the webhooks point to, for those who must tell them apart; `redirect` sends on to the good one. */
export type CertificateFault = keyof Certificates['chains'] | 'redirect';

type Keys = webcrypto.CryptoKeyPair;
/** Of root, intermediate, leaf and foreign root. Made once in a process: making them takes longer than all else of a start. */
let keys: Promise<[Keys, Keys, Keys, Keys]> | undefined;

/** Makes a chain of root, intermediate and leaf, and two that must not be trusted: one past its time, one of another root. */
export async function makeCertificates(now: Date): Promise<Certificates> {
  x509.cryptoProvider.set(crypto);
  keys ??= Promise.all([generate(), generate(), generate(), generate()]);
  const [rootKeys, middleKeys, leafKeys, foreignKeys] = await keys;
  const from = new Date(now.getTime() - yearMs);
  const to = new Date(now.getTime() + 10 * yearMs);
  const root = await authority('CN=Sandbox Root', rootKeys, 'CN=Sandbox Root', rootKeys, from, to);
  const middle = await authority('CN=Sandbox Authority', middleKeys, root.subject, rootKeys, from, to);
  const foreign = await authority('CN=Foreign Root', foreignKeys, 'CN=Foreign Root', foreignKeys, from, to);
  const good = await leaf(leafKeys, middle.subject, middleKeys, from, to);
  const expired = await leaf(
    leafKeys,
    middle.subject,
    middleKeys,
    from,
    new Date(now.getTime() - yearMs / 2),
  );
  const stranger = await leaf(leafKeys, foreign.subject, foreignKeys, from, to);
  const key = await crypto.subtle.exportKey('pkcs8', leafKeys.privateKey);
  const privateKey = `-----BEGIN PRIVATE KEY-----\n${Buffer.from(key).toString('base64')}\n-----END PRIVATE KEY-----`;
  const { fingerprint256 } = new X509Certificate(root.toString('pem'));
  const chain = (...certificates: x509.X509Certificate[]) =>
    certificates.map((one) => `${one.toString('pem')}\n`).join('');
  return {
    id: fingerprint256.replaceAll(':', '').slice(0, 16).toLowerCase(),
    rootCertificate: new X509Certificate(root.toString('pem')).toString(),
    chains: { good: chain(good, middle), expired: chain(expired, middle), foreign: chain(stranger, foreign) },
    privateKey,
  };
}

function generate(): Promise<webcrypto.CryptoKeyPair> {
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

function authority(
  subject: string,
  keys: webcrypto.CryptoKeyPair,
  issuer: string,
  issuerKeys: webcrypto.CryptoKeyPair,
  notBefore: Date,
  notAfter: Date,
): Promise<x509.X509Certificate> {
  return x509.X509CertificateGenerator.create({
    subject,
    issuer,
    notBefore,
    notAfter,
    publicKey: keys.publicKey,
    signingKey: issuerKeys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });
}

function leaf(
  keys: webcrypto.CryptoKeyPair,
  issuer: string,
  issuerKeys: webcrypto.CryptoKeyPair,
  notBefore: Date,
  notAfter: Date,
): Promise<x509.X509Certificate> {
  return x509.X509CertificateGenerator.create({
    subject: 'CN=messageverificationcerts.sandbox.example',
    issuer,
    notBefore,
    notAfter,
    publicKey: keys.publicKey,
    signingKey: issuerKeys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    ],
  });
}

import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** What a page would get from a device with one passkey for a site (WebAuthn level 3), as JSON. */
export interface Authenticator {
  /** Makes the passkey for these options. */
  create(options: { readonly challenge: string }, changes?: Changes): object;
  /** Signs a challenge. The counter goes up by one unless `changes` says where it stands. */
  get(options: { readonly challenge: string }, changes?: Changes): object;
}

interface Changes {
  readonly origin?: string;
  readonly rpId?: string;
  readonly counter?: number;
  readonly isVerified?: boolean;
  readonly key?: KeyObject;
}

const base64url = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64url');

/** A device of `site`, which counts what it signs as `counts` says. */
export function createAuthenticator(
  site: string,
  counts: 'counting' | 'not-counting' = 'counting',
): Authenticator {
  const id = randomBytes(32);
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  let counter = 0;

  function authenticatorData(
    { rpId = new URL(site).hostname, isVerified = true, ...changes }: Changes,
    attested?: Buffer,
  ): Buffer {
    if (counts === 'counting') counter += 1;
    const flags = 0x01 | (isVerified ? 0x04 : 0) | (attested ? 0x40 : 0);
    const count = Buffer.alloc(4);
    count.writeUInt32BE(changes.counter ?? counter);
    return Buffer.concat([
      createHash('sha256').update(rpId).digest(),
      Buffer.from([flags]),
      count,
      attested ?? Buffer.alloc(0),
    ]);
  }

  const clientData = (type: string, challenge: string, { origin = new URL(site).origin }: Changes) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));

  return {
    create({ challenge }, changes = {}) {
      const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
      // COSE_Key (RFC 9053): EC2, ES256, P-256.
      const cose = Buffer.concat([
        Buffer.from('a5010203262001215820', 'hex'),
        Buffer.from(x, 'base64url'),
        Buffer.from('225820', 'hex'),
        Buffer.from(y, 'base64url'),
      ]);
      const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, cose]);
      const data = authenticatorData(changes, attested);
      // {"fmt": "none", "attStmt": {}, "authData": bytes}
      const attestation = Buffer.concat([
        Buffer.from('a363666d74646e6f6e656761747453746d74a068617574684461746158', 'hex'),
        Buffer.from([data.length]),
        data,
      ]);
      return {
        id: base64url(id),
        rawId: base64url(id),
        type: 'public-key',
        response: {
          clientDataJSON: base64url(clientData('webauthn.create', challenge, changes)),
          attestationObject: base64url(attestation),
          transports: ['internal'],
        },
      };
    },
    get({ challenge }, changes = {}) {
      const data = authenticatorData(changes);
      const client = clientData('webauthn.get', challenge, changes);
      const signed = Buffer.concat([data, createHash('sha256').update(client).digest()]);
      return {
        id: base64url(id),
        rawId: base64url(id),
        type: 'public-key',
        response: {
          clientDataJSON: base64url(client),
          authenticatorData: base64url(data),
          signature: base64url(sign('sha256', signed, changes.key ?? privateKey)),
          userHandle: null,
        },
      };
    },
  };
}

import { createHash } from 'node:crypto';
import { keyNamed } from '../keys.ts';
import { isSharedSecret, type Play, withClaims } from '../play.ts';

const lifeSeconds = 3900;
const keyOfOther = 'microsoft-other-tenant';

/** Tenants of the sandbox; the last is that of all personal accounts, as at Microsoft. */
export const tenants = {
  work: '11111111-2222-4333-8444-555555555555',
  other: '66666666-7777-4888-9999-aaaaaaaaaaaa',
  personal: '9188040d-6c67-4c5b-b112-36a304b66dad',
} as const;

/**
 * https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration, whose issuer is a template, and the claims of
 * https://learn.microsoft.com/en-us/entra/identity-platform/id-token-claims-reference with the optional `email` and `xms_edov`.
 */
export const microsoft: Play = {
  name: 'Microsoft',
  paths: {
    document: '/common/v2.0/.well-known/openid-configuration',
    authorize: '/common/oauth2/v2.0/authorize',
    token: '/common/oauth2/v2.0/token',
    keys: '/common/discovery/v2.0/keys',
  },
  document: (url) => ({
    issuer: `${url}/{tenantid}/v2.0`,
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
  }),
  /** https://learn.microsoft.com/en-us/entra/identity-platform/access-tokens#validate-the-signing-key-issuer */
  keyIssuer: (url) => `${url}/{tenantid}/v2.0`,
  otherKeys: (url) => [{ key: keyNamed(keyOfOther), issuer: `${url}/${tenants.other}/v2.0` }],
  responseMode: 'query',
  namesIssuer: false,
  isClient: isSharedSecret,
  /** Dated five minutes back, as Microsoft's are; no `email_verified`, and `xms_edov` only where it is true of a tenant's own domain. */
  claims({ email, name = email.split('@')[0], isVerified = true, tenant = tenants.work }, sub, context) {
    const { url, clientId, at } = context;
    return {
      ver: '2.0',
      iss: `${url}/${tenant}/v2.0`,
      aud: clientId,
      sub: createHash('sha256').update(`${clientId} ${sub}`).digest('base64url'),
      tid: tenant,
      oid: sub,
      email,
      ...(tenant === tenants.personal ? {} : { xms_edov: isVerified }),
      preferred_username: email,
      name,
      iat: at - 300,
      nbf: at - 300,
      exp: at - 300 + lifeSeconds,
    };
  },
  subjectOf(email) {
    const digest = createHash('sha256').update(`microsoft ${email.toLowerCase()}`).digest('hex');
    return digest.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  },
  faults: {
    'key-of-other-tenant': (parts) => ({
      ...parts,
      key: keyNamed(keyOfOther),
      header: { ...parts.header, kid: keyOfOther },
    }),
    'other-tenant-claimed': withClaims(() => ({ tid: tenants.other })),
    'issuer-template': withClaims(({ iss, tid }) => ({ iss: `${iss}`.replace(`${tid}`, '{tenantid}') })),
    'issuer-common': withClaims(({ iss, tid }) => ({
      iss: `${iss}`.replace(`${tid}`, 'common'),
      tid: 'common',
    })),
    'issuer-v1': withClaims(({ tid }) => ({ iss: `https://sts.windows.net/${tid}/` })),
    'no-tenant': withClaims(() => ({ tid: undefined })),
    'no-object': withClaims(() => ({ oid: undefined })),
    'unproved-domain': withClaims(() => ({ xms_edov: undefined })),
    'unproved-but-verified': withClaims(() => ({ xms_edov: undefined, email_verified: true })),
    'disproved-domain': withClaims(() => ({ xms_edov: '0' })),
  },
};

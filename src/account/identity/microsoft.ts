import type { JWTPayload } from 'jose';
import * as v from 'valibot';
import { type IdentityConfig, personalTenant } from '../../platform/config/identity-config.ts';
import { accountEmail } from '../user.ts';
import {
  type IdentityProvider,
  nonceSeconds,
  type ProvenIdentity,
  subject,
  tenantPlace,
} from './provider.ts';

const tenantId = v.pipe(v.string(), v.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/));

/** A boolean by its description, seen as a number and as text. */
const saysOwned = v.union([v.literal(true), v.picklist([1, '1', 'true'])]);

const claimsSchema = v.object({
  tid: tenantId,
  oid: subject,
  email: v.optional(accountEmail),
  xms_edov: v.optional(v.unknown()),
  name: v.optional(v.string()),
});

/**
 * Microsoft Entra ID, version 2.0, for one tenant or by `common`, `organizations` or `consumers`. For several
 * tenants the published issuer is a template that the token's own `tid` fills
 * (https://learn.microsoft.com/en-us/entra/identity-platform/access-tokens#validate-the-issuer).
 */
export function microsoft({
  clientId,
  clientSecret,
  tenant,
  authority,
}: NonNullable<IdentityConfig['microsoft']>): IdentityProvider {
  const issuerOf = (id: string) => `${authority}/${id}/v2.0`;
  const takes = (id: string) =>
    tenant === 'common' ||
    (tenant === 'organizations' && id !== personalTenant) ||
    id === (tenant === 'consumers' ? personalTenant : tenant);
  const hasOne = tenant !== 'common' && tenant !== 'organizations';
  return {
    name: 'microsoft',
    issuer: issuerOf(tenant),
    publishedIssuer: issuerOf(hasOne ? (tenant === 'consumers' ? personalTenant : tenant) : tenantPlace),
    clientId,
    codeFlow: { scope: 'openid email profile', secret: () => clientSecret },
    mostAgeSeconds: nonceSeconds,
    forPages: {},
    issuerOf({ tid }) {
      return v.is(tenantId, tid) && takes(tid) ? issuerOf(tid) : undefined;
    },
    identify,
  };
}

/**
 * A person is an object in a tenant; address and name are what its administrators wrote. An address is proved
 * where Microsoft says that the domain is the tenant's own (the optional claim `xms_edov`), and that of a
 * personal account always: whoever believes `email` alone hands accounts to anybody with a tenant
 * (https://learn.microsoft.com/en-us/entra/identity-platform/migrate-off-email-claim-authorization).
 */
function identify(claims: JWTPayload): ProvenIdentity {
  const { tid, oid, email, xms_edov, name } = v.parse(claimsSchema, claims);
  const isVerified = email !== undefined && (tid === personalTenant || v.is(saysOwned, xms_edov));
  return { subject: `${tid}.${oid}`, email, isVerified, name };
}

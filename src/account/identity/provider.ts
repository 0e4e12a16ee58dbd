import type { JWTPayload } from 'jose';
import * as v from 'valibot';
import type { Runtime } from '../../platform/runtime.ts';
import { accountEmail } from '../user.ts';

/** By how much a provider's clock may differ from ours. */
export const clockToleranceSeconds = 5;
/**
 * How old a token with a nonce may be: as old as a nonce gets. Microsoft dates its tokens five minutes back.
 */
export const nonceSeconds = 600;

/** Stands for the tenant in an issuer of Microsoft's that is for several. */
export const tenantPlace = '{tenantid}';

/** Who somebody is at a provider. */
export interface ProvenIdentity {
  readonly subject: string;
  /**
   * Nothing where the provider keeps it to itself: then it says who this is, and nothing that an account
   * could be found by.
   */
  readonly email: string | undefined;
  /** Whether the provider has proved the address. */
  readonly isVerified: boolean;
  readonly name: string | undefined;
}

/** The way through a provider's own pages (RFC 6749, 4.1). */
export interface CodeFlow {
  readonly scope: string;
  /** How the answer comes back, where it is not in the query. */
  readonly responseMode?: 'form_post';
  /** What we show when a code is exchanged. */
  secret(runtime: Runtime): string | Promise<string>;
}

/** A provider by whose ID tokens people sign in: all that differs from one to the next. */
export interface IdentityProvider {
  /** As it stands in addresses and in the database. */
  readonly name: string;
  /** Below which its discovery document stands (OpenID Connect Discovery 1.0, 4). */
  readonly issuer: string;
  /** What that document names as the issuer, where it is not the same. */
  readonly publishedIssuer?: string;
  /** The origins, beside that of its issuer, to which its discovery document may send us. */
  readonly otherOrigins?: readonly string[];
  /** The audience of its tokens. */
  readonly clientId: string;
  /**
   * A provider without one gives its tokens to pages alone, and they hold no nonce: each is taken once, and
   * soon.
   */
  readonly codeFlow?: CodeFlow;
  /** How long ago a token may have been issued. */
  readonly mostAgeSeconds: number;
  /** What a page that shows the provider's own button or dialog needs, and may know. */
  readonly forPages: Readonly<Record<string, string>>;
  /**
   * Who has to have issued a token with these claims, where it is not always the same; nothing where they
   * name nobody whom we take.
   */
  issuerOf?(claims: JWTPayload): string | undefined;
  /**
   * Whom the claims speak of. The token is genuine, for us and of this time; throws or answers nothing where
   * the provider's own rules refuse it.
   */
  identify(claims: JWTPayload, now: Date): ProvenIdentity | undefined;
}

/** Apple writes its booleans as text at times; only what says yes is a yes. */
const saysYes = v.optional(
  v.pipe(
    v.union([v.boolean(), v.picklist(['true', 'false'])]),
    v.transform((said) => `${said}` === 'true'),
  ),
  false,
);

export const subject = v.pipe(v.string(), v.minLength(1), v.maxLength(255));

const standardSchema = v.object({
  sub: subject,
  email: v.optional(accountEmail),
  email_verified: saysYes,
  name: v.optional(v.string()),
});

/** By the standard claims (OpenID Connect Core 1.0, 5.1). Throws where one of them is no such claim. */
export function standardIdentity(claims: JWTPayload): ProvenIdentity {
  const { sub, email, email_verified, name } = v.parse(standardSchema, claims);
  return { subject: sub, email, isVerified: email_verified, name };
}

import type { ProviderKey } from './keys.ts';

/** Somebody with an account at the provider. */
export interface ProviderPerson {
  readonly email: string;
  readonly name?: string | undefined;
  /** Made of the address where it is not given. */
  readonly sub?: string | undefined;
  readonly isVerified?: boolean | undefined;
  /** Microsoft's: of which tenant; the first of the sandbox where it is not given. */
  readonly tenant?: string | undefined;
}

/** What an ID token is made of. */
export interface TokenParts {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly key: ProviderKey;
}

export interface Client {
  readonly clientId: string;
  /** What is shown for a code; at Apple it is made anew each time. */
  readonly clientSecret: string;
}

/** What differs from one provider to another, as their documentation has it. */
export interface Play {
  readonly name: 'Google' | 'Apple' | 'Microsoft' | 'Firebase';
  /** Paths below the sandbox's address. */
  readonly paths: {
    readonly document: string;
    readonly authorize?: string;
    readonly token?: string;
    readonly keys: string;
  };
  /** What the discovery document says besides. */
  document(url: string): Readonly<Record<string, unknown>>;
  /** For which issuer a published key signs, where the keys say that. */
  keyIssuer?(url: string): string;
  /** Keys that sign for another issuer alone, published beside. */
  readonly otherKeys?: (url: string) => readonly { readonly key: ProviderKey; readonly issuer: string }[];
  /** How the answer comes back. */
  readonly responseMode: 'query' | 'form_post';
  /** Whether the answer names the issuer (RFC 9207). */
  readonly namesIssuer: boolean;
  /** What the authorization request must be like beyond the standard. Throws where it is not. */
  checkRequest?(query: string, fields: Readonly<Record<string, string>>): void;
  /** Whether the client is who it says. */
  isClient(
    given: { readonly id: string; readonly secret: string },
    client: Client,
    url: string,
    now: Date,
  ): Promise<boolean>;
  claims(
    person: ProviderPerson,
    sub: string,
    context: { readonly url: string; readonly clientId: string; readonly at: number },
  ): Readonly<Record<string, unknown>>;
  subjectOf(email: string): string;
  /** What goes wrong with tokens of this provider alone. */
  readonly faults: Readonly<Record<string, (parts: TokenParts) => TokenParts>>;
}

/** For a provider to whom a client shows what it was given. */
export async function isSharedSecret(
  given: { readonly id: string; readonly secret: string },
  { clientId, clientSecret }: Client,
): Promise<boolean> {
  return given.id === clientId && given.secret === clientSecret;
}

/** With other claims. */
export const withClaims =
  (change: (claims: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>) =>
  (parts: TokenParts): TokenParts => ({ ...parts, claims: { ...parts.claims, ...change(parts.claims) } });

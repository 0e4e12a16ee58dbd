import type { Config } from '../platform/config.ts';
import { Problem } from '../platform/problems.ts';

/** An OpenID provider by which people sign in. */
export interface IdentityProvider {
  /** As it stands in addresses and in the database. */
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What draws the provider's own button on a page. */
  readonly scriptUrl: string;
}

/** All that are configured. Another one is another entry here, with its variables in the configuration. */
export function identityProviders({ google }: Config): readonly IdentityProvider[] {
  return google ? [{ name: 'google', ...google }] : [];
}

/** The provider of this name, or 404. */
export function requireIdentityProvider(config: Config, name: string): IdentityProvider {
  const provider = identityProviders(config).find((one) => one.name === name);
  if (!provider) throw new Problem('not-found', 'Nobody signs in by that provider here.');
  return provider;
}

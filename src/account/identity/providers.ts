import type { Config } from '../../platform/config/config.ts';
import { Problem } from '../../platform/problems.ts';
import { apple } from './apple.ts';
import { firebase } from './firebase.ts';
import { google } from './google.ts';
import { microsoft } from './microsoft.ts';
import type { CodeFlow, IdentityProvider } from './provider.ts';

/**
 * All that are configured, in the order in which pages offer them. Another one is another entry here, with
 * its variables in the configuration.
 */
export function identityProviders({ identity }: Config): readonly IdentityProvider[] {
  return [
    identity.google && google(identity.google),
    identity.apple && apple(identity.apple),
    identity.microsoft && microsoft(identity.microsoft),
    identity.firebase && firebase(identity.firebase),
  ].filter((one) => one !== undefined);
}

/** The provider of this name, or 404. */
export function requireIdentityProvider(config: Config, name: string): IdentityProvider {
  const provider = identityProviders(config).find((one) => one.name === name);
  if (!provider) throw new Problem('not-found', 'Nobody signs in by that provider here.');
  return provider;
}

/** A provider with pages of its own to sign in on. */
export type CodeFlowProvider = IdentityProvider & { readonly codeFlow: CodeFlow };

/** The same, where it has pages of its own; else 404. */
export function requireCodeFlow(config: Config, name: string): CodeFlowProvider {
  const provider = requireIdentityProvider(config, name);
  const { codeFlow } = provider;
  if (!codeFlow) throw new Problem('not-found', 'This provider has no page of its own to sign in on.');
  return { ...provider, codeFlow };
}

import {
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  ClientSecretPost,
  customFetch,
  validateAuthResponse,
} from 'oauth4webapi';
import * as v from 'valibot';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { readIdToken } from './id-token.ts';
import type { ProvenIdentity } from './provider.ts';
import type { CodeFlowProvider } from './providers.ts';
import { fetchOf, publishedBy } from './published.ts';

const tokensSchema = v.object({ id_token: v.string() });

/** Where a browser is sent to sign in: code flow with PKCE (RFC 7636), state and nonce. */
export async function authorizationUrl(
  runtime: Runtime,
  provider: CodeFlowProvider,
  asked: {
    readonly redirectUri: string;
    readonly state: string;
    readonly nonce: string;
    readonly challenge: string;
  },
): Promise<string> {
  const { server } = await publishedBy(runtime, provider);
  const { scope, responseMode } = provider.codeFlow;
  const url = new URL(server.authorization_endpoint ?? '');
  const parameters = {
    response_type: 'code',
    client_id: provider.clientId,
    redirect_uri: asked.redirectUri,
    scope,
    state: asked.state,
    nonce: asked.nonce,
    code_challenge: asked.challenge,
    code_challenge_method: 'S256',
    ...(responseMode ? { response_mode: responseMode } : {}),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  // Apple reads a query as RFC 3986 has it, where a plus is no space; all others read that too.
  url.search = url.search.replaceAll('+', '%20');
  return url.href;
}

/**
 * Takes the code that the browser has brought for an identity. Nothing where anything is not as it must be.
 */
export async function exchangeCode(
  runtime: Runtime,
  provider: CodeFlowProvider,
  came: URL,
  sent: {
    readonly redirectUri: string;
    readonly state: string;
    readonly nonce: string;
    readonly verifier: string;
  },
): Promise<ProvenIdentity | undefined> {
  const { server } = await publishedBy(runtime, provider);
  const client = { client_id: provider.clientId };
  try {
    const parameters = validateAuthResponse(server, client, came, sent.state);
    const response = await authorizationCodeGrantRequest(
      server,
      client,
      ClientSecretPost(await provider.codeFlow.secret(runtime)),
      parameters,
      sent.redirectUri,
      sent.verifier,
      { [customFetch]: fetchOf(runtime), [allowInsecureRequests]: !runtime.config.isProduction },
    );
    if (response.status !== 200) throw new Error(`the code was answered with ${response.status}`);
    // No access token is used, so nothing else of the answer counts.
    const { id_token } = v.parse(tokensSchema, await response.json());
    return await readIdToken(runtime, provider, id_token, sent.nonce);
  } catch (error) {
    if (error instanceof Problem) throw error;
    runtime.log('info', 'identity refused', { part: provider.name, error });
    return undefined;
  }
}

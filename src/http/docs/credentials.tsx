import { permissions, permissionsOfUsers, rolesWith } from '../../account/permissions.ts';
import { accessTokenSeconds } from '../../account/session/access-token.ts';
import { Code } from './prose.tsx';
import { signedEvent, verifiedToken } from './snippets.ts';

const ofUsers: readonly string[] = permissionsOfUsers;

/** Each way to be let in, and for whom it is. */
export function SigningIn({ site }: { site: string }) {
  return (
    <>
      <h3 id="links">By the link of a reservation</h3>
      <p>
        Guests need no account. Whoever reserves gets a <code>manageToken</code>; it is also in the link of
        every mail about the reservation. Send it as <code>Authorization: Bearer</code>. It opens that one
        reservation.
      </p>
      <h3 id="cookies">By cookies, for pages of this site</h3>
      <p>
        <a href="#postApiV1AuthSignIn">Sign in</a> with <code>"sessionAs": "cookies"</code>, which it is
        unless you say otherwise. The cookies are <code>__Host-</code>, <code>HttpOnly</code>,{' '}
        <code>Secure</code> and <code>SameSite=Strict</code>: no script reads them. What changes anything is
        taken by cookie only from a page of this site, by <code>Sec-Fetch-Site</code> or <code>Origin</code>.
      </p>
      <h3 id="bearer">By bearer token, for apps</h3>
      <p>
        Sign in with <code>"sessionAs": "tokens"</code> and send the <code>accessToken</code> as{' '}
        <code>Authorization: Bearer</code>. It is good for {accessTokenSeconds / 60} minutes;{' '}
        <a href="#postApiV1AuthRefresh">refresh</a> takes the <code>refreshToken</code> for its successor and
        another access token. Keep the successor: a refresh token that is used again after ten seconds ends
        the session, since somebody else may have it. Where a second factor is needed, the answer says{' '}
        <code>second-factor-needed</code> with a <code>transaction</code> for{' '}
        <a href="#postApiV1AuthSecondFactor">the next call</a>. Some calls want an authentication of the last
        ten minutes (
        <a href="#reauthentication-needed">
          <code>reauthentication-needed</code>
        </a>
        ): <a href="#postApiV1AuthReauthentication">give it</a> and send them again.
      </p>
      <h3 id="api-keys">By API key, for machines</h3>
      <p>
        An owner <a href="#postApiV1ApiKeys">makes a key</a> with the scopes that it needs and no more. It
        begins with <code>mk_</code>, is shown once, and is sent as <code>Authorization: Bearer</code>:
      </p>
      <Code text={`curl "${site}/api/v1/reconciliations" \\\n  -H "Authorization: Bearer $API_KEY"`} />
      <p>Scopes, and the roles of people who may do the same:</p>
      <ul class="fields">
        {permissions
          .filter((permission) => !ofUsers.includes(permission))
          .map((permission) => (
            <li>
              <code>{permission}</code> <span class="type">{rolesWith(permission).join(', ')}</span>
            </li>
          ))}
      </ul>
    </>
  );
}

/** How others check what we sign, and how we check what providers sign. */
export function Verifying({ site }: { site: string }) {
  return (
    <>
      <h3 id="access-tokens">Access tokens</h3>
      <p>
        A service of yours that gets our access tokens checks them by our public keys at{' '}
        <a href="#getApiV1AuthJwks">
          <code>/api/v1/auth/jwks</code>
        </a>
        : a JWT signed with Ed25519 (<code>EdDSA</code>), of the type <code>at+jwt</code>, from the issuer{' '}
        <code>{site}</code> for the audience <code>{site}/api/v1</code>. Pin all four; take a key only by its{' '}
        <code>kid</code>, and ask for the keys again when you meet one that you do not know. With{' '}
        <code>jose</code>:
      </p>
      <Code text={verifiedToken(site)} id="verifying-code" />
      <p>
        That the token is ours does not say that its session still lasts: signing out reaches you when it
        expires.
      </p>
      <h3 id="webhook-signatures">Webhooks</h3>
      <p>
        Stripe and PayPal call us, and we believe only what they have signed; anything else is{' '}
        <a href="#signature-invalid">
          <code>signature-invalid</code>
        </a>
        . Verify raw bytes, before anything has parsed them. The same event may come twice, late and out of
        order: each is stored once and applied in any order, so answering 200 to a repetition is right.
      </p>
      <p>
        Stripe: <code>v1</code> is the HMAC-SHA256 of the time, a full stop and the body, under the secret of
        the endpoint; the time may be at most 300 seconds old. This signs an event as Stripe does, for the
        local stack:
      </p>
      <Code text={signedEvent(site)} />
      <p>
        PayPal: <code>PayPal-Transmission-Sig</code> is SHA256withRSA over{' '}
        <code>transmission id|time|webhook id|crc32 of the body</code>, by the certificate at{' '}
        <code>PayPal-Cert-Url</code>, which must come from PayPal’s own host and lead up to a root that we
        trust. The sandbox of the local stack signs its events in the same way.
      </p>
    </>
  );
}

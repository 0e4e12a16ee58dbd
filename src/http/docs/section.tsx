import { permissionsOfUsers, rolesWith } from '../../account/permissions.ts';
import type { Parameter } from '../openapi/api-document.ts';
import type { Endpoint } from './endpoint.ts';
import { curlOf } from './examples.ts';
import { Prose } from './prose.tsx';
import { defaultOf, Kind, Schema, Told } from './schema.tsx';
import { isTryable, TryIt } from './try.tsx';

const ofUsers: readonly string[] = permissionsOfUsers;

/** One endpoint: who may call it, what it takes and answers, and a call that can be copied. */
export function Section({
  endpoint,
  site,
  values,
}: {
  endpoint: Endpoint;
  site: string;
  values: Readonly<Record<string, unknown>>;
}) {
  const { id, method, path, summary, description, rateLimit, parameters, body, answers, refusals } = endpoint;
  return (
    <section class="endpoint">
      <h3 id={id}>
        <a href={`#${id}`}>
          <code>
            {method} {path}
          </code>
        </a>
      </h3>
      <p>
        <strong>{summary}.</strong> <Prose text={description} />
      </p>
      <p class="note">
        {callersOf(endpoint)}
        {rateLimit ? ` At most ${rateLimit.requests} calls in ${rateLimit.windowSeconds} seconds.` : ''}
      </p>
      {parameters.length > 0 && (
        <>
          <h4>Parameters</h4>
          <ul class="fields">
            {parameters.map((parameter) => (
              <ParameterLine parameter={parameter} />
            ))}
          </ul>
        </>
      )}
      {body && (
        <>
          <h4>Body</h4>
          <Schema schema={body} />
        </>
      )}
      {answers.map(({ status, mediaType, schema }) => (
        <details>
          <summary>
            Answers {status}, {mediaType}
          </summary>
          {mediaType === 'application/json' ? <Schema schema={schema} /> : null}
        </details>
      ))}
      {refusals.length > 0 && (
        <p class="note">
          Refuses with{' '}
          {refusals.map((status, index) => (
            <>
              {index > 0 ? ', ' : ''}
              <a href={`#status-${status}`}>{status}</a>
            </>
          ))}
          .
        </p>
      )}
      <pre class="copyable">
        <code>{curlOf(endpoint, site, values)}</code>
      </pre>
      {isTryable(endpoint) && <TryIt endpoint={endpoint} values={values} />}
    </section>
  );
}

function ParameterLine({
  parameter: { name, in: place, required, description, schema },
}: {
  parameter: Parameter;
}) {
  return (
    <li>
      <code>{name}</code>{' '}
      <span class="type">
        in the {place}, <Kind schema={schema} />
        {required ? '' : ', optional'}
        {defaultOf(schema)}
      </span>
      <Told schema={{ description }} />
    </li>
  );
}

/** Who is let in, as a sentence. */
function callersOf({ security, permission, needsFreshAuthentication, path }: Endpoint): string {
  if (security.includes('stripeSignature'))
    return `Only ${path.endsWith('/stripe') ? 'Stripe' : 'PayPal'}, by its signature.`;
  if (security.includes('paymentReturn')) return 'A browser that comes back from the page of a provider.';
  const isForOwners = security.includes('manageToken');
  const callers = [
    ...(isForOwners ? ['the link of the reservation'] : []),
    ...(security.includes('paymentLink') ? ['the link by which its balance is paid'] : []),
    ...(security.includes('accessToken') ? [usersOf(isForOwners, permission)] : []),
    ...(permission && !ofUsers.includes(permission) ? [`an API key with the scope ${permission}`] : []),
  ];
  if (callers.length === 0) return 'Open to anyone.';
  const authentication = needsFreshAuthentication
    ? ' A person must have proved who they are within ten minutes.'
    : '';
  return `For ${callers.join('; ')}.${authentication}`;
}

function usersOf(isForOwners: boolean, permission: Endpoint['permission']): string {
  const roles = permission ? rolesWith(permission).join(', ') : '';
  const owner = 'the guest whose it is, signed in';
  if (!isForOwners) return roles ? `a person signed in as ${roles}` : 'whoever is signed in';
  return roles ? `${owner}; a person signed in as ${roles}` : owner;
}

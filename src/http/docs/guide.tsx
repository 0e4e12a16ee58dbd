import type { Child } from 'hono/jsx';
import { SigningIn, Verifying } from './credentials.tsx';
import type { Endpoint } from './endpoint.ts';
import { Code } from './prose.tsx';
import { quickStart } from './snippets.ts';

interface Chapter {
  /** The anchor. */
  readonly id: string;
  readonly title: string;
  readonly content: Child;
}

/** What holds for every endpoint, before they come one by one. */
export function guide(
  endpoints: readonly Endpoint[],
  site: string,
  values: Readonly<Record<string, unknown>>,
) {
  return [
    {
      id: 'start',
      title: 'One booking in five calls',
      content: (
        <>
          <p>
            Paste it into the console of a page of this site, or into Node. The money is taken by the script
            of the payment provider, with what the last call answers.
          </p>
          <Code text={quickStart(site, values)} id="start-code" />
        </>
      ),
    },
    { id: 'conventions', title: 'Conventions', content: <Conventions site={site} /> },
    { id: 'signing-in', title: 'How to sign in', content: <SigningIn site={site} /> },
    { id: 'verifying', title: 'How to verify', content: <Verifying site={site} /> },
    { id: 'paging', title: 'How to page', content: <Paging endpoints={endpoints} site={site} /> },
    { id: 'retrying', title: 'How to retry', content: <Retrying endpoints={endpoints} /> },
  ] satisfies Chapter[];
}

function Conventions({ site }: { site: string }) {
  return (
    <>
      <p>
        Every address begins with <code>{site}/api/v1</code>. Bodies are JSON in UTF-8, at most 256 KB; a
        field that we do not know is refused. Fields that may be missing are marked optional. The same as a
        machine reads it: <a href="/api/v1/openapi.json">openapi.json</a> (OpenAPI 3.1).
      </p>
      <dl>
        <div id="money">
          <dt>Money</dt>
          <dd>
            <code>{'{"amount": 145000, "currency": "EUR"}'}</code>: an integer of the currency’s smallest
            unit, and the currency by ISO 4217. 145000 are 1,450.00 euros, and 145,000 yen.
          </dd>
        </div>
        <div>
          <dt>Times</dt>
          <dd>
            Instants are RFC 3339 with the offset of the item’s own zone, such as{' '}
            <code>2027-04-01T16:00:00+02:00</code>; dates are local dates of the item. A stay goes from its
            first day up to, but not including, its last.
          </dd>
        </div>
        <div>
          <dt>Ids</dt>
          <dd>
            A prefix for the kind and 26 characters that sort by time: <code>res_</code>, <code>pay_</code>,{' '}
            <code>usr_</code>. What belongs to others answers as what does not exist: 404.
          </dd>
        </div>
        <div>
          <dt>Other origins</dt>
          <dd>
            Pages of the origins that the house has allowed may call from the browser (CORS), without cookies.
            They can read <code>X-Request-Id</code>, <code>Retry-After</code> and{' '}
            <code>Idempotent-Replayed</code>.
          </dd>
        </div>
        <div>
          <dt>Request id</dt>
          <dd>
            Every answer carries <code>X-Request-Id</code>. Name it when you ask us about a call.
          </dd>
        </div>
      </dl>
    </>
  );
}

function Paging({ endpoints, site }: { endpoints: readonly Endpoint[]; site: string }) {
  const paged = endpoints.filter(({ parameters }) => parameters.some(({ name }) => name === 'cursor'));
  return (
    <>
      <p>
        A list answers one page and <code>nextCursor</code>. Send that as <code>cursor</code>, with all other
        parameters as they were, and you get the next page; null means that there is none. A cursor is opaque:
        keep it, do not make it. It names a place in the order, so what is added meanwhile shifts nothing.
      </p>
      <Code
        text={`curl "${site}/api/v1/items?limit=2"\ncurl "${site}/api/v1/items?limit=2&cursor=$NEXT_CURSOR"`}
      />
      <p>
        So do <Links endpoints={paged} />.
      </p>
    </>
  );
}

function Retrying({ endpoints }: { endpoints: readonly Endpoint[] }) {
  const keyed = endpoints.filter(({ parameters }) =>
    parameters.some(({ name }) => name === 'Idempotency-Key'),
  );
  return (
    <>
      <h3 id="may-be-repeated">What may be repeated</h3>
      <ul>
        <li>
          Every GET, and <a href="#postApiV1Quotes">a quote</a>, which stores nothing.
        </li>
        <li>Every DELETE: the second may answer 404, which then means that it is done.</li>
        <li>
          With the same <code>Idempotency-Key</code>: <Links endpoints={keyed} />.
        </li>
        <li>
          <a href="#postApiV1PaymentIntents">Opening a payment</a>: asking again gives the same one.
        </li>
        <li>
          <a href="#postApiV1PaymentsByIdCapture">Collecting an approved payment</a> and{' '}
          <a href="#postApiV1ReservationsByIdCancel">cancelling</a>: twice is once.
        </li>
        <li>
          <a href="#postApiV1AuthRefresh">Refreshing a session</a>, within ten seconds.
        </li>
        <li>Nothing else without looking first whether it was done.</li>
      </ul>
      <h3 id="idempotency-key">Idempotency-Key</h3>
      <p>
        Make one for each thing that a person wants, such as a UUID, and keep it until you have an answer. The
        same key with the same body makes nothing twice and answers what was made; a header{' '}
        <code>Idempotent-Replayed: true</code> tells so of a reservation or a refund. The same key with
        another body is{' '}
        <a href="#idempotency-key-reused">
          <code>idempotency-key-reused</code>
        </a>
        ; while the first is still being worked on it is{' '}
        <a href="#request-in-flight">
          <code>request-in-flight</code>
        </a>
        . Keys are kept for 48 hours.
      </p>
      <h3 id="retry-after">When, and how often</h3>
      <ul>
        <li>
          <a href="#status-429">429</a>, <a href="#status-503">503</a> and{' '}
          <a href="#request-in-flight">
            <code>request-in-flight</code>
          </a>{' '}
          say in <code>Retry-After</code> how many seconds to wait.
        </li>
        <li>
          No answer at all, or 500: after one, two and four seconds, each longer or shorter by chance, and
          then tell the person.
        </li>
        <li>Any other refusal stays what it is until the request is another.</li>
      </ul>
    </>
  );
}

function Links({ endpoints }: { endpoints: readonly Endpoint[] }) {
  return (
    <>
      {endpoints.map(({ id, method, path }, index) => (
        <>
          {index > 0 ? ', ' : ''}
          <a href={`#${id}`}>
            <code>
              {method} {path}
            </code>
          </a>
        </>
      ))}
    </>
  );
}

import { STATUS_CODES } from 'node:http';
import { type ProblemCode, problems } from '../../platform/problems.ts';
import { Prose } from './prose.tsx';

/** What a caller does about each refusal. */
const advice: Readonly<Record<ProblemCode, string>> = {
  'malformed-json': 'Mend the body: it could not be read as JSON at all.',
  'signature-invalid':
    'Sign the raw bytes of the body with the secret of this webhook, with a clock that is right. See how we verify.',
  'idempotency-key-missing':
    'Send an Idempotency-Key of 1 to 255 visible characters, a new one for each new request.',
  unauthorized:
    'Send a token, or another one: refresh the session, sign in again, or open the newest link of the mail.',
  'sign-in-refused':
    'Let the person check address and password. The answer never says which was wrong; after many tries it is this one for a quarter of an hour, even for the right password.',
  'reauthentication-needed':
    'Let the person prove who they are by POST /auth/reauthentication, then send the same request again.',
  forbidden:
    'The role or the scopes do not reach this far, or a page of another site sent it. Sending it again changes nothing.',
  'not-found':
    'There is no such thing, or it belongs to somebody else: both answer the same. Check the id and the token.',
  'method-not-allowed': 'Take a method that the Allow header names.',
  'slot-taken':
    'Offer what stands in `alternatives`: each has `from` and `to` for a new quote. The old quote will not do.',
  'request-in-flight': 'Wait as long as Retry-After says and send the same again, with the same key.',
  'state-conflict': 'Read the thing again: it has moved on since the page was opened.',
  'time-in-use':
    'What was to be blocked is booked, held or blocked already. `bookings` and `blocks` say by what; nothing was changed.',
  'bookings-in-the-way':
    'Show what stands in `bookings`, and let somebody move or cancel them before the change is tried again.',
  'payment-refused': 'Do not try again. Offer a way to write to the house.',
  'promotion-used-up': 'Ask for a new quote without the code.',
  'version-changed':
    'Show what stands in `current` beside what was to be saved, and save again with the version of `current` as If-Match.',
  'link-used-up': 'Offer to send a new link or code.',
  'body-too-large': 'Send less: at most 256 KB.',
  'unsupported-media-type': 'Send the body as application/json.',
  'validation-failed':
    'Show each message of `errors` beside the field that it names, such as `guest.email`, and let the person mend it.',
  'idempotency-key-reused': 'Make a new key: this one belongs to a request with another body.',
  'not-payable': 'Do not try again. Offer a way to write to the house, which may take a transfer.',
  'quote-invalid': 'Ask for a new quote: this one has expired, was changed on the way or is not ours.',
  'version-missing': 'Send the `ETag` of what was read as If-Match, such as `If-Match: "7"`.',
  'rate-limited': 'Wait as long as Retry-After says. It is counted by client and budget.',
  'internal-error':
    'Try again later, a few times and ever more slowly. If it stays, tell us the `requestId`.',
  busy: 'Wait as long as Retry-After says and send the same again.',
  unavailable:
    'Wait as long as Retry-After says and send the same again. GET /health names the part that is away.',
};

/** Every code of a problem under its status, each at the anchor to which the `type` of the problem points. */
export function Problems() {
  const codes = Object.entries(problems);
  const statuses = [...new Set(codes.map(([, { status }]) => status))].sort((a, b) => a - b);
  return (
    <>
      {statuses.map((status) => (
        <section>
          <h3 id={`status-${status}`}>
            <a href={`#status-${status}`}>
              {status} {STATUS_CODES[status]}
            </a>
          </h3>
          <dl>
            {codes
              .filter(([, problem]) => problem.status === status)
              .map(([code, { title }]) => (
                <div id={code}>
                  <dt>
                    <a href={`#${code}`}>
                      <code>{code}</code>
                    </a>{' '}
                    {title}
                  </dt>
                  {/* Its keys are the same: `problems` is where the codes come from. */}
                  <dd>
                    <Prose text={advice[code as ProblemCode]} />
                  </dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
    </>
  );
}

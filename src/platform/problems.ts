/**
 * Every refusal that Midas can give: its HTTP status and a title for people. The code is stable, the title is
 * not.
 */
export const problems = {
  'malformed-json': { status: 400, title: 'The body is not valid JSON' },
  'signature-invalid': { status: 400, title: 'The signature does not match' },
  'idempotency-key-missing': { status: 400, title: 'An Idempotency-Key is needed' },
  unauthorized: { status: 401, title: 'The link or the token is missing or wrong' },
  'sign-in-refused': { status: 401, title: 'That did not sign you in' },
  'reauthentication-needed': { status: 403, title: 'Please confirm that it is you' },
  forbidden: { status: 403, title: 'This is not allowed' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'method-not-allowed': { status: 405, title: 'This address does not take that method' },
  'slot-taken': { status: 409, title: 'Somebody else has just taken that time' },
  'request-in-flight': { status: 409, title: 'The same request is still being worked on' },
  'state-conflict': { status: 409, title: 'That is no longer possible' },
  'bookings-in-the-way': { status: 409, title: 'Bookings are in the way' },
  'time-in-use': { status: 409, title: 'The time is in use' },
  'payment-refused': { status: 409, title: 'This payment cannot be taken online' },
  'promotion-used-up': { status: 409, title: 'That code cannot be used any more' },
  'version-changed': { status: 412, title: 'Somebody else has changed it meanwhile' },
  'link-used-up': { status: 410, title: 'That link or code is no longer good' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'That content type is not understood' },
  'validation-failed': { status: 422, title: 'Please check what you entered' },
  'idempotency-key-reused': { status: 422, title: 'That Idempotency-Key was used for another request' },
  'not-payable': { status: 422, title: 'That amount cannot be paid online here' },
  'quote-invalid': { status: 422, title: 'The quote is not valid' },
  'version-missing': { status: 428, title: 'An If-Match is needed' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  'internal-error': { status: 500, title: 'Something went wrong on our side' },
  busy: { status: 503, title: 'We are very busy' },
  unavailable: { status: 503, title: 'A part of the service is away' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problems;

/** What whatever asks the database can be refused with: it is away, or others are ahead. */
export const databaseRefusals = ['busy', 'unavailable'] as const satisfies readonly ProblemCode[];

/** A field of the request that was refused, by its path in the body or query (`guest.email`). */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

interface ProblemDetails {
  readonly errors?: readonly FieldError[];
  /** Members added to the problem document, such as the free periods beside a 409. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** What went wrong underneath, for the log alone. */
  readonly cause?: unknown;
}

/** A refusal meant for people (RFC 9457). Anything else that is thrown is a bug and becomes a silent 500. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly details: ProblemDetails;

  constructor(code: ProblemCode, message: string, details: ProblemDetails = {}) {
    super(message, { cause: details.cause });
    this.name = 'Problem';
    this.code = code;
    this.details = details;
  }
}

/** The refusal of one field. */
export function fieldProblem(field: string, message: string): Problem {
  return new Problem('validation-failed', message, { errors: [{ field, message }] });
}

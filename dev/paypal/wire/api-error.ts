import type { Link } from '../objects/objects.ts';

type ErrorName =
  | 'INTERNAL_SERVER_ERROR'
  | 'INVALID_REQUEST'
  | 'RESOURCE_CONFLICT'
  | 'RESOURCE_NOT_FOUND'
  | 'UNPROCESSABLE_ENTITY'
  | 'UNSUPPORTED_MEDIA_TYPE';

const messages: Record<ErrorName, string> = {
  INTERNAL_SERVER_ERROR: 'An internal server error has occurred.',
  INVALID_REQUEST: 'Request is not well-formed, syntactically incorrect, or violates schema.',
  RESOURCE_CONFLICT: 'The server has detected a conflict while processing this request.',
  RESOURCE_NOT_FOUND: 'The specified resource does not exist.',
  UNPROCESSABLE_ENTITY:
    'The requested action could not be performed, semantically incorrect, or failed business validation.',
  UNSUPPORTED_MEDIA_TYPE: "The server does not support the request payload's media type.",
};

/** Where in the request it went wrong, and where to go on. */
type More = { field?: string | undefined; location?: 'body' | 'header'; links?: Link[] };

/** A refusal as PayPal words it: https://developer.paypal.com/api/rest/responses. */
export class ApiError extends Error {
  readonly status: number;
  readonly errorName: ErrorName;
  readonly issue: string;
  readonly more: More;

  constructor(status: number, errorName: ErrorName, issue: string, description = issue, more: More = {}) {
    super(description);
    this.name = 'ApiError';
    this.status = status;
    this.errorName = errorName;
    this.issue = issue;
    this.more = more;
  }
}

/** 422: understood, and not possible. */
export function unprocessable(issue: string, description?: string, more?: More): ApiError {
  return new ApiError(422, 'UNPROCESSABLE_ENTITY', issue, description, more);
}

/** 404: of an id that nothing has. */
export function missing(): ApiError {
  const description = 'Specified resource ID does not exist. Please check the resource ID and try again.';
  return new ApiError(404, 'RESOURCE_NOT_FOUND', 'INVALID_RESOURCE_ID', description);
}

/** 400: not understood. */
export function invalid(issue: string, description?: string, more?: More): ApiError {
  return new ApiError(400, 'INVALID_REQUEST', issue, description, more);
}

/** 415: a body that does not say it is JSON (`error_415` of https://github.com/paypal/paypal-rest-api-specifications). */
export function unsupported(): ApiError {
  return new ApiError(415, 'UNSUPPORTED_MEDIA_TYPE', 'UNSUPPORTED_MEDIA_TYPE');
}

/** 409: the first request with this id is still under way. */
export function inProgress(): ApiError {
  const description =
    'A previous request on this resource is currently in progress. Please wait for some time and try again.';
  return new ApiError(409, 'RESOURCE_CONFLICT', 'PREVIOUS_REQUEST_IN_PROGRESS', description);
}

/** The body of a refusal. */
export function errorBody({ errorName: name, issue, message, more }: ApiError, debugId: string): object {
  const { field, location = 'body', links = [] } = more;
  return {
    name,
    message: messages[name],
    debug_id: debugId,
    details: [{ ...(field && { field, location }), issue, description: message }],
    links: [
      {
        href: `https://developer.paypal.com/docs/api/orders/v2/#error-${issue}`,
        rel: 'information_link',
        method: 'GET',
      },
      ...links,
    ],
  };
}

/** The body of a failure of PayPal's own, which names no issue. */
export function failureBody(debugId: string): object {
  const name = 'INTERNAL_SERVER_ERROR';
  return { name, message: messages[name], debug_id: debugId, details: [], links: [] };
}

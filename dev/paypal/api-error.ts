/** A refusal as PayPal words it. */
export class ApiError extends Error {
  readonly status: number;
  readonly errorName: string;
  readonly issue: string | undefined;

  constructor(status: number, errorName: string, issue?: string, description?: string) {
    super(description ?? issue ?? errorName);
    this.status = status;
    this.errorName = errorName;
    this.issue = issue;
  }
}

/** 422: understood, and not possible. */
export function unprocessable(issue: string, description?: string): ApiError {
  return new ApiError(422, 'UNPROCESSABLE_ENTITY', issue, description);
}

/** 404: of an id that nothing has. */
export function missing(): ApiError {
  return new ApiError(
    404,
    'RESOURCE_NOT_FOUND',
    'INVALID_RESOURCE_ID',
    'Specified resource ID does not exist.',
  );
}

export function invalid(issue: string, description?: string): ApiError {
  return new ApiError(400, 'INVALID_REQUEST', issue, description);
}

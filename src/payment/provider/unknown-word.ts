import * as v from 'valibot';

/** A status, a code or an outcome that a provider did not have when this was written. */
export class UnknownWord extends Error {
  constructor(what: string, word: string | null | undefined) {
    super(`${what} of an unknown kind: ${word}`);
    this.name = 'UnknownWord';
  }
}

/** Whether a provider's answer has words, or a shape, that are new. What was asked for is done. */
export function isUnknownWord(error: unknown): boolean {
  return error instanceof UnknownWord || error instanceof v.ValiError;
}

/** A status, a code or an outcome that a provider did not have when this was written. */
export class UnknownWord extends Error {
  constructor(what: string, word: string | null | undefined) {
    super(`${what} of an unknown kind: ${word}`);
    this.name = 'UnknownWord';
  }
}

/** A status that Stripe did not have when this was written. */
export class UnknownStatus extends Error {
  constructor(object: string, status: string | null) {
    super(`a ${object} of an unknown status: ${status}`);
    this.name = 'UnknownStatus';
  }
}

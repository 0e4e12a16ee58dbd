/** The provider has signed an event, and does not answer a question about it in time. */
export class NotInTime extends Error {
  constructor() {
    super('not looked up in time');
    this.name = 'NotInTime';
  }
}

/**
 * What a look-up finds within so many milliseconds. Throws NotInTime; what comes later is let go. An event
 * waits no longer for what is looked up about it (`Runtime.lookUpTimeoutMs`): it is stored without, and the
 * rest is looked up afterwards.
 */
export async function inTime<T>(timeoutMs: number, lookUp: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NotInTime()), timeoutMs);
  });
  try {
    return await Promise.race([lookUp, late]);
  } finally {
    clearTimeout(timer);
    // Whoever gave up on it does not hear of its failure either.
    lookUp.catch(() => undefined);
  }
}

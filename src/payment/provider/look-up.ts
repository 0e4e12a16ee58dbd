/**
 * How long an event waits for what is looked up about it. Then it is stored without, and the rest is looked
 * up afterwards.
 */
const patienceMs = 1_000;

/** The provider has signed an event, and does not answer a question about it in time. */
export class NotInTime extends Error {
  constructor() {
    super('not looked up in time');
    this.name = 'NotInTime';
  }
}

/** What a look-up finds, if it finds it soon. Throws NotInTime; what comes later is let go. */
export async function inTime<T>(lookUp: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NotInTime()), patienceMs);
  });
  try {
    return await Promise.race([lookUp, late]);
  } finally {
    clearTimeout(timer);
    // Whoever gave up on it does not hear of its failure either.
    lookUp.catch(() => undefined);
  }
}

import type { Context } from 'hono';
import { reportError } from '../../platform/error-report.ts';
import type { Runtime } from '../../platform/runtime.ts';
import type { Env } from '../env.ts';

/**
 * Does something once the answer is on its way. What fails there reaches nobody but the log, so it is
 * reported.
 */
export function afterAnswer(c: Context<Env>, work: () => Promise<void>): void {
  const { context, runtime } = c.env;
  context.waitUntil(work().catch((error: unknown) => reportError(runtime, context, error)));
}

interface Delivery {
  isWanted: boolean;
  callsProviders: boolean;
}

/**
 * One delivery at a time in an instance: whoever comes meanwhile has it look once more instead of starting
 * another.
 */
const underWay = new WeakMap<Runtime, Delivery>();

/**
 * Delivers the messages that are due. What this does not get to, the schedules do.
 * @param calls whether a call to a payment provider may be due too; it comes first, since mails follow from
 *   it.
 * @param first what is done before, and says whether anything is due: else nothing is asked.
 */
export function deliverAfterAnswer(
  c: Context<Env>,
  calls?: 'with-provider-calls',
  first: () => Promise<boolean> = async () => true,
): void {
  const { runtime } = c.env;
  afterAnswer(c, async () => {
    if (await first()) await deliver(runtime, calls !== undefined);
  });
}

/**
 * Mail and its templates are loaded only here: they are half of the code of a function, and no answer should
 * wait for them.
 */
async function deliver(runtime: Runtime, callsProviders: boolean): Promise<void> {
  const current = underWay.get(runtime);
  if (current) {
    current.isWanted = true;
    current.callsProviders ||= callsProviders;
    return;
  }
  const mine: Delivery = { isWanted: true, callsProviders };
  underWay.set(runtime, mine);
  try {
    const { deliverSoon } = await import('../../workflows/message/deliver.ts');
    while (mine.isWanted) {
      const withCalls = mine.callsProviders;
      mine.isWanted = mine.callsProviders = false;
      await deliverSoon(runtime, withCalls ? await providerCallsOf(runtime) : undefined);
    }
  } finally {
    underWay.delete(runtime);
  }
}

async function providerCallsOf(runtime: Runtime) {
  const { providerCalls } = await import('../../workflows/payment/provider-calls.ts');
  return providerCalls(runtime);
}

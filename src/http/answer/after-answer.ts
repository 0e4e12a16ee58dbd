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
 * Delivers the messages that are due. Mail and its templates are loaded only then: they are half of the code
 * of a function, and no answer should wait for them. What this does not get to, the schedules do.
 * @param calls whether a call to a payment provider may be due too; it comes first, since mails follow from
 *   it.
 */
export function deliverAfterAnswer(c: Context<Env>, calls?: 'with-provider-calls'): void {
  const { runtime } = c.env;
  const current = underWay.get(runtime);
  if (current) {
    current.isWanted = true;
    current.callsProviders ||= calls !== undefined;
    return;
  }
  const mine: Delivery = { isWanted: true, callsProviders: calls !== undefined };
  underWay.set(runtime, mine);
  afterAnswer(c, async () => {
    try {
      const { deliverSoon } = await import('../../workflows/message/deliver.ts');
      while (mine.isWanted) {
        const { callsProviders } = mine;
        mine.isWanted = mine.callsProviders = false;
        await deliverSoon(runtime, callsProviders ? await providerCallsOf(runtime) : undefined);
      }
    } finally {
      underWay.delete(runtime);
    }
  });
}

async function providerCallsOf(runtime: Runtime) {
  const { providerCalls } = await import('../../workflows/payment/provider-calls.ts');
  return providerCalls(runtime);
}

import type { Context } from '@netlify/functions';
import type { FunctionModule } from '../../../dev/functions-server.ts';
import type { Stack } from './stack.ts';

/** Fires a scheduled function as Netlify does, and answers its status. */
export async function fireSchedule(stack: Stack, handler: FunctionModule['default']): Promise<number> {
  const context: Partial<Context> = { requestId: 'scheduled', waitUntil: () => undefined };
  // What our schedules use of it: the runtime is given, so nothing else is read.
  const response = await handler(new Request('http://schedule.example'), context as Context, stack.runtime);
  return response.status;
}

import type { RouteConfig } from '../../../src/http/env.ts';
import { schedule } from '../../../src/http/schedule.ts';
import { makeAllCalls } from '../../../src/workflows/payment/provider-calls.ts';

export default schedule((runtime) => makeAllCalls(runtime));

export const config: RouteConfig = { schedule: '* * * * *' };

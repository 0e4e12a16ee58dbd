import type { RouteConfig } from '../../src/http/app.ts';
import { schedule } from '../../src/http/schedule.ts';
import { makeProviderCalls } from '../../src/payment/provider-calls.ts';

export default schedule(makeProviderCalls);

export const config: RouteConfig = { schedule: '* * * * *' };

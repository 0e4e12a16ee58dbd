import type { RouteConfig } from '../../../src/http/env.ts';
import { schedule } from '../../../src/http/schedule.ts';
import { collectBalances } from '../../../src/workflows/payment/collect-balances.ts';

export default schedule((runtime) => collectBalances(runtime));

export const config: RouteConfig = { schedule: '17 * * * *' };

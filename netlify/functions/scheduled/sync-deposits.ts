import type { RouteConfig } from '../../../src/http/env.ts';
import { schedule } from '../../../src/http/schedule.ts';
import { syncDeposits } from '../../../src/payment/deposit/sync-deposits.ts';

export default schedule((runtime) => syncDeposits(runtime));

export const config: RouteConfig = { schedule: '*/10 * * * *' };

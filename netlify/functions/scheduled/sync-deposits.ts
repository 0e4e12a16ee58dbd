import type { RouteConfig } from '../../../src/http/env.ts';
import { schedule } from '../../../src/http/schedule.ts';
import { keepDeposits } from '../../../src/payment/deposit/sync-deposits.ts';

export default schedule((runtime) => keepDeposits(runtime));

export const config: RouteConfig = { schedule: '*/10 * * * *' };

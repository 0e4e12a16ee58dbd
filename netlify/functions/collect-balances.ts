import type { RouteConfig } from '../../src/http/app.ts';
import { schedule } from '../../src/http/schedule.ts';
import { collectBalances } from '../../src/payment/balance-schedule.ts';

export default schedule((runtime) => collectBalances(runtime));

export const config: RouteConfig = { schedule: '17 * * * *' };

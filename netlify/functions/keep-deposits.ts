import type { RouteConfig } from '../../src/http/app.ts';
import { schedule } from '../../src/http/schedule.ts';
import { keepDeposits } from '../../src/payment/deposit-schedule.ts';

export default schedule((runtime) => keepDeposits(runtime));

export const config: RouteConfig = { schedule: '*/10 * * * *' };

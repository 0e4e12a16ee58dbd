import type { RouteConfig } from '../../src/http/app.ts';
import { schedule } from '../../src/http/schedule.ts';
import { settleOpenPayments } from '../../src/payment/open-payments.ts';

export default schedule((runtime) => settleOpenPayments(runtime));

export const config: RouteConfig = { schedule: '*/5 * * * *' };

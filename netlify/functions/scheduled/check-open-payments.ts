import type { RouteConfig } from '../../../src/http/env.ts';
import { schedule } from '../../../src/http/schedule.ts';
import { settleOpenPayments } from '../../../src/workflows/payment/check-open-payments.ts';

export default schedule((runtime) => settleOpenPayments(runtime));

export const config: RouteConfig = { schedule: '*/5 * * * *' };

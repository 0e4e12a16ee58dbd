import type { RouteConfig } from '../../../src/http/env.ts';
import { schedule } from '../../../src/http/schedule.ts';
import { checkOpenPayments } from '../../../src/workflows/payment/open/check-open-payments.ts';

export default schedule((runtime) => checkOpenPayments(runtime));

export const config: RouteConfig = { schedule: '*/5 * * * *' };

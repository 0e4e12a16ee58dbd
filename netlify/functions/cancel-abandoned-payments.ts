import type { RouteConfig } from '../../src/http/app.ts';
import { schedule } from '../../src/http/schedule.ts';
import { cancelAbandonedPayments } from '../../src/payment/abandoned.ts';

export default schedule(cancelAbandonedPayments);

export const config: RouteConfig = { schedule: '*/10 * * * *' };

import type { RouteConfig } from '../../src/http/app.ts';
import { schedule } from '../../src/http/schedule.ts';
import { reconcile } from '../../src/payment/reconcile.ts';

export default schedule(async (runtime) => {
  await reconcile(runtime);
});

export const config: RouteConfig = { schedule: '41 * * * *' };

import type { RouteConfig } from '../../../src/http/env.ts';
import { schedule } from '../../../src/http/schedule.ts';
import { reconcile } from '../../../src/workflows/payment/reconcile.ts';

export default schedule(async (runtime) => {
  await reconcile(runtime);
});

export const config: RouteConfig = { schedule: '41 * * * *' };

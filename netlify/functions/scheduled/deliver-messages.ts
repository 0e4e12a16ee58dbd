import { purgeChanged } from '../../../src/catalogue/purge-changed.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { schedule } from '../../../src/http/schedule.ts';
import { independently } from '../../../src/platform/run.ts';
import { deliverAll } from '../../../src/workflows/message/deliver.ts';

// What the CDN is told waits a minute at most, as messages do.
export default schedule((runtime) =>
  independently(
    () => deliverAll(runtime),
    () => purgeChanged(runtime),
  ),
);

export const config: RouteConfig = { schedule: '* * * * *' };

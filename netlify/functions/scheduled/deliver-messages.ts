import type { RouteConfig } from '../../../src/http/env.ts';
import { schedule } from '../../../src/http/schedule.ts';
import { deliverAll } from '../../../src/workflows/message/deliver.ts';

export default schedule(deliverAll);

export const config: RouteConfig = { schedule: '* * * * *' };

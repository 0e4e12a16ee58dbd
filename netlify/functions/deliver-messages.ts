import type { RouteConfig } from '../../src/http/app.ts';
import { schedule } from '../../src/http/schedule.ts';
import { deliverAll } from '../../src/notification/deliver.ts';

export default schedule(deliverAll);

export const config: RouteConfig = { schedule: '* * * * *' };

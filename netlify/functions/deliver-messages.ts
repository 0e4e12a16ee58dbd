import type { RouteConfig } from '../../src/http/app.ts';
import { schedule } from '../../src/http/schedule.ts';
import { deliverDue } from '../../src/notification/deliver.ts';

export default schedule((runtime) => deliverDue(runtime));

export const config: RouteConfig = { schedule: '* * * * *' };

import { reckonStays } from '../../src/booking/reckon-stays.ts';
import type { RouteConfig } from '../../src/http/app.ts';
import { schedule } from '../../src/http/schedule.ts';

export default schedule((runtime) => reckonStays(runtime));

export const config: RouteConfig = { schedule: '*/5 * * * *' };

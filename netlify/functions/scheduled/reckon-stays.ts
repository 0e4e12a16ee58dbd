import type { RouteConfig } from '../../../src/http/env.ts';
import { schedule } from '../../../src/http/schedule.ts';
import { reckonStays } from '../../../src/workflows/reservation/reckon-stays.ts';

export default schedule((runtime) => reckonStays(runtime));

export const config: RouteConfig = { schedule: '*/5 * * * *' };

import { checkAuditLog } from '../../../src/audit/check.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { schedule } from '../../../src/http/schedule.ts';

export default schedule((runtime) => checkAuditLog(runtime));

export const config: RouteConfig = { schedule: '23 * * * *' };

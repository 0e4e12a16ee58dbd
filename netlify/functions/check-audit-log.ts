import { checkAuditLog } from '../../src/audit/check.ts';
import type { RouteConfig } from '../../src/http/app.ts';
import { schedule } from '../../src/http/schedule.ts';

export default schedule((runtime) => checkAuditLog(runtime));

export const config: RouteConfig = { schedule: '23 * * * *' };

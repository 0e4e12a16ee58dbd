import { forgetExpired } from '../../src/account/forget-expired.ts';
import { lapseAllHolds } from '../../src/booking/lapse.ts';
import { withdrawUnknownZones } from '../../src/catalogue/unknown-zones.ts';
import { keepYearStarts } from '../../src/document/year-starts.ts';
import type { RouteConfig } from '../../src/http/app.ts';
import { schedule } from '../../src/http/schedule.ts';
import { forgetIdempotencyKeys } from '../../src/platform/forget-idempotency-keys.ts';

export default schedule(async (runtime) => {
  await lapseAllHolds(runtime);
  await forgetIdempotencyKeys(runtime);
  await forgetExpired(runtime);
  await withdrawUnknownZones(runtime);
  await keepYearStarts(runtime);
});

export const config: RouteConfig = { schedule: '*/5 * * * *' };

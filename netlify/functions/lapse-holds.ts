import { forgetClosedAccounts } from '../../src/account/forget-closed-accounts.ts';
import { forgetExpired } from '../../src/account/forget-expired.ts';
import { lapseAllHolds } from '../../src/booking/lapse.ts';
import { withdrawUnknownZones } from '../../src/catalogue/unknown-zones.ts';
import { keepYearStarts } from '../../src/document/year-starts.ts';
import { forgetSetAside } from '../../src/enquiry/forget-set-aside.ts';
import type { RouteConfig } from '../../src/http/app.ts';
import { schedule } from '../../src/http/schedule.ts';
import { forgetIdempotencyKeys } from '../../src/platform/forget-idempotency-keys.ts';
import { independently } from '../../src/platform/run.ts';

export default schedule((runtime) =>
  independently(
    () => lapseAllHolds(runtime),
    () => forgetIdempotencyKeys(runtime),
    () => forgetExpired(runtime),
    () => forgetClosedAccounts(runtime),
    () => forgetSetAside(runtime),
    () => withdrawUnknownZones(runtime),
    () => keepYearStarts(runtime),
  ),
);

export const config: RouteConfig = { schedule: '*/5 * * * *' };

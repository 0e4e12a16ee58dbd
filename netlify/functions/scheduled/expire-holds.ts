import { forgetClosedAccounts } from '../../../src/account/security/forget-closed-accounts.ts';
import { forgetExpired } from '../../../src/account/security/forget-expired.ts';
import { withdrawUnknownZones } from '../../../src/catalogue/unknown-zones.ts';
import { keepYearStarts } from '../../../src/document/year-starts.ts';
import { forgetSetAside } from '../../../src/enquiry/forget-set-aside.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { schedule } from '../../../src/http/schedule.ts';
import { forgetDelivered } from '../../../src/outbox/forget-delivered.ts';
import { forgetIdempotencyKeys } from '../../../src/platform/idempotency/forget-idempotency-keys.ts';
import { independently } from '../../../src/platform/run.ts';
import { expireAllHolds } from '../../../src/workflows/reservation/expire-holds.ts';

export default schedule((runtime) =>
  independently(
    () => expireAllHolds(runtime),
    () => forgetIdempotencyKeys(runtime),
    () => forgetExpired(runtime),
    () => forgetClosedAccounts(runtime),
    () => forgetSetAside(runtime),
    () => forgetDelivered(runtime),
    () => withdrawUnknownZones(runtime),
    () => keepYearStarts(runtime),
  ),
);

export const config: RouteConfig = { schedule: '*/5 * * * *' };

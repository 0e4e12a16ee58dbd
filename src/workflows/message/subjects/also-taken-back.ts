import { sql } from 'drizzle-orm';
import { toldAt } from '../../../account/security/security-alert.ts';

/**
 * What else has come to an account since the session began in which was done what a letter tells, as JSON
 * over `one_time_tokens t`: what "it was not me" takes back beside that. Backup codes go anyway, and so do devices.
 */
export const alsoTakenBack = sql`(select coalesce(json_agg(json_build_object('kind', a.kind, 'name', a.name) order by a.at, a.kind, a.name), '[]') from (
    select f.kind, f.name, f.created_at as at from factors f
      where f.user_id = t.user_id and f.confirmed_at is not null and f.id is distinct from t.data ->> 'factor'
    union all select 'identity', initcap(i.provider), i.linked_at from identities i
      where i.user_id = t.user_id and (i.provider is distinct from t.data ->> 'provider' or t.data ->> 'event' <> 'user-identity-linked')
    union all select 'api-key', k.name, k.created_at from api_keys k
      where k.created_by = 'user:' || t.user_id and k.revoked_at is null and k.id is distinct from t.data ->> 'key'
    union all select 'invitation', n.email, n.created_at from one_time_tokens n
      where n.purpose = 'invitation' and n.data ->> 'invitedBy' = t.user_id and n.consumed_at is null and n.expires_at > t.created_at
  ) a where t.purpose = 'secure-account' and a.at >= ${toldAt})`;

import type { Client } from 'pg';
import { permissions, permissionsOfUsers } from '../../src/account/permissions.ts';
import { sha256 } from '../../src/platform/keys.ts';

/** The id of the key that the local stack and the tests know, and the key: anybody may read it here, so it opens nothing elsewhere. */
const id = 'key_0000000000000000000sandbxx';
export const sandboxKey = `mk_${id}_sandbox-key-of-the-staff-which-is-no-secret`;

/** Plants it with all that a machine may be given. */
export async function plantSandboxKey(client: Client): Promise<void> {
  const ofUsers: readonly string[] = permissionsOfUsers;
  const scopes = permissions.filter((permission) => !ofUsers.includes(permission));
  await client.query(
    'insert into api_keys (id, name, hash, scopes) values ($1, $2, $3, $4) on conflict (id) do update set scopes = excluded.scopes',
    [id, 'sandbox', sha256(sandboxKey), scopes],
  );
}

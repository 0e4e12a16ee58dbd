import * as v from 'valibot';
import { parseConfig } from '../../src/platform/config/config.ts';
import { decrypt, encrypt } from '../../src/platform/keys.ts';
import { systemRandom } from '../../src/platform/random.ts';
import { createRuntime } from '../../src/platform/runtime.ts';
import {
  listQuerySchema,
  listReservations,
} from '../../src/workflows/reservation/staff/list-reservations.ts';
import { measureCosts } from './cost.ts';
import { growBookings } from './grow-bookings.ts';
import type { BenchStack } from './stack.ts';

const rounds = 40;

/** What the staff ask for. */
const asked: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'the newest': {},
  'by start': { sort: 'start' },
  'by balance due': { sort: 'balance-due' },
  'of a name': { name: 'grown 7' },
  'of a name that nobody has': { name: 'nobody' },
  'of an item': { item: 'riad-zahra' },
  'between dates': { from: new Date().toISOString().slice(0, 10), to: '2099-12-31', sort: 'start' },
  'that are held': { status: 'held' },
  'that owe': { owed: 'due' },
  'that are late': { owed: 'late' },
  'in review': { review: 'waiting' },
};

/** The median of what one page of 50 takes, in milliseconds, with so many reservations. */
export async function measureReservationList(stack: BenchStack, sizes: readonly number[]) {
  await measureCosts(stack);
  const { rows } = await stack.database.query<{ id: string; sealed: string }>(
    "select id, guest_sealed as sealed from reservations where status = 'confirmed' order by created_at desc limit 1",
  );
  const runtime = createRuntime(parseConfig(stack.environment, 'dev'));
  const { keys } = runtime.config;
  const [template = { id: '', sealed: '' }] = rows;
  const guest = decrypt(keys, template.id, template.sealed);
  const found: { kind: string; medianMs: number[] }[] = Object.keys(asked).map((kind) => ({
    kind,
    medianMs: [],
  }));
  for (const size of sizes) {
    await growBookings(stack.database, template.id, size);
    // What was copied is sealed for the one that it was copied from.
    const sealed = Array.from({ length: size }, (_, index) => `grown_${index + 1}`).map((id) => ({
      id,
      sealed: encrypt(keys, systemRandom, id, guest),
    }));
    await stack.database.query(
      `update reservations r set guest_sealed = s.sealed, name_hashes = array['grown ' || r.email_hash]
       from jsonb_to_recordset($1::jsonb) s (id text, sealed text) where r.id = s.id`,
      [JSON.stringify(sealed)],
    );
    // Of ten one owes something, as of a business whose guests pay; without triggers, as the copies were made.
    await stack.database.query(`set session_replication_role = 'replica';
      update payments p set amount_minor = r.total_minor, captured_minor = r.total_minor from reservations r
      where r.id = p.reservation_id and r.id like 'grown%' and r.id not like '%0';
      set session_replication_role = 'origin'`);
    await stack.database.query('vacuum analyze');
    for (const one of found) {
      const ms: number[] = [];
      for (let round = -5; round < rounds; round += 1) {
        const beganAtMs = performance.now();
        await listReservations(runtime, v.parse(listQuerySchema, asked[one.kind]));
        if (round >= 0) ms.push(performance.now() - beganAtMs);
      }
      one.medianMs.push(ms.sort((a, b) => a - b)[rounds >> 1] ?? 0);
    }
  }
  return found;
}

import type { Client } from 'pg';

/**
 * Copies a confirmed reservation, with all that is its own, until there are so many: each on a unit and at a time of its own, the last of them twenty
 * days from now. Written without triggers, as if they had long run.
 * @param template the id of the reservation
 */
export async function growBookings(database: Client, template: string, count: number): Promise<void> {
  await database.query("set session_replication_role = 'replica'");
  // What is copied stands where nothing else does; what was measured before makes way.
  await database.query(
    `update occupancies set period = '[2001-01-01,2001-01-02)' where reservation_id = '${template}'`,
  );
  await database.query(
    `delete from occupancies where id not like 'grown%' and reservation_id is distinct from '${template}'`,
  );
  const copy = (table: string, of: string, changed: string, repeated = 1) =>
    database.query(
      `insert into ${table} select (jsonb_populate_record(null::${table}, to_jsonb(t) || ${changed})).*
       from ${table} t, copies c, generate_series(1, ${repeated}) again where ${of}`,
    );
  await database.query(
    `create temp table copies as
     with unit as (
       select id, item_id, row_number() over (order by id) - 1 as place, count(*) over () as units from units where is_active and id not like '%-%'
     )
     select n, unit.id as unit, unit.item_id as item,
       date_trunc('day', now()) + interval '20 days' - make_interval(hours => 12 * (n / unit.units)::int) as starts_at
     from generate_series(1 + (select count(*) from reservations where id like 'grown%'), $1::int) n
       join unit on unit.place = n % unit.units`,
    [count],
  );
  const ends = `c.starts_at + interval '6 hours'`;
  await copy(
    'reservations',
    `t.id = '${template}'`,
    `jsonb_build_object('id', 'grown_' || c.n, 'reference', 'G' || c.n, 'item_id', c.item, 'unit_id', c.unit, 'email_hash', 'grown ' || c.n % 5000,
      'starts_at', c.starts_at, 'ends_at', ${ends}, 'created_at', c.starts_at - interval '30 days', 'confirmed_at', c.starts_at - interval '30 days')`,
  );
  await copy(
    'occupancies',
    `t.reservation_id = '${template}'`,
    `jsonb_build_object('id', 'grown_' || c.n, 'unit_id', c.unit, 'reservation_id', 'grown_' || c.n, 'period', tstzrange(c.starts_at, ${ends}))`,
  );
  await copy(
    'payments',
    `t.reservation_id = '${template}'`,
    `jsonb_build_object('id', 'grown_' || c.n, 'reservation_id', 'grown_' || c.n, 'provider_ref', 'pi_grown' || c.n, 'created_at', c.starts_at - interval '30 days')`,
  );
  const ofPayment = `(select p.id from payments p where p.reservation_id = '${template}')`;
  await copy(
    'payment_events',
    `t.payment_id = ${ofPayment}`,
    `jsonb_build_object('event_id', 'evt_grown' || c.n || t.event_id, 'payment_id', 'grown_' || c.n)`,
  );
  await copy(
    'payment_assessments',
    `t.payment_id = ${ofPayment}`,
    `jsonb_build_object('id', 'grown_' || c.n || t.phase, 'payment_id', 'grown_' || c.n, 'created_at', c.starts_at - interval '30 days')`,
  );
  await database.query(
    `insert into ledger_transactions (id, source, kind, reservation_id, payment_id, posted_at)
     select 'grown_' || c.n || t.id, 'grown ' || c.n || t.source, t.kind, 'grown_' || c.n, case when t.payment_id is not null then 'grown_' || c.n end, c.starts_at
     from ledger_transactions t, copies c where t.reservation_id = '${template}' or t.payment_id = ${ofPayment}`,
  );
  await copy(
    'ledger_entries',
    `t.transaction_id in (select l.id from ledger_transactions l where l.reservation_id = '${template}' or l.payment_id = ${ofPayment})`,
    `jsonb_build_object('transaction_id', 'grown_' || c.n || t.transaction_id)`,
  );
  await database.query(
    `insert into audit_events (at, actor, action, subject_id, details, previous_hash, hash)
     select c.starts_at, t.actor, t.action, 'grown_' || c.n, t.details, t.previous_hash, t.hash
     from audit_events t, copies c where t.subject_id in ('${template}', ${ofPayment})`,
  );
  await copy(
    'outbox',
    `t.subject_id = '${template}'`,
    `jsonb_build_object('id', 'grown_' || c.n || t.id, 'subject_id', 'grown_' || c.n, 'status', 'sent', 'sent_at', c.starts_at, 'due_at', c.starts_at)`,
  );
  await database.query("drop table copies; set session_replication_role = 'origin'");
  await database.query('vacuum analyze');
}

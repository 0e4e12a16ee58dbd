-- Functions name each other in whatever order.
SET LOCAL check_function_bodies = off;
--> statement-breakpoint
-- src/platform/base32-pairs.sql
-- All pairs of two digits of Crockford's base 32, in order: ten bits at a time are found here, which is twice
-- as fast as five. As bytes, for in a text the place of a character is counted from its beginning.
CREATE OR REPLACE FUNCTION base32_pairs() RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT convert_to(
    string_agg(substr(digits, pair / 32 + 1, 1) || substr(digits, pair % 32 + 1, 1), '' ORDER BY pair),
    'UTF8'
  )
  FROM generate_series(0, 1023) pair, (VALUES ('0123456789abcdefghjkmnpqrstvwxyz')) alphabet(digits)
$$;
--> statement-breakpoint
-- src/ledger/credited-books.sql
-- What follows when more or less of sales is taken off them: the sale is reduced and has its credit note, or
-- a part of it counts again and has its debit note. For all reservations of a statement at once: row by row
-- that was the better part of what a cancellation takes.
CREATE OR REPLACE FUNCTION credited_books() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  ids text[];
  levels_before bigint[];
  levels bigint[];
  instants timestamptz[];
BEGIN
  -- Of most statements nothing was taken off what they change, before or after.
  IF NOT EXISTS (SELECT FROM after WHERE credited_minor > 0)
    AND NOT EXISTS (SELECT FROM before WHERE credited_minor > 0)
  THEN
    RETURN NULL;
  END IF;

  -- Both tables in one pass: the planner knows neither their sizes nor an index, and might join each row of
  -- the one with each of the other.
  SELECT
    array_agg(one.id ORDER BY one.id),
    array_agg(one.level_before ORDER BY one.id),
    array_agg(one.level ORDER BY one.id),
    array_agg(one.at ORDER BY one.id)
  INTO ids, levels_before, levels, instants
  FROM (
    SELECT id, max(level_before) AS level_before, max(level) AS level, max(at) AS at
    FROM (
      SELECT
        id, NULL::bigint AS level_before, credited_minor AS level,
        coalesce(changed_at, cancelled_at, confirmed_at, created_at) AS at
      FROM after
      UNION ALL
      SELECT id, credited_minor, NULL, NULL FROM before
    ) state
    GROUP BY id
    HAVING max(level) <> max(level_before)
  ) one;
  IF ids IS NULL THEN
    RETURN NULL;
  END IF;

  PERFORM post_sales(
    ids,
    levels_before,
    levels,
    -- A level may be reached more than once, which the source of a movement must not be.
    ARRAY(
      SELECT CASE
        WHEN one.level < one.level_before
          THEN 'sale-restored:' || one.id || ':' || restored.times + 1
        ELSE 'sale-reduced:' || one.id || ':' || one.level
          || CASE WHEN restored.times > 0 THEN ':' || restored.times ELSE '' END
      END
      FROM unnest(ids, levels_before, levels) WITH ORDINALITY one(id, level_before, level, place),
        LATERAL (
          SELECT count(*) AS times
          FROM documents d
          WHERE d.reservation_id = one.id AND d.kind = 'debit-note'
        ) restored
      ORDER BY one.place
    ),
    instants
  );

  PERFORM issue_documents(
    one.kind,
    array_agg(one.id ORDER BY one.place),
    array_agg(NULL::text),
    array_agg(abs(one.level - one.level_before) ORDER BY one.place),
    array_agg(least(one.level, one.level_before) ORDER BY one.place),
    array_agg(one.at ORDER BY one.place)
  )
  FROM (
    SELECT *, CASE WHEN level > level_before THEN 'credit-note' ELSE 'debit-note' END AS kind
    FROM unnest(ids, levels_before, levels, instants)
      WITH ORDINALITY given(id, level_before, level, at, place)
  ) one
  GROUP BY one.kind;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER credited_books
  AFTER UPDATE ON reservations
  REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT
  EXECUTE FUNCTION credited_books();
--> statement-breakpoint
-- src/document/document-year.sql
-- The year of a document that is issued then by a company of a time zone. When a year begins there was
-- computed outside, by one copy of the rules of zones; of a new zone, by UTC.
CREATE OR REPLACE FUNCTION document_year(time_zone text, issued_at timestamptz) RETURNS integer
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  utc_year CONSTANT integer := extract(year FROM issued_at AT TIME ZONE 'UTC');
BEGIN
  RETURN coalesce((
    SELECT max(y.year)
    FROM year_starts y
    WHERE y.time_zone = document_year.time_zone
      AND y.year BETWEEN utc_year - 1 AND utc_year + 1
      AND y.begins_at <= issued_at
  ), utc_year);
END $$;
--> statement-breakpoint
-- src/document/issue-document.sql
-- Issues the next document of a kind, numbered as `issue_documents` numbers many.
CREATE OR REPLACE FUNCTION issue_document(
  kind text,
  reservation text,
  payment text,
  amount bigint,
  credited_before bigint,
  issued_at timestamptz
) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  entity legal_entities;
  year_of_issue integer;
  next_number integer;
BEGIN
  SELECT e.* INTO entity
  FROM reservations r
  JOIN items i ON i.id = r.item_id
  JOIN legal_entities e ON e.code = i.legal_entity
  WHERE r.id = reservation;
  PERFORM pg_advisory_xact_lock(hashtextextended('documents:' || entity.code, 5));
  year_of_issue := document_year(entity.time_zone, issue_document.issued_at);

  INSERT INTO document_counters AS c (legal_entity, kind, year, last_number)
  VALUES (entity.code, issue_document.kind, year_of_issue, 1)
  ON CONFLICT ON CONSTRAINT document_counters_legal_entity_kind_year_pk
  DO UPDATE SET last_number = c.last_number + 1
  RETURNING c.last_number INTO next_number;
  INSERT INTO documents (
    id, legal_entity, kind, year, number,
    reservation_id, payment_id, amount_minor, credited_before_minor, issuer, issued_at
  ) VALUES (
    new_id('doc'), entity.code, issue_document.kind, year_of_issue, next_number,
    reservation, payment, amount, credited_before, to_jsonb(entity), issue_document.issued_at
  );
END $$;
--> statement-breakpoint
-- src/document/issue-documents.sql
-- Issues the next documents of a kind, one for each reservation that is given. There is one lock for a legal
-- entity: its numbers have no gaps, since a transaction that rolls back never took one. The locks are taken
-- in one order, so that of two runs neither waits for the other.
CREATE OR REPLACE FUNCTION issue_documents(
  kind text,
  reservations text[],
  payments text[],
  amounts bigint[],
  credited_before bigint[],
  issued_at timestamptz[]
) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  entities text[] := ARRAY(
    SELECT (SELECT i.legal_entity FROM reservations r JOIN items i ON i.id = r.item_id WHERE r.id = one.id)
    FROM unnest(reservations) WITH ORDINALITY one(id, place)
    ORDER BY one.place
  );
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('documents:' || code, 5))
  FROM (SELECT DISTINCT code FROM unnest(entities) one(code) ORDER BY code) entity;

  WITH wanted AS MATERIALIZED (
    SELECT
      one.*,
      document_year(
        (SELECT e.time_zone FROM legal_entities e WHERE e.code = one.code), one.issued_at
      ) AS year
    FROM unnest(
        entities,
        issue_documents.reservations,
        payments,
        amounts,
        credited_before,
        issue_documents.issued_at
      ) WITH ORDINALITY one(code, reservation_id, payment_id, amount, credited_before, issued_at, place)
  ), counted AS (
    INSERT INTO document_counters AS c (legal_entity, kind, year, last_number)
    SELECT w.code, issue_documents.kind, w.year, count(*)
    FROM wanted w
    GROUP BY w.code, w.year
    ORDER BY w.code, w.year
    ON CONFLICT ON CONSTRAINT document_counters_legal_entity_kind_year_pk
    DO UPDATE SET last_number = c.last_number + EXCLUDED.last_number
    RETURNING c.legal_entity, c.year, coalesce(old.last_number, 0) AS number_before
  )
  INSERT INTO documents (
    id, legal_entity, kind, year, number,
    reservation_id, payment_id, amount_minor, credited_before_minor, issuer, issued_at
  )
  SELECT
    new_id('doc'), w.code, issue_documents.kind, w.year,
    c.number_before + row_number() OVER (PARTITION BY w.code, w.year ORDER BY w.place),
    w.reservation_id, w.payment_id, w.amount, w.credited_before, to_jsonb(e), w.issued_at
  FROM wanted w
  JOIN counted c ON c.legal_entity = w.code AND c.year = w.year
  JOIN legal_entities e ON e.code = w.code
  ORDER BY w.place;
END $$;
--> statement-breakpoint
-- src/ledger/ledger-balanced.sql
-- Entries of one transaction sum to zero in every currency, checked when the database transaction commits: by
-- each entry that of its currency.
CREATE OR REPLACE FUNCTION ledger_balanced() RETURNS trigger
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  IF (
    SELECT sum(e.amount_minor)
    FROM ledger_entries e
    WHERE e.transaction_id = NEW.transaction_id AND e.currency = NEW.currency
  ) <> 0 THEN
    RAISE EXCEPTION 'ledger transaction % does not balance', NEW.transaction_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_balanced';
  END IF;
  RETURN NULL;
END $$;

-- PostgreSQL cannot replace a constraint trigger.
DROP TRIGGER IF EXISTS ledger_balanced ON ledger_entries;
CREATE CONSTRAINT TRIGGER ledger_balanced
  AFTER INSERT ON ledger_entries
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW
  EXECUTE FUNCTION ledger_balanced();
--> statement-breakpoint
-- src/platform/new-id.sql
-- An id made in the database: a prefix and 128 bits that begin with the time, in Crockford's base 32, so that
-- it sorts by time as the ids do that `ids.ts` makes. In PL/pgSQL and by pairs of digits it takes a third of
-- what one query over the bits took, and jobs make very many. The pairs are named once: each mention of them
-- is computed anew by each connection, a millisecond each.
CREATE OR REPLACE FUNCTION new_id(prefix text) RETURNS text
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  pairs CONSTANT bytea := base32_pairs();
  bits bytea := uuid_send(uuidv7());
  high bigint := substring(bits FROM 1 FOR 8)::bigint;
  low bigint := substring(bits FROM 9 FOR 8)::bigint;
BEGIN
  -- The 130 bits of 26 digits, of which the first two are none.
  RETURN prefix || '_' || encode(
    substring(pairs FROM (high >> 56 & 255)::integer * 2 + 1 FOR 2)
      || substring(pairs FROM (high >> 46 & 1023)::integer * 2 + 1 FOR 2)
      || substring(pairs FROM (high >> 36 & 1023)::integer * 2 + 1 FOR 2)
      || substring(pairs FROM (high >> 26 & 1023)::integer * 2 + 1 FOR 2)
      || substring(pairs FROM (high >> 16 & 1023)::integer * 2 + 1 FOR 2)
      || substring(pairs FROM (high >> 6 & 1023)::integer * 2 + 1 FOR 2)
      || substring(pairs FROM ((high & 63) << 4 | (low >> 60 & 15))::integer * 2 + 1 FOR 2)
      || substring(pairs FROM (low >> 50 & 1023)::integer * 2 + 1 FOR 2)
      || substring(pairs FROM (low >> 40 & 1023)::integer * 2 + 1 FOR 2)
      || substring(pairs FROM (low >> 30 & 1023)::integer * 2 + 1 FOR 2)
      || substring(pairs FROM (low >> 20 & 1023)::integer * 2 + 1 FOR 2)
      || substring(pairs FROM (low >> 10 & 1023)::integer * 2 + 1 FOR 2)
      || substring(pairs FROM (low & 1023)::integer * 2 + 1 FOR 2),
    'escape'
  );
END $$;
--> statement-breakpoint
-- src/ledger/post-movement.sql
-- Posts one movement: legs of an account and an amount, debits positive. The same source again changes
-- nothing. Movements are posted by triggers: no code that moves money can forget its entry, and none can make
-- it twice, because the source of a movement is unique. Many at once: `post_movements`.
CREATE OR REPLACE FUNCTION post_movement(
  source text,
  kind text,
  reservation text,
  payment text,
  posted_at timestamptz,
  currency text,
  accounts text[],
  amounts bigint[]
) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  movement text;
BEGIN
  IF 0 = ALL (amounts) THEN
    RETURN;
  END IF;
  INSERT INTO ledger_transactions AS t (id, source, kind, reservation_id, payment_id, posted_at)
  VALUES (
    new_id('ltx'), post_movement.source, post_movement.kind, reservation, payment, post_movement.posted_at
  )
  ON CONFLICT ON CONSTRAINT ledger_transactions_source_unique DO NOTHING
  RETURNING t.id INTO movement;
  IF movement IS NULL THEN
    RETURN;
  END IF;

  INSERT INTO ledger_entries (transaction_id, account, amount_minor, currency)
  SELECT movement, leg.account, sum(leg.amount), post_movement.currency
  FROM unnest(accounts, amounts) leg(account, amount)
  GROUP BY leg.account
  HAVING sum(leg.amount) <> 0;
END $$;
--> statement-breakpoint
-- src/ledger/post-sales.sql
-- Posts what was taken off the sales of reservations, or counts again, each from `credited_from` to
-- `credited_to`. See `sale_amounts`.
CREATE OR REPLACE FUNCTION post_sales(
  reservations text[],
  credited_from bigint[],
  credited_to bigint[],
  sources text[],
  posted_at timestamptz[]
) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  PERFORM post_movements(
    array_agg(one.source ORDER BY one.place),
    array_agg(CASE
      WHEN one.credited_to < one.credited_from THEN 'sale-restored'
      ELSE 'sale-reduced'
    END ORDER BY one.place),
    array_agg(one.id ORDER BY one.place),
    array_agg(NULL::text),
    array_agg(one.at ORDER BY one.place),
    array_agg(r.currency::text ORDER BY one.place),
    array_agg(
      sale_accounts((SELECT i.category FROM items i WHERE i.id = r.item_id)) ORDER BY one.place
    ),
    array_agg(sale_amounts(r, one.credited_from, one.credited_to) ORDER BY one.place)
  )
  FROM unnest(post_sales.reservations, credited_from, credited_to, sources, posted_at)
      WITH ORDINALITY one(id, credited_from, credited_to, source, at, place),
    LATERAL (SELECT * FROM reservations WHERE id = one.id AND total_minor > 0 OFFSET 0) r
  HAVING count(*) > 0;
END $$;
--> statement-breakpoint
-- src/ledger/report-entries.sql
-- Writes entries in the reporting currency by the last rate stored for their day. What rounding leaves over
-- goes to the largest entry, so that a movement balances in the reporting currency too. Entries that have it
-- already, or that have no rate yet, are left alone. It is planned once: for an array it would be planned
-- anew at each call, which took twenty times as long as the work. So it goes movement by movement, by their
-- keys, whatever the planner knew of the tables by then.
CREATE OR REPLACE FUNCTION report_entries(transactions text[]) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM exchange_rates) THEN
    RETURN;
  END IF;
  INSERT INTO ledger_reporting (
    transaction_id, account, currency, reporting_currency, amount_minor, rate, rate_day
  )
  SELECT
    transaction_id,
    account,
    currency,
    reporting_currency,
    converted - CASE WHEN place = 1 THEN left_over ELSE 0 END,
    rate,
    day
  FROM (
    SELECT
      *,
      sum(converted) OVER (PARTITION BY transaction_id, currency) AS left_over,
      row_number() OVER (
        PARTITION BY transaction_id, currency
        ORDER BY abs(amount_minor) DESC, account
      ) AS place
    FROM (
      SELECT
        e.*,
        x.reporting_currency,
        x.rate,
        x.day,
        round(e.amount_minor * x.rate * power(
          10::numeric,
          currency_decimals(x.reporting_currency) - currency_decimals(e.currency)
        )) AS converted
      FROM unnest(transactions) one(id),
        LATERAL (SELECT * FROM ledger_entries WHERE transaction_id = one.id OFFSET 0) e,
        LATERAL (SELECT posted_at FROM ledger_transactions WHERE id = one.id OFFSET 0) t,
        LATERAL (
          SELECT *
          FROM exchange_rates r
          WHERE r.currency = e.currency AND r.day <= (t.posted_at AT TIME ZONE 'UTC')::date
          ORDER BY r.day DESC, r.stored_at DESC
          LIMIT 1
        ) x
      WHERE (SELECT count(*) FROM ledger_reporting k WHERE k.transaction_id = one.id) = 0
    ) by_rate
  ) rounded;
END $$;
--> statement-breakpoint
-- src/ledger/reservation-books.sql
-- What follows a reservation's change of status: the sale, its invoice, the credit lent to it, its promotion,
-- its security deposit. A sale begins with what was conceded while it was held. What is taken off it later
-- has books of its own, `credited_books`.
CREATE OR REPLACE FUNCTION reservation_books() RETURNS trigger
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  at timestamptz := coalesce(NEW.changed_at, NEW.cancelled_at, NEW.confirmed_at, NEW.created_at);
  item record;
  is_credit_lent boolean;
  is_conceded boolean;
BEGIN
  IF NEW.status IN ('expired', 'cancelled') AND OLD.status <> NEW.status THEN
    UPDATE promotion_redemptions
    SET is_released = true
    WHERE reservation_id = NEW.id AND NOT is_released;

    UPDATE payments
    SET status = 'canceled', changed_at = at
    WHERE reservation_id = NEW.id AND provider = 'credit' AND status = 'authorized';
  END IF;

  IF NEW.status = 'confirmed' AND OLD.status <> 'confirmed' THEN
    SELECT i.category, i.deposit_lead_hours INTO item FROM items i WHERE i.id = NEW.item_id;
    IF NEW.total_minor > 0 THEN
      PERFORM post_movement(
        'sale:' || NEW.id, 'sale', NEW.id, NULL, at, NEW.currency,
        sale_accounts(item.category), sale_amounts(NEW, NEW.total_minor, 0)
      );
      PERFORM issue_document('invoice', NEW.id, NULL, NEW.total_minor, 0, at);
    END IF;

    SELECT
      bool_or(p.provider = 'credit' AND p.status = 'authorized'),
      bool_or(p.refunding_minor > 0 OR p.disputed_minor > 0)
    INTO is_credit_lent, is_conceded
    FROM payments p
    WHERE p.reservation_id = NEW.id;
    IF is_credit_lent THEN
      UPDATE payments
      SET status = 'succeeded', captured_minor = amount_minor, changed_at = at
      WHERE reservation_id = NEW.id AND provider = 'credit' AND status = 'authorized';
    END IF;

    IF NEW.security_deposit_minor > 0 THEN
      INSERT INTO security_deposits (
        reservation_id, amount_minor, currency, authorize_at, release_at, changed_at
      ) VALUES (
        NEW.id,
        NEW.security_deposit_minor,
        NEW.currency,
        NEW.starts_at - make_interval(hours => item.deposit_lead_hours),
        NEW.ends_at + interval '48 hours',
        at
      )
      ON CONFLICT DO NOTHING;
    END IF;

    -- Without a refund or a dispute nothing is conceded.
    IF is_conceded THEN
      PERFORM concede(NEW.id, at);
    END IF;
  END IF;

  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER reservation_books
  AFTER UPDATE OF status ON reservations
  FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status)
  EXECUTE FUNCTION reservation_books();
--> statement-breakpoint
-- src/booking/occupancy/reservation-occupancy.sql
-- A held or confirmed reservation occupies its unit from the start of the stay to the end of the turnaround;
-- any other does not. The exclusion constraint of `occupancies` refuses what overlaps.
CREATE OR REPLACE FUNCTION reservation_occupancy() RETURNS trigger
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  IF NEW.status NOT IN ('held', 'confirmed') THEN
    DELETE FROM occupancies WHERE reservation_id = NEW.id;
    RETURN NULL;
  END IF;
  IF TG_OP = 'UPDATE' AND OLD.status IN ('held', 'confirmed') THEN
    UPDATE occupancies SET
      unit_id = NEW.unit_id,
      period = occupied_period(NEW.starts_at, NEW.ends_at, NEW.turnaround_minutes),
      expires_at = CASE NEW.status WHEN 'held' THEN NEW.hold_expires_at END
    WHERE reservation_id = NEW.id;
    IF FOUND THEN
      RETURN NULL;
    END IF;
  END IF;
  INSERT INTO occupancies (id, unit_id, period, expires_at, reservation_id)
  VALUES (
    NEW.id,
    NEW.unit_id,
    occupied_period(NEW.starts_at, NEW.ends_at, NEW.turnaround_minutes),
    CASE NEW.status WHEN 'held' THEN NEW.hold_expires_at END,
    NEW.id
  );
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER reservation_occupancy_made
  AFTER INSERT ON reservations
  FOR EACH ROW
  EXECUTE FUNCTION reservation_occupancy();

CREATE OR REPLACE TRIGGER reservation_occupancy_kept
  AFTER UPDATE OF status, unit_id, starts_at, ends_at, turnaround_minutes, hold_expires_at ON reservations
  FOR EACH ROW
  WHEN (
    (OLD.status, OLD.unit_id, OLD.starts_at, OLD.ends_at, OLD.turnaround_minutes, OLD.hold_expires_at)
    IS DISTINCT FROM
    (NEW.status, NEW.unit_id, NEW.starts_at, NEW.ends_at, NEW.turnaround_minutes, NEW.hold_expires_at)
  )
  EXECUTE FUNCTION reservation_occupancy();
--> statement-breakpoint
-- src/ledger/sale-accounts.sql
-- The accounts that a sale moves: revenue by category, tax, the town's tax (which is collected for somebody
-- else and is neither), discounts.
CREATE OR REPLACE FUNCTION sale_accounts(category text) RETURNS text[]
LANGUAGE sql IMMUTABLE AS $$
  SELECT ARRAY['guest-receivables', 'tax', 'tourist-tax', 'promotions', 'revenue:' || category]
$$;
--> statement-breakpoint
-- src/ledger/sale-amounts.sql
-- What a sale moves when of a reservation, of which `credited_from` had been taken off, `credited_to` is: on
-- the accounts of `sale_accounts`, in their order. Each share is the difference of two rounded running
-- totals, so that parts of a sale taken back one by one end at zero exactly.
CREATE OR REPLACE FUNCTION sale_amounts(
  r reservations,
  credited_from bigint,
  credited_to bigint
) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  taken_back CONSTANT bigint := credited_to - credited_from;
  tax numeric;
  tourist_tax numeric;
  discount numeric;
BEGIN
  SELECT
    coalesce(sum(line.amount) FILTER (WHERE line.kind = 'tax'), 0),
    coalesce(sum(line.amount) FILTER (WHERE line.kind = 'tourist-tax'), 0),
    -coalesce(sum(line.amount) FILTER (WHERE line.kind = 'discount'), 0)
  INTO tax, tourist_tax, discount
  FROM (
    SELECT line->>'kind' AS kind, (line->>'amount')::numeric AS amount
    FROM jsonb_array_elements(r.quote->'lines') line
    UNION ALL
    SELECT 'tax', (included->>'amount')::numeric
    FROM jsonb_array_elements(coalesce(r.quote->'includedTaxes', '[]')) included
  ) line;
  tax := round(tax * credited_from / r.total_minor) - round(tax * credited_to / r.total_minor);
  tourist_tax := round(tourist_tax * credited_from / r.total_minor)
    - round(tourist_tax * credited_to / r.total_minor);
  discount := round(discount * credited_from / r.total_minor)
    - round(discount * credited_to / r.total_minor);
  RETURN ARRAY[-taken_back, -tax, -tourist_tax, discount, taken_back + tax + tourist_tax - discount];
END $$;

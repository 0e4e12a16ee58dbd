-- Functions name each other in whatever order.
SET LOCAL check_function_bodies = off;
--> statement-breakpoint
DROP FUNCTION post_sale(reservations, bigint, bigint, text, timestamp with time zone);
--> statement-breakpoint
-- src/platform/base32-pairs.sql
-- All pairs of two digits of Crockford's base 32, in order: ten bits at a time are found here, which is twice
-- as fast as five. As bytes, for in a text the place of a character is counted from its beginning.
CREATE OR REPLACE FUNCTION base32_pairs() RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT convert_to(string_agg(high.digit || low.digit, '' ORDER BY high.place, low.place), 'UTF8')
  FROM regexp_split_to_table('0123456789abcdefghjkmnpqrstvwxyz', '') WITH ORDINALITY high(digit, place),
    regexp_split_to_table('0123456789abcdefghjkmnpqrstvwxyz', '') WITH ORDINALITY low(digit, place)
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
-- src/document/issue-document.sql
-- Issues the next document of a kind. See `issue_documents`.
CREATE OR REPLACE FUNCTION issue_document(
  kind text,
  reservation text,
  payment text,
  amount bigint,
  credited_before bigint,
  issued_at timestamptz
) RETURNS void
LANGUAGE sql AS $$
  SELECT issue_documents(
    kind, ARRAY[reservation], ARRAY[payment], ARRAY[amount], ARRAY[credited_before], ARRAY[issued_at]
  )
$$;
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
      -- When a year begins there was computed outside, by one copy of the rules of zones; of a new zone, by
      -- UTC.
      coalesce((
        SELECT max(y.year)
        FROM year_starts y
        WHERE y.time_zone = (SELECT e.time_zone FROM legal_entities e WHERE e.code = one.code)
          AND y.year BETWEEN utc.year - 1 AND utc.year + 1
          AND y.begins_at <= one.issued_at
      ), utc.year) AS year
    FROM unnest(
        entities,
        issue_documents.reservations,
        payments,
        amounts,
        credited_before,
        issue_documents.issued_at
      ) WITH ORDINALITY one(code, reservation_id, payment_id, amount, credited_before, issued_at, place),
      LATERAL (SELECT extract(year FROM one.issued_at AT TIME ZONE 'UTC')::integer AS year) utc
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
-- src/platform/new-id.sql
-- An id made in the database: a prefix and 128 bits that begin with the time, in Crockford's base 32, so that
-- it sorts by time as the ids do that `ids.ts` makes. In PL/pgSQL and by pairs of digits it takes a third of
-- what one query over the bits took, and jobs make very many.
CREATE OR REPLACE FUNCTION new_id(prefix text) RETURNS text
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  bits bytea := uuid_send(uuidv7());
  high bigint := substring(bits FROM 1 FOR 8)::bigint;
  low bigint := substring(bits FROM 9 FOR 8)::bigint;
BEGIN
  -- The 130 bits of 26 digits, of which the first two are none.
  RETURN prefix || '_' || encode(
    substring(base32_pairs() FROM (high >> 56 & 255)::integer * 2 + 1 FOR 2)
      || substring(base32_pairs() FROM (high >> 46 & 1023)::integer * 2 + 1 FOR 2)
      || substring(base32_pairs() FROM (high >> 36 & 1023)::integer * 2 + 1 FOR 2)
      || substring(base32_pairs() FROM (high >> 26 & 1023)::integer * 2 + 1 FOR 2)
      || substring(base32_pairs() FROM (high >> 16 & 1023)::integer * 2 + 1 FOR 2)
      || substring(base32_pairs() FROM (high >> 6 & 1023)::integer * 2 + 1 FOR 2)
      || substring(base32_pairs() FROM ((high & 63) << 4 | (low >> 60 & 15))::integer * 2 + 1 FOR 2)
      || substring(base32_pairs() FROM (low >> 50 & 1023)::integer * 2 + 1 FOR 2)
      || substring(base32_pairs() FROM (low >> 40 & 1023)::integer * 2 + 1 FOR 2)
      || substring(base32_pairs() FROM (low >> 30 & 1023)::integer * 2 + 1 FOR 2)
      || substring(base32_pairs() FROM (low >> 20 & 1023)::integer * 2 + 1 FOR 2)
      || substring(base32_pairs() FROM (low >> 10 & 1023)::integer * 2 + 1 FOR 2)
      || substring(base32_pairs() FROM (low & 1023)::integer * 2 + 1 FOR 2),
    'escape'
  );
END $$;
--> statement-breakpoint
-- src/ledger/post-movement.sql
-- Posts one movement: legs of an account and an amount, debits positive. See `post_movements`.
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
LANGUAGE sql AS $$
  SELECT post_movements(
    ARRAY[source], ARRAY[kind], ARRAY[reservation], ARRAY[payment],
    ARRAY[posted_at], ARRAY[currency], ARRAY[accounts], ARRAY[amounts]
  )
$$;
--> statement-breakpoint
-- src/ledger/post-movements.sql
-- Posts many movements at once: of each its source, kind and currency, and a row of `accounts` and `amounts`,
-- debits positive. The same source again changes nothing. Movements are posted by triggers: no code that
-- moves money can forget its entry, and none can make it twice, because the source of a movement is unique.
-- One statement for all of them, for a row by itself costs more than its entries.
CREATE OR REPLACE FUNCTION post_movements(
  sources text[],
  kinds text[],
  reservations text[],
  payments text[],
  posted_at timestamptz[],
  currencies text[],
  accounts text[],
  amounts bigint[]
) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  WITH movement AS (
    SELECT *
    FROM unnest(sources, kinds, reservations, payments, post_movements.posted_at, currencies)
      WITH ORDINALITY one(source, kind, reservation_id, payment_id, posted_at, currency, place)
  ), leg AS (
    SELECT (one.place - 1) / array_length(accounts, 2) + 1 AS place, one.account, one.amount
    FROM unnest(accounts, amounts) WITH ORDINALITY one(account, amount, place)
  ), posted AS (
    INSERT INTO ledger_transactions AS t (id, source, kind, reservation_id, payment_id, posted_at)
    SELECT new_id('ltx'), m.source, m.kind, m.reservation_id, m.payment_id, m.posted_at
    FROM movement m
    WHERE m.place IN (SELECT leg.place FROM leg WHERE leg.amount <> 0)
    ORDER BY m.place
    ON CONFLICT ON CONSTRAINT ledger_transactions_source_unique DO NOTHING
    RETURNING t.id, t.source
  )
  INSERT INTO ledger_entries (transaction_id, account, amount_minor, currency)
  SELECT posted.id, leg.account, sum(leg.amount), m.currency
  FROM posted
  JOIN movement m ON m.source = posted.source
  JOIN leg ON leg.place = m.place
  GROUP BY posted.id, leg.account, m.currency
  HAVING sum(leg.amount) <> 0;
END $$;
--> statement-breakpoint
-- src/ledger/post-sales.sql
-- Posts the sales of reservations, each from `credited_from` back to `credited_to` taken off it: revenue by
-- category, tax, the town's tax (which is collected for somebody else and is neither), discounts. A sale goes
-- from all of it taken off to nothing, one that is taken back the other way. Each share is the difference of
-- two rounded running totals, so that parts of a sale taken back one by one end at zero exactly.
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
    array_agg(source ORDER BY place),
    array_agg(CASE
      WHEN source LIKE 'sale:%' THEN 'sale'
      WHEN taken_back < 0 THEN 'sale-restored'
      ELSE 'sale-reduced'
    END ORDER BY place),
    array_agg(id ORDER BY place),
    array_agg(NULL::text),
    array_agg(at ORDER BY place),
    array_agg(currency ORDER BY place),
    array_agg(
      ARRAY['guest-receivables', 'tax', 'tourist-tax', 'promotions', 'revenue:' || category]
      ORDER BY place
    ),
    array_agg(
      ARRAY[
        -taken_back, -tax, -tourist_tax, discount, taken_back + tax + tourist_tax - discount
      ]::bigint[]
      ORDER BY place
    )
  )
  FROM (
    SELECT
      one.place,
      one.source,
      one.at,
      r.id,
      r.currency::text AS currency,
      (SELECT i.category FROM items i WHERE i.id = r.item_id) AS category,
      one.credited_to - one.credited_from AS taken_back,
      round(shares.tax * one.credited_from / r.total_minor)
        - round(shares.tax * one.credited_to / r.total_minor) AS tax,
      round(shares.tourist_tax * one.credited_from / r.total_minor)
        - round(shares.tourist_tax * one.credited_to / r.total_minor) AS tourist_tax,
      round(shares.discount * one.credited_from / r.total_minor)
        - round(shares.discount * one.credited_to / r.total_minor) AS discount
    FROM unnest(post_sales.reservations, credited_from, credited_to, sources, posted_at)
        WITH ORDINALITY one(id, credited_from, credited_to, source, at, place),
      LATERAL (SELECT * FROM reservations WHERE id = one.id AND total_minor > 0 OFFSET 0) r,
      LATERAL (
        SELECT
          coalesce(sum(line.amount) FILTER (WHERE line.kind = 'tax'), 0) AS tax,
          coalesce(sum(line.amount) FILTER (WHERE line.kind = 'tourist-tax'), 0) AS tourist_tax,
          -coalesce(sum(line.amount) FILTER (WHERE line.kind = 'discount'), 0) AS discount
        FROM (
          SELECT line->>'kind' AS kind, (line->>'amount')::numeric AS amount
          FROM jsonb_array_elements(r.quote->'lines') line
          UNION ALL
          SELECT 'tax', (tax->>'amount')::numeric
          FROM jsonb_array_elements(coalesce(r.quote->'includedTaxes', '[]')) tax
        ) line
      ) shares
  ) sale
  HAVING count(*) > 0;
END $$;
--> statement-breakpoint
-- src/ledger/reservation-books.sql
-- What follows a reservation's change of status: the sale, its invoice, the credit lent to it, its promotion,
-- its security deposit. A sale begins with what was conceded while it was held. What is taken off it later
-- has books of its own, `credited_books`.
CREATE OR REPLACE FUNCTION reservation_books() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  at timestamptz := coalesce(NEW.changed_at, NEW.cancelled_at, NEW.confirmed_at, NEW.created_at);
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
    PERFORM post_sales(
      ARRAY[NEW.id], ARRAY[NEW.total_minor], ARRAY[0::bigint], ARRAY['sale:' || NEW.id], ARRAY[at]
    );
    IF NEW.total_minor > 0 THEN
      PERFORM issue_document('invoice', NEW.id, NULL, NEW.total_minor, 0, at);
    END IF;

    UPDATE payments
    SET status = 'succeeded', captured_minor = amount_minor, changed_at = at
    WHERE reservation_id = NEW.id AND provider = 'credit' AND status = 'authorized';

    INSERT INTO security_deposits (
      reservation_id, amount_minor, currency, authorize_at, release_at, changed_at
    )
    SELECT
      NEW.id,
      NEW.security_deposit_minor,
      NEW.currency,
      NEW.starts_at - make_interval(hours => i.deposit_lead_hours),
      NEW.ends_at + interval '48 hours',
      at
    FROM items i
    WHERE i.id = NEW.item_id AND NEW.security_deposit_minor > 0
    ON CONFLICT DO NOTHING;

    PERFORM concede(NEW.id, at);
  END IF;

  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER reservation_books
  AFTER UPDATE OF status ON reservations
  FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status)
  EXECUTE FUNCTION reservation_books();

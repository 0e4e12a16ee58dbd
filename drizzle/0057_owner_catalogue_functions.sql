-- Functions name each other in whatever order.
SET LOCAL check_function_bodies = off;
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
  JOIN legal_entities e ON e.code = coalesce(r.legal_entity, i.legal_entity)
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
    SELECT (
      SELECT coalesce(r.legal_entity, i.legal_entity)
      FROM reservations r
      JOIN items i ON i.id = r.item_id
      WHERE r.id = one.id
    )
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
-- src/booking/keep-terms.sql
-- Reservations of an item that becomes another category or another company's keep what it was until now:
-- their sale is booked, and their documents are numbered, under one name to the end.
CREATE OR REPLACE FUNCTION keep_terms() RETURNS trigger
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  UPDATE reservations r
  SET category = coalesce(r.category, OLD.category),
      legal_entity = coalesce(r.legal_entity, OLD.legal_entity)
  WHERE r.item_id = OLD.id AND (r.category IS NULL OR r.legal_entity IS NULL);
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER keep_terms
  AFTER UPDATE OF category, legal_entity ON items
  FOR EACH ROW
  WHEN ((OLD.category, OLD.legal_entity) IS DISTINCT FROM (NEW.category, NEW.legal_entity))
  EXECUTE FUNCTION keep_terms();
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
      sale_accounts(coalesce(r.category, (SELECT i.category FROM items i WHERE i.id = r.item_id)))
      ORDER BY one.place
    ),
    array_agg(sale_amounts(r, one.credited_from, one.credited_to) ORDER BY one.place)
  )
  FROM unnest(post_sales.reservations, credited_from, credited_to, sources, posted_at)
      WITH ORDINALITY one(id, credited_from, credited_to, source, at, place),
    LATERAL (SELECT * FROM reservations WHERE id = one.id AND total_minor > 0 OFFSET 0) r
  HAVING count(*) > 0;
END $$;
--> statement-breakpoint
-- src/catalogue/purge-categories.sql
-- A change of the list of categories, noted by the tag under which the CDN keeps it.
CREATE OR REPLACE FUNCTION purge_categories() RETURNS trigger
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  INSERT INTO cache_purges AS c (tag, changed_by)
  VALUES ('categories', pg_current_xact_id()::text)
  ON CONFLICT (tag) DO UPDATE SET changed_by = excluded.changed_by;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER purge_categories
  AFTER INSERT OR UPDATE OR DELETE ON categories
  FOR EACH STATEMENT
  EXECUTE FUNCTION purge_categories();
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
    SELECT
      coalesce(NEW.category, i.category) AS category,
      coalesce((NEW.quote ->> 'depositLeadHours')::integer, i.deposit_lead_hours) AS deposit_lead_hours
    INTO item
    FROM items i
    WHERE i.id = NEW.item_id;
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
-- src/catalogue/search-document.sql
-- All words of some texts, in each of their spellings, with what else is written for them, and where letters
-- meet figures both ways. The sign for "and" is one of the words for it. Words are cut at 500 characters: a
-- lexeme holds 2,046 bytes. Columns are generated from it (see search-words.sql).
CREATE OR REPLACE FUNCTION search_document(VARIADIC texts text[]) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT left(word, 500)) FILTER (WHERE word <> ''), '{}'))
  -- At once, which takes a fifth of one after the other. The bar keeps apart what stands on its two sides.
  FROM (SELECT array_to_string(texts, ' | ') AS text) given, LATERAL (
    SELECT search_equals(word)
    FROM search_spellings(given.text) spelling, string_to_table(spelling, ' ') word
    UNION ALL
    SELECT search_joined(given.text)
    UNION ALL
    SELECT unnest(ARRAY['and', 'et', 'y', 'und'])
    WHERE given.text ~ '[&＆+＋]'
  ) words(word)
$$;
--> statement-breakpoint
-- src/audit/append-only.sql
-- Nobody rewrites what was done, nor the seals that prove it, nor what a thing once was.
CREATE OR REPLACE TRIGGER audit_events_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
  FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change();

CREATE OR REPLACE TRIGGER audit_seals_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seals
  FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change();

CREATE OR REPLACE TRIGGER revisions_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON revisions
  FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change();

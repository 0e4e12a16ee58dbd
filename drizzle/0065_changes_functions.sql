-- Functions name each other in whatever order.
SET LOCAL check_function_bodies = off;
--> statement-breakpoint
DROP FUNCTION issue_document(text, text, text, bigint, bigint, timestamp with time zone);
--> statement-breakpoint
-- src/ledger/credited-books.sql
-- What follows when more or less of sales is taken off them: the sale is reduced and has its credit note,
-- or a part of it counts again and has its debit note. What is sold anew has books of its own,
-- `resold_books`. For all reservations of a statement at once: row by row that was the better part of what
-- a cancellation takes.
CREATE OR REPLACE FUNCTION credited_books() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  ids text[];
  levels_before bigint[];
  levels bigint[];
  instants timestamptz[];
  terms_of integer[];
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
    array_agg(one.at ORDER BY one.id),
    array_agg(one.terms ORDER BY one.id)
  INTO ids, levels_before, levels, instants, terms_of
  FROM (
    SELECT id, max(level_before) AS level_before, max(level) AS level, max(at) AS at, max(terms) AS terms
    FROM (
      SELECT
        id, NULL::bigint AS level_before, credited_minor AS level,
        coalesce(changed_at, cancelled_at, confirmed_at, created_at) AS at, terms
      FROM after
      UNION ALL
      SELECT id, credited_minor, NULL, NULL, terms FROM before
    ) state
    GROUP BY id
    HAVING max(level) <> max(level_before) AND max(terms) = min(terms)
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
          || CASE WHEN one.terms > 0 THEN ':terms-' || one.terms ELSE '' END
      END
      FROM unnest(ids, levels_before, levels, terms_of)
          WITH ORDINALITY one(id, level_before, level, terms, place),
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
-- Issues the next document of a kind, numbered as `issue_documents` numbers many: under the terms that
-- hold, or under those that are named.
CREATE OR REPLACE FUNCTION issue_document(
  kind text,
  reservation text,
  payment text,
  amount bigint,
  credited_before bigint,
  issued_at timestamptz,
  terms integer DEFAULT NULL,
  cause text DEFAULT NULL
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
    reservation_id, payment_id, amount_minor, credited_before_minor, terms, cause, issuer, issued_at
  ) VALUES (
    new_id('doc'), entity.code, issue_document.kind, year_of_issue, next_number,
    reservation, payment, amount, credited_before,
    coalesce(issue_document.terms, (SELECT r.terms FROM reservations r WHERE r.id = reservation)),
    issue_document.cause, to_jsonb(entity), issue_document.issued_at
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
    reservation_id, payment_id, amount_minor, credited_before_minor, terms, issuer, issued_at
  )
  SELECT
    new_id('doc'), w.code, issue_documents.kind, w.year,
    c.number_before + row_number() OVER (PARTITION BY w.code, w.year ORDER BY w.place),
    w.reservation_id, w.payment_id, w.amount, w.credited_before,
    (SELECT r.terms FROM reservations r WHERE r.id = w.reservation_id), to_jsonb(e), w.issued_at
  FROM wanted w
  JOIN counted c ON c.legal_entity = w.code AND c.year = w.year
  JOIN legal_entities e ON e.code = w.code
  ORDER BY w.place;
END $$;
--> statement-breakpoint
-- src/ledger/resold-books.sql
-- A sale under other terms: what stands of the old one is taken back, with a credit note drawn from its
-- terms, and the new one is sold, with its invoice. What was taken off the old one stays off the new one as
-- far as that goes, with a credit note of its own: so invoices and debit notes less credit notes are what
-- is sold, as ever.
CREATE OR REPLACE FUNCTION resold_books() RETURNS trigger
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  standing CONSTANT bigint := OLD.total_minor - OLD.credited_minor;
  category_before CONSTANT text := coalesce(
    OLD.category, (SELECT i.category FROM items i WHERE i.id = OLD.item_id)
  );
  category CONSTANT text := coalesce(
    NEW.category, (SELECT i.category FROM items i WHERE i.id = NEW.item_id)
  );
BEGIN
  IF standing > 0 THEN
    PERFORM post_movement(
      'sale-replaced:' || OLD.id || ':terms-' || OLD.terms, 'sale-reduced', OLD.id, NULL, NEW.changed_at,
      OLD.currency, sale_accounts(category_before), sale_amounts(OLD, OLD.credited_minor, OLD.total_minor)
    );
    PERFORM issue_document(
      'credit-note', OLD.id, NULL, standing, OLD.credited_minor, NEW.changed_at, OLD.terms, 'changed'
    );
  END IF;
  IF NEW.total_minor > 0 THEN
    PERFORM post_movement(
      'sale:' || NEW.id || ':terms-' || NEW.terms, 'sale', NEW.id, NULL, NEW.changed_at,
      NEW.currency, sale_accounts(category), sale_amounts(NEW, NEW.total_minor, NEW.credited_minor)
    );
    PERFORM issue_document('invoice', NEW.id, NULL, NEW.total_minor, 0, NEW.changed_at);
    IF NEW.credited_minor > 0 THEN
      PERFORM issue_document('credit-note', NEW.id, NULL, NEW.credited_minor, 0, NEW.changed_at);
    END IF;
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER resold_books
  AFTER UPDATE OF terms ON reservations
  FOR EACH ROW
  WHEN (NEW.terms <> OLD.terms AND NEW.status = 'confirmed' AND OLD.status = 'confirmed')
  EXECUTE FUNCTION resold_books();
--> statement-breakpoint
-- src/booking/append-only.sql
-- A reservation names the version of the policy that its guest accepted, so a version stays as it was.
CREATE OR REPLACE TRIGGER cancellation_policies_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON cancellation_policies
  FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change();

-- What was changed stays on record: documents of before are drawn from it.
CREATE OR REPLACE TRIGGER reservation_changes_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON reservation_changes
  FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- src/booking/owed/refuse-less-credit.sql
-- What we took off a sale ourselves stays off it, unless it is sold anew for less; a concession follows its
-- refunds and disputes.
CREATE OR REPLACE FUNCTION refuse_less_credit() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was taken off a sale stays off it'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'credit_only_grows';
END $$;

CREATE OR REPLACE TRIGGER reservation_credit_only_grows
  BEFORE UPDATE OF credited_minor, conceded_minor ON reservations
  FOR EACH ROW
  WHEN (
    NEW.terms = OLD.terms
    AND NEW.credited_minor - NEW.conceded_minor < OLD.credited_minor - OLD.conceded_minor
  )
  EXECUTE FUNCTION refuse_less_credit();

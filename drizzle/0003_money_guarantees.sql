-- What the tables of money cannot say by themselves. Postings are triggers: no code that moves money can forget its entry, and
-- none can make it twice, because the source of a movement is unique.
CREATE FUNCTION new_id(prefix text) RETURNS text LANGUAGE sql VOLATILE AS $$
  -- A prefix and 128 bits that begin with the time, in Crockford's base 32, as the ids that are made outside.
  SELECT prefix || '_' || string_agg(
    substr('0123456789abcdefghjkmnpqrstvwxyz', substring(bits FROM i * 5 + 1 FOR 5)::bit(5)::integer + 1, 1), '' ORDER BY i)
  FROM (SELECT B'00' || ('x' || replace(uuidv7()::text, '-', ''))::bit(128) AS bits) made, generate_series(0, 25) i
$$;
--> statement-breakpoint
-- Posts one movement: legs of an account and an amount, debits positive. The same source again changes nothing.
CREATE FUNCTION post_movement(
  source text, kind text, reservation text, payment text, posted_at timestamptz, currency text, accounts text[], amounts bigint[]
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  posted text;
BEGIN
  IF NOT EXISTS (SELECT FROM unnest(amounts) amount WHERE amount <> 0) THEN RETURN; END IF;
  INSERT INTO ledger_transactions AS t (id, source, kind, reservation_id, payment_id, posted_at)
    VALUES (new_id('ltx'), post_movement.source, post_movement.kind, reservation, payment, post_movement.posted_at)
    ON CONFLICT ON CONSTRAINT ledger_transactions_source_unique DO NOTHING RETURNING t.id INTO posted;
  IF posted IS NULL THEN RETURN; END IF;
  INSERT INTO ledger_entries (transaction_id, account, amount_minor, currency)
    SELECT posted, leg.account, sum(leg.amount), post_movement.currency
    FROM unnest(accounts, amounts) leg(account, amount) GROUP BY leg.account HAVING sum(leg.amount) <> 0;
END $$;
--> statement-breakpoint
-- The account that a payment's money stands in: what the provider holds for us, or what we owe the holder of a gift card.
CREATE FUNCTION clearing_account(provider text, credit text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE provider WHEN 'credit' THEN (SELECT c.kind || 's' FROM credits c WHERE c.id = credit) ELSE 'provider-clearing:' || provider END
$$;
--> statement-breakpoint
-- What a payment pays for: the guest's bill, or damage that a security deposit answers for.
CREATE FUNCTION paid_account(purpose text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE purpose WHEN 'security-deposit' THEN 'damages' ELSE 'guest-receivables' END
$$;
--> statement-breakpoint
-- The next document of a kind. One lock for a legal entity: numbers have no gaps, since who rolls back never took one.
CREATE FUNCTION issue_document(
  kind text, reservation text, payment text, amount bigint, credited_before bigint, issued_at timestamptz
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  entity legal_entities;
  year_of_issue integer;
  next_number integer;
BEGIN
  SELECT e.* INTO STRICT entity FROM reservations r JOIN items i ON i.id = r.item_id JOIN legal_entities e ON e.code = i.legal_entity
    WHERE r.id = reservation;
  PERFORM pg_advisory_xact_lock(hashtextextended('documents:' || entity.code, 5));
  year_of_issue := extract(year FROM issued_at AT TIME ZONE entity.time_zone);
  INSERT INTO document_counters AS c (legal_entity, kind, year, last_number) VALUES (entity.code, issue_document.kind, year_of_issue, 1)
    ON CONFLICT ON CONSTRAINT document_counters_legal_entity_kind_year_pk DO UPDATE SET last_number = c.last_number + 1
    RETURNING c.last_number INTO next_number;
  INSERT INTO documents (id, legal_entity, kind, year, number, reservation_id, payment_id, amount_minor, credited_before_minor, issuer, issued_at)
    VALUES (new_id('doc'), entity.code, issue_document.kind, year_of_issue, next_number, reservation, payment, amount, credited_before,
      to_jsonb(entity), issue_document.issued_at);
END $$;
--> statement-breakpoint
CREATE FUNCTION payment_books() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  newly_captured bigint := NEW.captured_minor - CASE TG_OP WHEN 'INSERT' THEN 0 ELSE OLD.captured_minor END;
  status_before text := CASE TG_OP WHEN 'INSERT' THEN '' ELSE OLD.status END;
  at timestamptz := coalesce(NEW.changed_at, NEW.created_at);
BEGIN
  IF newly_captured > 0 THEN
    PERFORM post_movement('capture:' || NEW.id || ':' || NEW.captured_minor, 'capture', NEW.reservation_id, NEW.id, at, NEW.currency,
      ARRAY[clearing_account(NEW.provider, NEW.credit_id), paid_account(NEW.purpose)], ARRAY[newly_captured, -newly_captured]);
    PERFORM issue_document('receipt', NEW.reservation_id, NEW.id, newly_captured, 0, at);
  END IF;
  IF NEW.purpose = 'security-deposit' AND NEW.status = 'authorized' AND status_before <> 'authorized' THEN
    PERFORM post_movement('hold:' || NEW.id, 'hold', NEW.reservation_id, NEW.id, at, NEW.currency,
      ARRAY['deposit-holds:' || NEW.provider, 'security-deposits'], ARRAY[NEW.amount_minor, -NEW.amount_minor]);
  ELSIF NEW.purpose = 'security-deposit' AND NEW.status <> 'authorized' AND status_before = 'authorized' THEN
    PERFORM post_movement('hold-ended:' || NEW.id, 'hold-ended', NEW.reservation_id, NEW.id, at, NEW.currency,
      ARRAY['security-deposits', 'deposit-holds:' || NEW.provider], ARRAY[NEW.amount_minor, -NEW.amount_minor]);
  END IF;
  -- A gift card or store credit lends its balance to a hold, and gets it back when nothing comes of it.
  IF NEW.provider = 'credit' AND NEW.status = 'authorized' AND status_before <> 'authorized' THEN
    UPDATE credits SET balance_minor = balance_minor - NEW.amount_minor WHERE id = NEW.credit_id;
  ELSIF NEW.provider = 'credit' AND NEW.status = 'canceled' AND status_before = 'authorized' THEN
    UPDATE credits SET balance_minor = balance_minor + NEW.amount_minor WHERE id = NEW.credit_id;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER payment_books AFTER INSERT OR UPDATE OF status, captured_minor ON "payments" FOR EACH ROW EXECUTE FUNCTION payment_books();
--> statement-breakpoint
-- A refund of a credit is done at once, because the money never left us.
CREATE FUNCTION refund_made() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM payments p WHERE p.id = NEW.payment_id AND p.provider = 'credit') THEN NEW.status := 'succeeded'; END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER refund_made BEFORE INSERT ON "refunds" FOR EACH ROW EXECUTE FUNCTION refund_made();
--> statement-breakpoint
CREATE FUNCTION refund_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.id, OLD.payment_id, OLD.amount_minor, OLD.currency, OLD.reason) IS DISTINCT FROM (NEW.id, NEW.payment_id, NEW.amount_minor, NEW.currency, NEW.reason)
    OR (OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN (('pending', 'succeeded'), ('pending', 'failed'), ('succeeded', 'failed'))) THEN
    RAISE EXCEPTION 'a refund cannot change that way' USING ERRCODE = 'check_violation', CONSTRAINT = 'refund_transition';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER refund_transition BEFORE UPDATE ON "refunds" FOR EACH ROW EXECUTE FUNCTION refund_transition();
--> statement-breakpoint
-- Keeps the payment's sums (whose check refuses more than was captured, for twenty at once too, since each locks the payment),
-- posts, and sees to it that a refund that is to be made has its call.
CREATE FUNCTION refund_books() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  status_before text := CASE TG_OP WHEN 'INSERT' THEN '' ELSE OLD.status END;
  payment payments;
  clearing text;
  paid text;
BEGIN
  IF status_before = NEW.status THEN RETURN NULL; END IF;
  UPDATE payments SET
    refunding_minor = refunding_minor + CASE WHEN NEW.status = 'failed' THEN -NEW.amount_minor WHEN status_before = '' THEN NEW.amount_minor ELSE 0 END,
    refunded_minor = refunded_minor + CASE WHEN NEW.status = 'succeeded' THEN NEW.amount_minor WHEN status_before = 'succeeded' THEN -NEW.amount_minor ELSE 0 END,
    changed_at = NEW.changed_at
    WHERE id = NEW.payment_id AND NOT (status_before = '' AND NEW.status = 'failed') RETURNING * INTO payment;
  IF payment.id IS NULL THEN RETURN NULL; END IF;
  clearing := clearing_account(payment.provider, payment.credit_id);
  paid := paid_account(payment.purpose);
  IF status_before = '' THEN
    PERFORM post_movement('refund-due:' || NEW.id, 'refund-due', payment.reservation_id, payment.id, NEW.changed_at, NEW.currency,
      ARRAY[paid, 'refunds'], ARRAY[NEW.amount_minor, -NEW.amount_minor]);
  END IF;
  IF NEW.status = 'succeeded' THEN
    PERFORM post_movement('refund:' || NEW.id, 'refund', payment.reservation_id, payment.id, NEW.changed_at, NEW.currency,
      ARRAY['refunds', clearing], ARRAY[NEW.amount_minor, -NEW.amount_minor]);
    UPDATE credits SET balance_minor = balance_minor + NEW.amount_minor WHERE id = payment.credit_id;
  END IF;
  IF NEW.status = 'failed' THEN
    IF status_before = 'succeeded' THEN
      PERFORM post_movement('refund-returned:' || NEW.id, 'refund-returned', payment.reservation_id, payment.id, NEW.changed_at, NEW.currency,
        ARRAY[clearing, 'refunds'], ARRAY[NEW.amount_minor, -NEW.amount_minor]);
    END IF;
    PERFORM post_movement('refund-failed:' || NEW.id, 'refund-failed', payment.reservation_id, payment.id, NEW.changed_at, NEW.currency,
      ARRAY['refunds', paid], ARRAY[NEW.amount_minor, -NEW.amount_minor]);
  END IF;
  IF NEW.status = 'pending' THEN
    INSERT INTO outbox (id, channel, template, subject_id, due_at, created_at)
      VALUES (new_id('msg'), 'provider', 'refund', NEW.id, NEW.changed_at, NEW.changed_at);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER refund_books AFTER INSERT OR UPDATE OF status ON "refunds" FOR EACH ROW EXECUTE FUNCTION refund_books();
--> statement-breakpoint
-- The provider withholds what is disputed. Won, it comes back; lost, the guest's bill is open again.
CREATE FUNCTION dispute_books() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  status_before text := CASE TG_OP WHEN 'INSERT' THEN 'needs-response' ELSE OLD.status END;
  withheld_before bigint := CASE WHEN TG_OP = 'INSERT' OR OLD.status = 'won' THEN 0 ELSE OLD.amount_minor END;
  withheld bigint := CASE NEW.status WHEN 'won' THEN 0 ELSE NEW.amount_minor END;
  payment payments;
  clearing text;
  paid text;
BEGIN
  UPDATE payments SET disputed_minor = disputed_minor + withheld - withheld_before, changed_at = NEW.changed_at
    WHERE id = NEW.payment_id RETURNING * INTO STRICT payment;
  clearing := clearing_account(payment.provider, payment.credit_id);
  paid := paid_account(payment.purpose);
  IF TG_OP = 'INSERT' THEN
    PERFORM post_movement('dispute:' || NEW.id, 'dispute', payment.reservation_id, payment.id, NEW.changed_at, NEW.currency,
      ARRAY['disputes', clearing], ARRAY[NEW.amount_minor, -NEW.amount_minor]);
  END IF;
  IF NEW.status = status_before THEN RETURN NULL; END IF;
  IF status_before IN ('won', 'lost') THEN
    PERFORM post_movement('dispute-reopened:' || NEW.id || ':' || NEW.status_order, 'dispute', payment.reservation_id, payment.id, NEW.changed_at, NEW.currency,
      ARRAY['disputes', CASE status_before WHEN 'won' THEN clearing ELSE paid END], ARRAY[NEW.amount_minor, -NEW.amount_minor]);
  END IF;
  IF NEW.status IN ('won', 'lost') THEN
    PERFORM post_movement('dispute-' || NEW.status || ':' || NEW.id || CASE WHEN status_before IN ('won', 'lost') THEN ':' || NEW.status_order ELSE '' END,
      'dispute-' || NEW.status, payment.reservation_id, payment.id, NEW.changed_at, NEW.currency,
      ARRAY[CASE NEW.status WHEN 'won' THEN clearing ELSE paid END, 'disputes'], ARRAY[NEW.amount_minor, -NEW.amount_minor]);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER dispute_books AFTER INSERT OR UPDATE OF status ON "disputes" FOR EACH ROW EXECUTE FUNCTION dispute_books();
--> statement-breakpoint
-- Posts the sale of a reservation from `credited_from` back to `credited_to` taken off it: revenue by category, tax, discounts.
-- Each share is the difference of two rounded running totals, so that parts of a sale taken back one by one end at zero exactly.
CREATE FUNCTION post_sale(reservation reservations, credited_from bigint, credited_to bigint, source text, posted_at timestamptz)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  total bigint := reservation.total_minor;
  taken_back bigint := credited_to - credited_from;
  category text := (SELECT i.category FROM items i WHERE i.id = reservation.item_id);
  taxes bigint := coalesce((SELECT sum((line->>'amount')::bigint) FROM jsonb_array_elements(reservation.quote->'lines') line WHERE line->>'kind' = 'tax'), 0)
    + coalesce((SELECT sum((tax->>'amount')::bigint) FROM jsonb_array_elements(coalesce(reservation.quote->'includedTaxes', '[]')) tax), 0);
  discounts bigint := -coalesce((SELECT sum((line->>'amount')::bigint) FROM jsonb_array_elements(reservation.quote->'lines') line WHERE line->>'kind' = 'discount'), 0);
  tax bigint;
  discount bigint;
BEGIN
  IF total = 0 THEN RETURN; END IF;
  IF source LIKE 'sale:%' THEN
    tax := taxes; discount := discounts; taken_back := -total;
  ELSE
    tax := round(taxes::numeric * credited_from / total) - round(taxes::numeric * credited_to / total);
    discount := round(discounts::numeric * credited_from / total) - round(discounts::numeric * credited_to / total);
  END IF;
  PERFORM post_movement(source, CASE WHEN source LIKE 'sale:%' THEN 'sale' ELSE 'sale-reduced' END, reservation.id, NULL, posted_at, reservation.currency,
    ARRAY['guest-receivables', 'tax', 'promotions', 'revenue:' || category],
    ARRAY[-taken_back, -tax, discount, taken_back + tax - discount]);
END $$;
--> statement-breakpoint
-- What follows a reservation's change of status or price: the sale, its documents, the credit lent to it, its promotion, its security deposit.
CREATE FUNCTION reservation_books() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  at timestamptz := coalesce(NEW.changed_at, NEW.cancelled_at, NEW.confirmed_at, NEW.created_at);
BEGIN
  IF NEW.status IN ('lapsed', 'cancelled') AND OLD.status <> NEW.status THEN
    UPDATE promotion_redemptions SET is_released = true WHERE reservation_id = NEW.id AND NOT is_released;
    UPDATE payments SET status = 'canceled', changed_at = at WHERE reservation_id = NEW.id AND provider = 'credit' AND status = 'authorized';
  END IF;
  IF NEW.status = 'confirmed' AND OLD.status <> 'confirmed' THEN
    PERFORM post_sale(NEW, 0, 0, 'sale:' || NEW.id, at);
    IF NEW.total_minor > 0 THEN PERFORM issue_document('invoice', NEW.id, NULL, NEW.total_minor, 0, at); END IF;
    UPDATE payments SET status = 'succeeded', captured_minor = amount_minor, changed_at = at
      WHERE reservation_id = NEW.id AND provider = 'credit' AND status = 'authorized';
    INSERT INTO security_deposits (reservation_id, amount_minor, currency, authorize_at, release_at, changed_at)
      SELECT NEW.id, NEW.security_deposit_minor, NEW.currency, NEW.starts_at - make_interval(hours => i.deposit_lead_hours), NEW.ends_at + interval '48 hours', at
      FROM items i WHERE i.id = NEW.item_id AND NEW.security_deposit_minor > 0
      ON CONFLICT DO NOTHING;
  END IF;
  IF NEW.credited_minor > OLD.credited_minor THEN
    PERFORM post_sale(NEW, OLD.credited_minor, NEW.credited_minor, 'sale-reduced:' || NEW.id || ':' || NEW.credited_minor, at);
    PERFORM issue_document('credit-note', NEW.id, NULL, NEW.credited_minor - OLD.credited_minor, OLD.credited_minor, at);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER reservation_books AFTER UPDATE OF status, credited_minor ON "reservations" FOR EACH ROW
  WHEN ((OLD.status, OLD.credited_minor) IS DISTINCT FROM (NEW.status, NEW.credited_minor)) EXECUTE FUNCTION reservation_books();
--> statement-breakpoint
-- What was taken back off a sale stays off it.
CREATE FUNCTION refuse_less_credit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was taken off a sale stays off it' USING ERRCODE = 'check_violation', CONSTRAINT = 'credit_only_grows';
END $$;
--> statement-breakpoint
CREATE TRIGGER reservation_credit_only_grows BEFORE UPDATE OF credited_minor ON "reservations" FOR EACH ROW
  WHEN (NEW.credited_minor < OLD.credited_minor) EXECUTE FUNCTION refuse_less_credit();
--> statement-breakpoint
-- Counts a use of a promotion code. The row of the promotion is locked by the count, so limits hold for a hundred at once.
CREATE FUNCTION promotion_counted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  most_for_one integer;
BEGIN
  UPDATE promotions SET redeemed_count = redeemed_count + CASE WHEN TG_OP = 'INSERT' THEN 1 ELSE -1 END
    WHERE code = NEW.code RETURNING max_per_person INTO most_for_one;
  IF TG_OP = 'INSERT' AND (SELECT count(*) FROM promotion_redemptions r WHERE r.code = NEW.code AND r.mail_digest = NEW.mail_digest AND NOT r.is_released) > most_for_one THEN
    RAISE EXCEPTION 'the code % was used as often as one person may', NEW.code USING ERRCODE = 'check_violation', CONSTRAINT = 'promotion_limit_per_person';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER promotion_counted AFTER INSERT ON "promotion_redemptions" FOR EACH ROW EXECUTE FUNCTION promotion_counted();
--> statement-breakpoint
CREATE TRIGGER promotion_given_back AFTER UPDATE OF is_released ON "promotion_redemptions" FOR EACH ROW
  WHEN (NEW.is_released AND NOT OLD.is_released) EXECUTE FUNCTION promotion_counted();
--> statement-breakpoint
-- A gift card or store credit comes into the books when it is issued.
CREATE FUNCTION credit_books() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM post_movement('credit:' || NEW.id, 'credit-issued', NULL, NULL, NEW.created_at, NEW.currency,
    ARRAY[CASE NEW.kind WHEN 'gift-card' THEN 'gift-card-sales' ELSE 'goodwill' END, NEW.kind || 's'], ARRAY[NEW.issued_minor, -NEW.issued_minor]);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER credit_books AFTER INSERT ON "credits" FOR EACH ROW EXECUTE FUNCTION credit_books();
--> statement-breakpoint
-- ISO 4217, list one: currencies with another number of decimals than two.
CREATE FUNCTION currency_decimals(currency text) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') THEN 0
    WHEN currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 3
    ELSE 2 END
$$;
--> statement-breakpoint
-- Writes entries in the reporting currency by the last rate stored for their day. What rounding leaves over goes to the largest
-- entry, so that a movement balances in the reporting currency too. Entries that have it already, or no rate yet, are left alone.
CREATE FUNCTION report_entries(transactions text[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO ledger_reporting (transaction_id, account, currency, reporting_currency, amount_minor, rate, rate_day)
  SELECT transaction_id, account, currency, reporting_currency,
    converted - CASE WHEN place = 1 THEN left_over ELSE 0 END, rate, day
  FROM (
    SELECT *, sum(converted) OVER (PARTITION BY transaction_id, currency) AS left_over,
      row_number() OVER (PARTITION BY transaction_id, currency ORDER BY abs(amount_minor) DESC, account) AS place
    FROM (
      SELECT e.*, x.reporting_currency, x.rate, x.day,
        round(e.amount_minor * x.rate * power(10::numeric, currency_decimals(x.reporting_currency) - currency_decimals(e.currency))) AS converted
      FROM ledger_entries e JOIN ledger_transactions t ON t.id = e.transaction_id,
        LATERAL (SELECT * FROM exchange_rates r WHERE r.currency = e.currency AND r.day <= (t.posted_at AT TIME ZONE 'UTC')::date
          ORDER BY r.day DESC, r.stored_at DESC LIMIT 1) x
      WHERE e.transaction_id = ANY (transactions)
        AND NOT EXISTS (SELECT FROM ledger_reporting k WHERE k.transaction_id = e.transaction_id)
    ) by_rate
  ) rounded
$$;
--> statement-breakpoint
CREATE FUNCTION entries_reported() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM report_entries(ARRAY(SELECT DISTINCT transaction_id FROM fresh));
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER entries_reported AFTER INSERT ON "ledger_entries" REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION entries_reported();
--> statement-breakpoint
CREATE TRIGGER documents_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "documents" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER document_files_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "document_files" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER exchange_rates_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "exchange_rates" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER ledger_reporting_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "ledger_reporting" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER refunds_never_deleted BEFORE DELETE OR TRUNCATE ON "refunds" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- What the old code posts, while it still runs, belongs to the account that took the old one's place.
CREATE FUNCTION ledger_account_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.account := 'guest-receivables';
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER ledger_account_renamed BEFORE INSERT ON "ledger_entries" FOR EACH ROW WHEN (NEW.account = 'guest-funds') EXECUTE FUNCTION ledger_account_renamed();
--> statement-breakpoint
-- What was there before: the old account's balance moves to the new one, refunds that were made are counted, and sales are posted.
DO $$
DECLARE
  balance record;
  reservation reservations;
BEGIN
  ALTER TABLE ledger_entries DISABLE TRIGGER ledger_account_renamed;
  FOR balance IN SELECT currency, sum(amount_minor)::bigint AS amount FROM ledger_entries WHERE account = 'guest-funds' GROUP BY currency LOOP
    PERFORM post_movement('renamed:guest-funds:' || balance.currency, 'opening', NULL, NULL, now(), balance.currency,
      ARRAY['guest-receivables', 'guest-funds'], ARRAY[balance.amount, -balance.amount]);
  END LOOP;
  SET CONSTRAINTS ALL IMMEDIATE;
  ALTER TABLE ledger_entries ENABLE TRIGGER ledger_account_renamed;
  UPDATE payments SET refunding_minor = refunded_minor WHERE refunded_minor > 0;
  FOR reservation IN SELECT * FROM reservations WHERE status = 'confirmed' LOOP
    PERFORM post_sale(reservation, 0, 0, 'sale:' || reservation.id, now());
  END LOOP;
END $$;

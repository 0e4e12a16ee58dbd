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

-- A link or code that was used once cannot be made unused, whichever code asks for it.
CREATE OR REPLACE FUNCTION one_time_token_stays_used() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'used once is used'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'one_time_token_stays_used';
END $$;

CREATE OR REPLACE TRIGGER one_time_tokens_stay_used
  BEFORE UPDATE ON one_time_tokens
  FOR EACH ROW
  WHEN (OLD.consumed_at IS NOT NULL)
  EXECUTE FUNCTION one_time_token_stays_used();

CREATE OR REPLACE TRIGGER backup_codes_stay_used
  BEFORE UPDATE ON backup_codes
  FOR EACH ROW
  WHEN (OLD.used_at IS NOT NULL)
  EXECUTE FUNCTION one_time_token_stays_used();

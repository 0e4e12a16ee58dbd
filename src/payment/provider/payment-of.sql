-- The payment that a provider speaks of: the one it names, else the one of the provider's own id.
CREATE FUNCTION midas.payment_of(p_provider text, p_payment text, p_provider_ref text) RETURNS text
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  found_id text;
BEGIN
  SELECT p.id INTO found_id FROM payments p WHERE p.id = p_payment AND p.provider = p_provider;
  IF NOT FOUND THEN
    SELECT p.id INTO found_id
    FROM payments p
    WHERE p.provider = p_provider AND p.provider_ref = p_provider_ref;
  END IF;
  RETURN found_id;
END $$;

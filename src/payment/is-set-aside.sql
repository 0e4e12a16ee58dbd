-- Whether what a payment has brought is set aside: it is not what was asked for, and nothing genuine came
-- after it. A genuine success brings in all of it. What is set aside moves by a person's hand alone, whatever
-- becomes of the reservation: told of before its end or after, it is the same.
CREATE OR REPLACE FUNCTION is_set_aside(p payments) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT p.purpose <> 'security-deposit' AND p.quarantine_reason IS NOT NULL
    AND p.captured_minor <> p.amount_minor
$$;

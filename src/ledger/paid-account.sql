-- What a payment pays for: the guest's bill, or damage that a security deposit answers for.
CREATE OR REPLACE FUNCTION paid_account(purpose text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE purpose WHEN 'security-deposit' THEN 'damages' ELSE 'guest-receivables' END
$$;

-- Saves a promotion whole: one that is new where `p_expected_version` is zero, and else as the version after
-- that. Runs under the lock of its row, at which whoever redeems it queues too.
CREATE FUNCTION midas.save_promotion(
  p_code text,
  p_content jsonb,
  p_expected_version integer,
  p_actor text,
  p_now timestamptz
) RETURNS json
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  promotion promotions;
  before jsonb;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('promotion:' || p_code, 6));
  SELECT * INTO promotion FROM promotions p WHERE p.code = p_code FOR UPDATE;
  IF FOUND THEN
    before := midas.promotion_version(promotion);
  ELSIF p_expected_version > 0 THEN
    RETURN json_build_object('outcome', 'missing');
  END IF;
  IF coalesce((before -> 'version')::integer, 0) <> p_expected_version THEN
    RETURN json_build_object('outcome', 'stale', 'current', before);
  END IF;
  IF (p_content ->> 'maxRedemptions')::integer < promotion.redeemed_count THEN
    RETURN json_build_object('outcome', 'refused', 'errors', json_build_array(
      json_build_object('field', 'maxRedemptions', 'rule', 'redeemed-more')
    ));
  END IF;

  INSERT INTO promotions (
    code, description, percent_basis_points, fixed_amount_minor, minimum_amount_minor, currency, valid_from,
    valid_to, max_redemptions, max_per_person
  )
  SELECT
    p_code, c.description, c."percentBasisPoints", c."fixedAmount", c."minimumAmount", c.currency,
    c."validFrom", c."validTo", c."maxRedemptions", c."maxPerPerson"
  FROM jsonb_to_record(p_content) c(
    description text, "percentBasisPoints" integer, "fixedAmount" bigint, "minimumAmount" bigint,
    currency text, "validFrom" timestamptz, "validTo" timestamptz, "maxRedemptions" integer,
    "maxPerPerson" integer
  )
  ON CONFLICT (code) DO UPDATE SET
    description = excluded.description,
    percent_basis_points = excluded.percent_basis_points,
    fixed_amount_minor = excluded.fixed_amount_minor,
    minimum_amount_minor = excluded.minimum_amount_minor,
    currency = excluded.currency,
    valid_from = excluded.valid_from,
    valid_to = excluded.valid_to,
    max_redemptions = excluded.max_redemptions,
    max_per_person = excluded.max_per_person
  RETURNING * INTO promotion;
  PERFORM midas.add_revision(
    'promotion', p_code, before -> 'content', midas.promotion_version(promotion) -> 'content',
    CASE WHEN before IS NULL THEN 'promotion.created' ELSE 'promotion.changed' END, p_actor, p_now
  );
  RETURN json_build_object('outcome', 'saved', 'saved', midas.promotion_version(promotion));
END $$;

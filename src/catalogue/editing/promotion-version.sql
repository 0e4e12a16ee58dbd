-- A promotion as it is now, as `promotionVersionSchema` reads it.
CREATE FUNCTION midas.promotion_version(p promotions) RETURNS jsonb
LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('code', p.code, 'redeemed', p.redeemed_count)
    || midas.versioned('promotion', p.code, jsonb_build_object(
      'description', p.description,
      'percentBasisPoints', p.percent_basis_points,
      'fixedAmount', p.fixed_amount_minor,
      'minimumAmount', p.minimum_amount_minor,
      'currency', p.currency,
      'validFrom', p.valid_from,
      'validTo', p.valid_to,
      'maxRedemptions', p.max_redemptions,
      'maxPerPerson', p.max_per_person
    ))
$$;

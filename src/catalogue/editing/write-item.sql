-- Writes an item as its content says (`item_content` read backwards), into the tables that quotes and
-- searches read. Lists that are as they were are not written again. Runs under the lock of the item;
-- `p_before` is its content until now, nothing of one that is new.
CREATE FUNCTION midas.write_item(
  p_id text,
  p_content jsonb,
  p_before jsonb,
  p_now timestamptz
) RETURNS void
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  c record;
BEGIN
  SELECT
    w.*,
    w.place ->> 'city' AS city,
    w.place ->> 'country' AS country,
    w.rate ->> 'per' AS rate_unit,
    (w.rate -> 'amount')::bigint AS rate_minor,
    w."cancellationPolicy" ->> 'code' AS policy_code,
    (w."cancellationPolicy" -> 'version')::integer AS policy_version
  INTO c
  FROM jsonb_to_record(p_content) w(
    slug text, state text, category text, name text, summary text, description text, features text[],
    translations jsonb, place jsonb, "timeZone" text, currency text, capacity integer, rate jsonb,
    "startTime" time, "endTime" time, "gridMinutes" integer, "minimumStay" integer, "maximumStay" integer,
    "arrivalDays" smallint[], "departureDays" smallint[], "weekendDays" smallint[],
    "weekendPercentBasisPoints" integer, "weekendFixedAmount" bigint, "leadTimeMinutes" integer,
    "turnaroundMinutes" integer, "horizonDays" integer, "securityDeposit" bigint,
    "depositLeadHours" integer, "dueNowBasisPoints" integer, "balanceDueDays" integer,
    "isInstantPaymentOnly" boolean, "legalEntity" text, "cancellationPolicy" jsonb
  );
  IF p_before IS NULL THEN
    INSERT INTO items (
      id, slug, category, name, summary, description, features, translations, city, country, time_zone,
      currency, capacity, rate_unit, rate_minor, start_time, end_time, grid_minutes, minimum_stay,
      maximum_stay, arrival_days, departure_days, weekend_days, weekend_percent_basis_points,
      weekend_fixed_amount_minor, lead_time_minutes, turnaround_minutes, horizon_days,
      security_deposit_minor, deposit_lead_hours, due_now_basis_points, balance_due_days,
      is_instant_payment_only, legal_entity, policy_code, policy_version, is_listed, archived_at, created_at
    ) VALUES (
      p_id, c.slug, c.category, c.name, c.summary, c.description, c.features,
      coalesce(c.translations, '{}'), c.city, c.country, c."timeZone", c.currency, c.capacity, c.rate_unit,
      c.rate_minor, c."startTime", c."endTime", c."gridMinutes", c."minimumStay", c."maximumStay",
      c."arrivalDays", c."departureDays", c."weekendDays", c."weekendPercentBasisPoints",
      c."weekendFixedAmount", c."leadTimeMinutes", c."turnaroundMinutes", c."horizonDays",
      c."securityDeposit", c."depositLeadHours", c."dueNowBasisPoints", c."balanceDueDays",
      c."isInstantPaymentOnly", c."legalEntity", c.policy_code, c.policy_version, c.state = 'listed',
      CASE WHEN c.state = 'archived' THEN p_now END, p_now
    );
  ELSE
    UPDATE items i
    SET slug = c.slug,
        category = c.category,
        time_zone = c."timeZone",
        currency = c.currency,
        capacity = c.capacity,
        rate_unit = c.rate_unit,
        rate_minor = c.rate_minor,
        start_time = c."startTime",
        end_time = c."endTime",
        grid_minutes = c."gridMinutes",
        minimum_stay = c."minimumStay",
        maximum_stay = c."maximumStay",
        arrival_days = c."arrivalDays",
        departure_days = c."departureDays",
        weekend_days = c."weekendDays",
        weekend_percent_basis_points = c."weekendPercentBasisPoints",
        weekend_fixed_amount_minor = c."weekendFixedAmount",
        lead_time_minutes = c."leadTimeMinutes",
        turnaround_minutes = c."turnaroundMinutes",
        horizon_days = c."horizonDays",
        security_deposit_minor = c."securityDeposit",
        deposit_lead_hours = c."depositLeadHours",
        due_now_basis_points = c."dueNowBasisPoints",
        balance_due_days = c."balanceDueDays",
        is_instant_payment_only = c."isInstantPaymentOnly",
        legal_entity = c."legalEntity",
        policy_code = c.policy_code,
        policy_version = c.policy_version,
        is_listed = c.state = 'listed',
        -- Put away once, it was put away then.
        archived_at = CASE WHEN c.state = 'archived' THEN coalesce(i.archived_at, p_now) END
    WHERE i.id = p_id;
    -- Texts apart: with them the words of the search are made anew, which takes longer than all the rest.
    UPDATE items i
    SET name = c.name,
        summary = c.summary,
        description = c.description,
        features = c.features,
        translations = coalesce(c.translations, '{}'),
        city = c.city,
        country = c.country
    WHERE i.id = p_id
      AND (i.name, i.summary, i.description, i.features, i.translations, i.city, i.country::text)
        IS DISTINCT FROM (
          c.name, c.summary, c.description, c.features, coalesce(c.translations, '{}'), c.city, c.country
        );
  END IF;

  IF p_content -> 'units' IS DISTINCT FROM p_before -> 'units' THEN
    DELETE FROM units u
    WHERE u.item_id = p_id
      AND NOT EXISTS (SELECT FROM jsonb_to_recordset(p_content -> 'units') w(id text) WHERE w.id = u.id);

    INSERT INTO units (id, item_id, name, is_active)
    SELECT coalesce(w.id, new_id('unt')), p_id, w.name, w."isActive"
    FROM jsonb_to_recordset(p_content -> 'units') w(id text, name text, "isActive" boolean)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, is_active = excluded.is_active;
  END IF;

  IF p_content -> 'seasons' IS DISTINCT FROM p_before -> 'seasons' THEN
    DELETE FROM seasons s WHERE s.item_id = p_id;

    INSERT INTO seasons (
      item_id, name, translations, period, percent_basis_points, fixed_amount_minor, minimum_stay,
      arrival_days, departure_days, weekend_days, weekend_percent_basis_points, weekend_fixed_amount_minor
    )
    SELECT
      p_id, w.name, coalesce(w.translations, '{}'), daterange(w."from", w."to"), w."percentBasisPoints",
      w."fixedAmount", w."minimumStay", w."arrivalDays", w."departureDays", w."weekendDays",
      w."weekendPercentBasisPoints", w."weekendFixedAmount"
    FROM jsonb_to_recordset(p_content -> 'seasons') w(
      name text, translations jsonb, "from" date, "to" date, "percentBasisPoints" integer,
      "fixedAmount" bigint, "minimumStay" integer, "arrivalDays" smallint[], "departureDays" smallint[],
      "weekendDays" smallint[], "weekendPercentBasisPoints" integer, "weekendFixedAmount" bigint
    );
  END IF;

  IF p_content -> 'extras' IS DISTINCT FROM p_before -> 'extras' THEN
    DELETE FROM extras e WHERE e.item_id = p_id;

    INSERT INTO extras (item_id, code, name, translations, per, amount_minor, max_quantity)
    SELECT p_id, w.code, w.name, coalesce(w.translations, '{}'), w.per, w.amount, w."maxQuantity"
    FROM jsonb_to_recordset(p_content -> 'extras') w(
      code text, name text, translations jsonb, per text, amount bigint, "maxQuantity" integer
    );
  END IF;

  IF p_content -> 'taxes' IS DISTINCT FROM p_before -> 'taxes' THEN
    DELETE FROM taxes t WHERE t.item_id = p_id;

    INSERT INTO taxes (
      item_id, name, translations, basis_points, is_included, on_stay, on_extras, on_tourist_tax
    )
    SELECT
      p_id, w.name, coalesce(w.translations, '{}'), w."basisPoints", w."isIncluded", w."onStay", w."onExtras",
      w."onTouristTax"
    FROM jsonb_to_recordset(p_content -> 'taxes') w(
      name text, translations jsonb, "basisPoints" integer, "isIncluded" boolean, "onStay" boolean,
      "onExtras" text[], "onTouristTax" boolean
    );
  END IF;

  IF p_content -> 'touristTaxes' IS DISTINCT FROM p_before -> 'touristTaxes' THEN
    DELETE FROM tourist_taxes t WHERE t.item_id = p_id;

    INSERT INTO tourist_taxes (
      item_id, name, translations, amount_minor, exempt_below_age, maximum_nights
    )
    SELECT
      p_id, w.name, coalesce(w.translations, '{}'), w.amount, w."exemptBelowAge", w."maximumNights"
    FROM jsonb_to_recordset(p_content -> 'touristTaxes') w(
      name text, translations jsonb, amount bigint, "exemptBelowAge" integer, "maximumNights" integer
    );
  END IF;
END $$;

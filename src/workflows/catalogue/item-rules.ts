/** What the database alone can refuse of an item, in words for people. */
export const rules = {
  'slug-taken': 'Another item has this slug.',
  'unknown-category': 'There is no such category.',
  'unknown-legal-entity': 'There is no such company.',
  'unknown-policy': 'There is no such version of a policy.',
  'unknown-unit': 'There is no such unit of this item.',
  'unit-was-booked': 'A unit that was booked stays: retire it by `isActive` instead.',
} as const;

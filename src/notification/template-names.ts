/** Every message that Midas writes. Those of the guest speak the guest's language, those of the owner English. */
export const templates = [
  'guest-hold',
  'guest-confirmation',
  'guest-cancellation',
  'guest-payment-failed',
  'guest-late-payment',
  'owner-new-reservation',
  'owner-new-enquiry',
  'owner-late-payment',
  'owner-cancellation',
  'owner-quarantine',
] as const;

export type Template = (typeof templates)[number];

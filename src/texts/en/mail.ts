import type { Texts } from '../mail-texts.ts';
import { userEn } from './user-mail.ts';

export const en: Texts = {
  locale: 'en-GB',
  colon: ': ',
  greeting: (name) => `Dear ${name},`,
  regards: 'With kind regards,',
  footnote: (reference) =>
    `You receive this mail because this address was given for reservation ${reference}. To reach us, simply reply.`,
  legal: { terms: 'Terms', imprint: 'Legal notice' },
  changedSince: 'This has changed since: the link below always shows how your reservation stands now.',
  facts: {
    reference: 'Reference',
    from: 'From',
    to: 'To',
    guests: 'Guests',
    heldUntil: 'Held until',
    confirmedAt: 'Confirmed on',
    cancelledAt: 'Cancelled on',
    received: 'Received',
    paid: 'Paid',
    refund: 'Refund',
    securityDeposit: 'Security deposit',
    depositNote: 'not part of the total',
    atPlace: 'at the place',
    balance: 'Still to pay',
  },
  price: {
    title: 'Price',
    total: 'Total',
    adjustment: 'Price agreed with us',
    discount: (code) => `Discount ${code}`,
    including: (tax) => `Including ${tax}`,
    depositHeld: (from, until) => `held from ${from} to ${until}`,
  },
  units: {
    hour: { one: 'hour', other: 'hours' },
    day: { one: 'day', other: 'days' },
    night: { one: 'night', other: 'nights' },
  },
  per: {
    hour: 'per hour',
    day: 'per day',
    night: 'per night',
    person: 'per person',
    'person-night': 'per person and night',
  },
  policy: {
    title: (name) => `Cancellation: ${name}`,
    tier: (until, share) => `Until ${until}: ${share} back`,
    nothingBack: 'The time in which cancelling gives a refund has passed.',
  },
  manage: {
    open: 'See your reservation',
    pay: 'Complete your reservation',
    payAgain: 'Try the payment again',
    cancelFree: 'There you can also cancel, which costs nothing before you have paid.',
    note: 'This link opens your reservation without a password. Please keep it to yourself.',
  },
  hold: {
    subject: ({ item, reference, heldUntil, heldFor }) =>
      `Held ${heldFor ? `for ${heldFor}` : `until ${heldUntil}`}: ${item} (${reference})`,
    heading: 'Your dates are held',
    opening: ({ item, heldUntil, heldFor }) =>
      `We are holding ${item} for you${heldFor ? ` for ${heldFor},` : ''} until ${heldUntil}.`,
    pay: 'Please complete the payment by then; after that the dates are open to others again.',
    notAsked: 'If you did not ask for this, there is nothing to do: without payment the hold ends by itself.',
  },
  transfer: {
    title: 'By bank transfer',
    text: 'What is due can be paid by bank transfer. Please write the reference, so that we know whose it is. A transfer takes some days and counts once it has arrived.',
    held: ({ heldUntil }) =>
      `Your dates are held until ${heldUntil} only. A transfer that arrives later confirms them if they are still free; else it goes back to you.`,
    accountHolder: 'Account holder',
    bank: 'Bank',
  },
  confirmation: {
    subject: ({ item, dates, reference }) => `Confirmed: ${item}, ${dates} (${reference})`,
    heading: 'Your reservation is confirmed',
    opening: ({ item }, amount) =>
      `Thank you. Your payment of ${amount} has arrived and ${item} is reserved for you. We look forward to welcoming you.`,
    openingUnpaid: ({ item }) => `Your reservation is confirmed: ${item}. We look forward to welcoming you.`,
    calendar: 'The file attached puts the dates into your calendar.',
  },
  cancellation: {
    subject: ({ item, dates, reference }) => `Cancelled: ${item}, ${dates} (${reference})`,
    heading: 'Your reservation is cancelled',
    opening: ({ item, reference }) => `Reservation ${reference} for ${item} is cancelled.`,
    refund: (amount) => `We will refund ${amount} by the way you paid. There is nothing you need to do.`,
    waiting: (amount) =>
      `${amount} waits for the end of a dispute about your payment with your bank or PayPal: decided for us, it goes back to you at once; decided for you, you have it from them.`,
    noRefund: 'Under the cancellation policy you accepted, no refund is due.',
    byHouse: ({ item, reference }) => `We have cancelled reservation ${reference} for ${item}.`,
    noShow: ({ item, reference }) =>
      `Nobody came for ${item}, and so reservation ${reference} has ended and the time is open to others again.`,
    reason: 'What we would like to say',
    nothingBack: 'Nothing is refunded.',
    nothingPaid: 'You had not paid anything, so there is nothing to refund.',
    calendar: 'The file attached marks the entry in your calendar as cancelled.',
  },
  change: {
    subject: ({ item, dates, reference }) => `Changed: ${item}, ${dates} (${reference})`,
    heading: 'Your reservation has changed',
    opening: ({ reference }) =>
      `We have changed reservation ${reference} as arranged. This is what it is now.`,
    due: (amount, until) => `${amount} is left to pay, by ${until}.`,
    nothingDue: 'There is nothing more to pay for it now.',
    calendar: 'The file attached corrects the entry in your calendar.',
    before: 'Before',
  },
  paymentFailed: {
    subject: ({ item, reference }) => `Your payment did not go through: ${item} (${reference})`,
    heading: 'Your payment did not go through',
    opening: ({ item }) => `The payment for ${item} did not go through, and nothing was charged.`,
    again: ({ heldUntil }) =>
      `We keep holding it for you until ${heldUntil}. Please try again by then, perhaps with another card.`,
  },
  latePayment: {
    expired: {
      subject: ({ item, reference }) => `Your payment came too late: ${item} (${reference})`,
      heading: 'Your payment came too late',
      opening: ({ item, heldUntil }, amount) =>
        `We are sorry: your payment of ${amount} reached us after the hold on ${item} had ended (${heldUntil}), and what was held for you is no longer free.`,
    },
    cancelled: {
      subject: ({ item, reference }) => `Payment for a cancelled reservation: ${item} (${reference})`,
      heading: 'Your reservation is cancelled',
      opening: ({ item }, amount) =>
        `We have received a payment of ${amount}, but the reservation for ${item} is cancelled and stays so.`,
    },
    confirmed: {
      subject: ({ item, reference }) => `One payment too many: ${item} (${reference})`,
      heading: 'One payment too many',
      opening: ({ item }, amount) =>
        `Your reservation for ${item} is paid and confirmed, and stays so. We have received a further payment of ${amount}.`,
    },
    refund: (amount) =>
      `We will refund ${amount} in full, by the way you paid. There is nothing you need to do.`,
    otherDates: 'If other dates would suit you, simply reply: we will gladly look for them with you.',
  },
  answer: {
    subject: (item, business) => (item ? `Your enquiry about ${item}` : `Your message to ${business}`),
    heading: 'Our answer to your message',
    asked: (date) => `You wrote on ${date}`,
    footnote: (business) =>
      `You receive this mail because you wrote to ${business}. To write back, simply reply.`,
  },
  user: userEn,
  notices: {
    payBalance: 'Pay the balance',
    payBalanceNote: 'Anyone who has this link can pay for you; it can do nothing else.',
    refund: {
      subject: ({ item, reference }) => `Your refund is on its way: ${item} (${reference})`,
      heading: 'Your refund is on its way',
      opening: ({ item }, amount) => `We have sent ${amount} back to you for ${item}.`,
      more: 'It goes back the way you paid. Until it shows on your account, banks take five to ten days.',
      label: 'Refund',
    },
    cashBack: {
      subject: ({ item, reference }) => `Your refund in cash: ${item} (${reference})`,
      heading: 'Your refund in cash',
      opening: ({ item }, amount) => `We have given ${amount} back to you in cash for ${item}.`,
      more: 'If you have not received it, simply reply.',
      label: 'Refund',
    },
    paymentLink: {
      subject: ({ item, reference }) => `Please pay: ${item} (${reference})`,
      heading: 'Your payment',
      opening: ({ item }, amount) => `For ${item}, ${amount} is to be paid.`,
      more: 'Anyone who has the link below can pay it, by card or another of our ways.',
      label: 'To pay',
    },
    balancePaid: {
      subject: ({ item, reference }) => `Your balance has arrived: ${item} (${reference})`,
      heading: 'Everything is paid',
      opening: ({ item }, amount) => `Thank you. Your payment of ${amount} for ${item} has arrived.`,
      more: 'The receipt is attached. We look forward to welcoming you.',
      label: 'Received',
    },
    balanceReminder: {
      subject: ({ item, reference }) => `Your balance is due: ${item} (${reference})`,
      heading: 'Your balance is due',
      opening: ({ item }, amount, until) => `For ${item}, ${amount} is left to pay. It is due by ${until}.`,
      more: 'If it stays unpaid for two days after that, the reservation is cancelled under the policy you accepted.',
      label: 'To pay',
    },
    balanceCancelled: {
      subject: ({ item, dates, reference }) => `Cancelled: ${item}, ${dates} (${reference})`,
      heading: 'Your reservation is cancelled',
      opening: ({ item }) => `The balance for ${item} stayed unpaid, and so the reservation is cancelled.`,
      more: 'What the cancellation policy gives back of your first payment is on its way to you, the way you paid.',
      label: 'Refund',
    },
    disputeCancelled: {
      subject: ({ item, dates, reference }) => `Cancelled: ${item}, ${dates} (${reference})`,
      heading: 'Your reservation is cancelled',
      opening: ({ item }) =>
        `Your bank or PayPal has given you back what you had paid for ${item}, and so the reservation is cancelled and the dates are open to others again.`,
      more: 'Nobody owes anything. If this was not what you wanted, simply reply: we will gladly look for a way with you.',
      label: 'Refund',
    },
    disputeRest: {
      subject: ({ item, reference }) => `The rest of your refund: ${item} (${reference})`,
      heading: 'The rest of your refund',
      opening: ({ item }, amount) =>
        `The dispute about your payment for ${item} has ended, and so ${amount} that waited for it goes back to you.`,
      more: 'It goes back the way you paid. There is nothing you need to do.',
      label: 'Refund',
    },
    creditProlonged: {
      subject: ({ item, reference }) => `Your gift card can be used again: ${item} (${reference})`,
      heading: 'Your gift card can be used again',
      opening: ({ item }, amount, until) =>
        `${amount} that you had paid for ${item} by gift card or store credit is back on it, and it can now be used until ${until}.`,
      more: 'Its code is the one you have. There is nothing you need to do.',
      label: 'Back on it',
    },
    processing: {
      subject: ({ item, reference }) => `Your payment is on its way: ${item} (${reference})`,
      heading: 'Your payment is being processed',
      opening: ({ item }, amount, until) =>
        `Your payment of ${amount} for ${item} is on its way; your bank may need some days for it. We keep your booking meanwhile, until ${until} at the latest.`,
      more: 'There is nothing more for you to do. We write to you as soon as it has arrived, or should it fail.',
      label: 'On its way',
    },
    processingEnded: {
      subject: ({ item, reference }) => `We could not wait any longer: ${item} (${reference})`,
      heading: 'Your payment did not arrive in time',
      opening: ({ item }, amount) =>
        `Your payment of ${amount} for ${item} was still being processed when its time was over, so the dates are open to others again.`,
      more: 'Should it arrive later and the dates still be free, your booking is confirmed; else all of it goes back to you by itself.',
      label: 'On its way',
    },
    shareArrived: {
      subject: ({ item, reference }) => `One more payment, please: ${item} (${reference})`,
      heading: 'A part of the price has arrived',
      opening: ({ item }, amount, until) =>
        `Thank you. Your payment for ${item} has arrived, and ${amount} is left to pay. We keep the dates for you until ${until}.`,
      more: 'Please pay the rest by then. Else the dates are open to others again, and all that you have paid goes back to you by itself.',
      label: 'To pay',
    },
    paymentApproved: {
      subject: ({ item, reference }) => `You can pay now: ${item} (${reference})`,
      heading: 'You can pay now',
      opening: ({ item, heldUntil }) =>
        `Thank you for waiting. We are holding ${item} for you until ${heldUntil}.`,
      more: 'Please complete the payment by then; after that the dates are open to others again.',
      label: 'To pay',
    },
    paymentDeclined: {
      subject: ({ item, reference }) => `We cannot take your payment: ${item} (${reference})`,
      heading: 'We cannot take your payment',
      opening: ({ item }) =>
        `We are sorry: we cannot take the payment for ${item} online, and the reservation has ended.`,
      more: 'Anything that was paid goes back in full, the way it came. If you would like to reserve in another way, simply reply.',
      label: 'Left to pay',
    },
    depositHeld: {
      subject: ({ item, reference }) => `Security deposit held: ${item} (${reference})`,
      heading: 'Your security deposit is held',
      opening: ({ item }, amount) => `We have held ${amount} as the security deposit for ${item}.`,
      more: 'It is held on your account, not taken, and released after you have returned. There is nothing you need to do.',
      label: 'Security deposit',
    },
    depositFailed: {
      subject: ({ item, reference }) => `Security deposit: please help us (${item}, ${reference})`,
      heading: 'Your security deposit could not be held',
      opening: ({ item }, amount) =>
        `We could not hold the security deposit of ${amount} for ${item}: your bank refused it, or could not be reached.`,
      more: 'Please open your reservation and hold it with another card before your stay. We shall also try again ourselves.',
      label: 'Security deposit',
    },
    depositAsked: {
      subject: ({ item, reference }) => `Please hold your security deposit: ${item} (${reference})`,
      heading: 'Please hold your security deposit',
      opening: ({ item }, amount) =>
        `A security deposit of ${amount} belongs to your stay with ${item}, and the way you paid cannot hold it.`,
      more: 'Please open your reservation and hold it with a card before your stay. It is held on your account, not taken, and released after you have returned.',
      label: 'Security deposit',
    },
    depositCaptured: {
      subject: ({ item, reference }) => `Security deposit: a part was kept (${item}, ${reference})`,
      heading: 'A part of your security deposit was kept',
      opening: ({ item }, amount) =>
        `After your stay with ${item} we have kept ${amount} of the security deposit.`,
      more: 'The rest is released. If you have questions about the reason or would like to see the evidence, simply reply.',
      label: 'Kept',
    },
    depositReleased: {
      subject: ({ item, reference }) => `Security deposit released: ${item} (${reference})`,
      heading: 'Your security deposit is released',
      opening: ({ item }, amount) => `The security deposit of ${amount} for ${item} is released in full.`,
      more: 'Banks take a few days until the held amount disappears from your account. Thank you for your stay.',
      label: 'Released',
    },
  },
};

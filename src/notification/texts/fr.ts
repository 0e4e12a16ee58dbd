import type { Texts } from './texts.ts';

// French sets a no-break space before a colon (U+00A0) and a narrow one before a semicolon (U+202F).
export const fr: Texts = {
  locale: 'fr-FR',
  colon: '\u00a0: ',
  greeting: (name) => `Bonjour ${name},`,
  regards: 'Avec nos meilleures salutations,',
  footnote: (reference) =>
    `Vous recevez ce message parce que cette adresse a été indiquée pour la réservation ${reference}. Pour nous écrire, il suffit d’y répondre.`,
  changedSince:
    'La situation a évolué depuis\u00a0: le lien ci-dessous indique toujours où en est votre réservation.',
  facts: {
    reference: 'Référence',
    from: 'Début',
    to: 'Fin',
    guests: 'Personnes',
    heldUntil: 'Option jusqu’au',
    confirmedAt: 'Confirmée le',
    cancelledAt: 'Annulée le',
    received: 'Montant reçu',
    refund: 'Remboursement',
    securityDeposit: 'Caution',
    depositNote: 'non comprise dans le total',
  },
  price: {
    title: 'Prix',
    total: 'Total',
    discount: (code) => `Remise ${code}`,
    including: (tax) => `Dont ${tax}`,
  },
  units: {
    hour: { one: 'heure', other: 'heures' },
    day: { one: 'jour', other: 'jours' },
    night: { one: 'nuit', other: 'nuits' },
  },
  per: { hour: 'par heure', day: 'par jour', night: 'par nuit', person: 'par personne' },
  policy: {
    title: (name) => `Conditions d’annulation\u00a0: ${name}`,
    tier: (until, share) => `Jusqu’au ${until}\u00a0: ${share} remboursés`,
    nothingBack: 'Le délai pendant lequel une annulation donne droit à un remboursement est passé.',
  },
  manage: {
    open: 'Voir votre réservation',
    pay: 'Finaliser votre réservation',
    payAgain: 'Réessayer le paiement',
    note: 'Ce lien ouvre votre réservation sans mot de passe. Merci de le garder pour vous.',
  },
  hold: {
    subject: ({ item, reference, heldUntil }) =>
      `Votre option jusqu’au ${heldUntil}\u00a0: ${item} (${reference})`,
    heading: 'Nous vous gardons ces dates',
    opening: ({ item, heldUntil }) => `Nous gardons ${item} pour vous jusqu’au ${heldUntil}.`,
    pay: 'Merci de régler d’ici là\u202f; passé ce délai, ces dates seront de nouveau proposées à d’autres.',
    notAsked:
      'Si vous n’êtes pas à l’origine de cette demande, vous n’avez rien à faire\u00a0: sans paiement, l’option s’éteint d’elle-même.',
  },
  confirmation: {
    subject: ({ item, dates, reference }) => `Réservation confirmée\u00a0: ${item}, ${dates} (${reference})`,
    heading: 'Votre réservation est confirmée',
    opening: ({ item }, amount) =>
      `Merci. Votre paiement de ${amount} nous est parvenu et votre réservation est confirmée\u00a0: ${item}. Nous nous réjouissons de vous accueillir.`,
    calendar: 'Le fichier joint inscrit ces dates dans votre agenda.',
  },
  cancellation: {
    subject: ({ item, dates, reference }) => `Réservation annulée\u00a0: ${item}, ${dates} (${reference})`,
    heading: 'Votre réservation est annulée',
    opening: ({ item, reference }) => `La réservation ${reference} (${item}) est annulée.`,
    refund: (amount) =>
      `Nous vous remboursons ${amount} par le moyen de paiement que vous avez utilisé. Vous n’avez rien à faire.`,
    noRefund: 'Selon les conditions d’annulation que vous avez acceptées, aucun remboursement n’est dû.',
    nothingPaid: 'Vous n’aviez encore rien réglé\u00a0: il n’y a donc rien à rembourser.',
    calendar: 'Le fichier joint marque la réservation comme annulée dans votre agenda.',
  },
  paymentFailed: {
    subject: ({ item, reference }) => `Votre paiement n’a pas abouti\u00a0: ${item} (${reference})`,
    heading: 'Votre paiement n’a pas abouti',
    opening: ({ item }) =>
      `Le paiement de votre réservation (${item}) n’a pas abouti et rien n’a été débité.`,
    again: ({ heldUntil }) =>
      `Nous vous gardons ces dates jusqu’au ${heldUntil}. Merci de réessayer d’ici là, au besoin avec une autre carte.`,
  },
  latePayment: {
    lapsed: {
      subject: ({ item, reference }) => `Paiement reçu trop tard\u00a0: ${item} (${reference})`,
      heading: 'Votre paiement est arrivé trop tard',
      opening: ({ item, heldUntil }, amount) =>
        `Nous sommes désolés\u00a0: votre paiement de ${amount} nous est parvenu après la fin de votre option (${item}, ${heldUntil}), et ces dates ne sont plus libres.`,
    },
    cancelled: {
      subject: ({ item, reference }) => `Paiement d’une réservation annulée\u00a0: ${item} (${reference})`,
      heading: 'Votre réservation est annulée',
      opening: ({ item }, amount) =>
        `Nous avons reçu un paiement de ${amount}, mais cette réservation (${item}) est annulée et le reste.`,
    },
    confirmed: {
      subject: ({ item, reference }) => `Un paiement de trop\u00a0: ${item} (${reference})`,
      heading: 'Un paiement de trop',
      opening: ({ item }, amount) =>
        `Votre réservation (${item}) est réglée et confirmée, et le reste. Nous avons reçu un autre paiement de ${amount}.`,
    },
    refund: (amount) =>
      `Nous vous remboursons intégralement ces ${amount} par le moyen de paiement que vous avez utilisé. Vous n’avez rien à faire.`,
    otherDates:
      'Si d’autres dates vous conviennent, répondez simplement à ce message\u00a0: nous les chercherons volontiers avec vous.',
  },
};

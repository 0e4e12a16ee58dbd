import type { LaterTexts } from './texts.ts';

// French sets a no-break space before a colon (U+00A0) and a narrow one before a semicolon (U+202F).
export const frLater: LaterTexts = {
  person: {
    title: 'Vos coordonnées',
    note: 'Souhaits ou remarques',
    policy: 'Annulation',
    tier: (before, share) => `Jusqu’à ${before} avant le début, ${share} remboursés.`,
    until: (until, share) => `Jusqu’au ${until}\u00a0: ${share} remboursés`,
    over: 'Une annulation ne donne plus lieu à un remboursement.',
    noRefund: 'Ensuite, aucun remboursement.',
    accept: 'J’accepte les conditions d’annulation.',
    reserve: (total) => `Réserver pour ${total}`,
  },
  billing: {
    title: 'Il me faut une facture au nom d’une société ou à une autre adresse',
    name: 'Société ou personne',
    address: 'Rue et numéro',
    postalCode: 'Code postal',
    city: 'Ville',
    country: 'Pays',
    vatNumber: 'Numéro de TVA',
  },
  taken: {
    title: 'Quelqu’un a été plus rapide',
    text: 'Ces dates viennent d’être prises. Rien n’a été réservé ni débité.',
    instead: 'Encore libre\u00a0:',
    span: (from, to) => `du ${from} au ${to}`,
    other: 'Choisir d’autres dates',
  },
  pay: {
    title: 'Nous vous gardons ces dates',
    left: (time) =>
      `Il vous reste ${time} minutes pour payer. Ensuite, ces dates seront de nouveau proposées à d’autres.`,
    minutes: (count) =>
      count === 1 ? 'Il vous reste une minute pour payer.' : `Il vous reste ${count} minutes pour payer.`,
    pay: (amount) => `Payer ${amount}`,
    rest: 'Régler le solde',
    early: (amount) => `Payer ${amount} dès maintenant`,
    parts: (now, later, date) => `${now} à régler maintenant, ${later} plus tard, avant le ${date}.`,
    share: (due) =>
      `On ne peut pas payer davantage en une fois. Le reste de ${due} vous sera demandé ensuite.`,
    transfer: (account: string, reference: string) =>
      `Vous pouvez aussi faire un virement : ${account}. Merci d’indiquer ${reference}. Il prend des jours et compte dès qu’il est arrivé.`,
    paypal: 'Payer avec PayPal',
    note: 'Vous payez chez notre prestataire de paiement\u202f; nous ne voyons jamais votre carte.',
    away: 'Le prestataire de paiement ne répond pas. Si votre navigateur bloque des publicités ou des scripts, autorisez cette page, puis réessayez.',
    bank: 'Votre banque peut vous demander de confirmer le paiement. Ne fermez pas cette page.',
    declined: 'Le paiement a été refusé et rien n’a été débité. Réessayez, au besoin avec une autre carte.',
    turnedBack: 'Vous n’avez pas payé et rien n’a été débité.',
    unconfirmed: 'Votre banque n’a pas pu vérifier votre identité et rien n’a été débité. Réessayez.',
    waiting: 'Votre paiement est en cours',
    waitingText: 'Nous attendons la réponse de votre banque. Cette page s’actualise d’elle-même.',
    processing:
      'Votre paiement est toujours en cours de traitement. Vous pouvez fermer cette page\u00a0: nous vous écrirons.',
    inProcess:
      'Votre paiement est en cours\u00a0; votre banque peut demander quelques jours. Nous gardons votre réservation et vous écrirons.',
    look: 'Actualiser',
    review: 'Nous examinons votre paiement',
    reviewText: 'Nous vous gardons ces dates. Vous recevrez un e-mail, en général sous 24 heures.',
    expired: 'Le délai de paiement est dépassé',
    expiredText:
      'Ces dates sont de nouveau proposées à d’autres. Si elles sont encore libres, vous pouvez les réserver à nouveau. Un paiement arrivé trop tard vous est rendu.',
    restart: 'Réserver à nouveau',
  },
  view: {
    confirmed: 'Réservation confirmée',
    held: 'En attente de paiement',
    cancelled: 'Annulée',
    expired: 'Expirée',
    thanks: (email) => `Merci. Nous avons écrit à ${email}.`,
    status: 'État',
    reference: 'Référence',
    where: 'Lieu',
    paid: 'Réglé',
    due: (amount, date) => `Il reste ${amount} à régler avant le ${date}.`,
    back: 'Remboursement en cours',
    refunded: 'Remboursé',
    kept: 'Conservé',
    documents: {
      title: 'Documents',
      invoice: 'Facture',
      receipt: 'Reçu',
      'credit-note': 'Avoir',
      'debit-note': 'Note de débit',
    },
    invoice: 'Facture pour',
    calendar: 'Ajouter à votre agenda',
    calendarLink: {
      replace: 'Remplacer le lien des agendas',
      replaced: 'Les liens des agendas n’ouvrent plus rien. Ajoutez de nouveau la réservation au vôtre.',
    },
    resend: 'Renvoyer la confirmation',
    resent: (email) => `La confirmation est en route vers ${email}.`,
    manage: 'Voir ou modifier votre réservation',
    noLink: 'Ouvrez le lien reçu par e-mail',
    noLinkText: 'Il n’est complet qu’avec la partie qui suit le #.',
  },
  cancel: {
    title: 'Annuler',
    preview: 'Annuler…',
    confirm: 'Annuler la réservation',
    keep: 'Garder ma réservation',
    done: 'Votre réservation est annulée. Nous vous avons écrit.',
    tooLate: 'Cette réservation ne peut plus être annulée ici. Écrivez-nous.',
    unpaid: 'Vous n’avez encore rien réglé\u00a0: l’annulation est sans frais.',
    nothing: (paid) => `Vous avez réglé ${paid}. Si vous annulez maintenant, rien ne vous sera remboursé.`,
    refund: (refund, paid) =>
      `Si vous annulez maintenant, ${refund} vous seront remboursés sur les ${paid} réglés.`,
    waiting: (waiting) =>
      `${waiting} de plus vous reviennent si le litige sur votre paiement est tranché en notre faveur\u00a0; en la vôtre, vous les recevez de votre banque ou de PayPal.`,
  },
};

import type { Texts } from '../mail-texts.ts';
import { userFr } from './user-mail.ts';

// French sets a no-break space before a colon (U+00A0) and a narrow one before a semicolon (U+202F).
export const fr: Texts = {
  locale: 'fr-FR',
  colon: '\u00a0: ',
  greeting: (name) => `Bonjour ${name},`,
  regards: 'Avec nos meilleures salutations,',
  footnote: (reference) =>
    `Vous recevez ce message parce que cette adresse a été indiquée pour la réservation ${reference}. Pour nous écrire, il suffit d’y répondre.`,
  legal: { terms: 'Conditions générales', imprint: 'Mentions légales' },
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
    paid: 'Réglé',
    refund: 'Remboursement',
    securityDeposit: 'Caution',
    depositNote: 'non comprise dans le total',
    atPlace: 'sur place',
    balance: 'Reste à payer',
  },
  price: {
    title: 'Prix',
    total: 'Total',
    adjustment: 'Prix convenu avec nous',
    discount: (code) => `Remise ${code}`,
    including: (tax) => `Dont ${tax}`,
    depositHeld: (from, until) => `bloquée du ${from} au ${until}`,
  },
  units: {
    hour: { one: 'heure', other: 'heures' },
    day: { one: 'jour', other: 'jours' },
    night: { one: 'nuit', other: 'nuits' },
  },
  per: {
    hour: 'par heure',
    day: 'par jour',
    night: 'par nuit',
    person: 'par personne',
    'person-night': 'par personne et par nuit',
  },
  policy: {
    title: () => 'Conditions d’annulation',
    tier: (until, share) => `Jusqu’au ${until}\u00a0: ${share} remboursés`,
    nothingBack: 'Le délai pendant lequel une annulation donne droit à un remboursement est passé.',
  },
  manage: {
    open: 'Voir votre réservation',
    pay: 'Finaliser votre réservation',
    payAgain: 'Réessayer le paiement',
    cancelFree: 'Vous pouvez aussi y annuler\u202f; tant que rien n’est réglé, c’est sans frais.',
    note: 'Ce lien ouvre votre réservation sans mot de passe. Merci de le garder pour vous.',
  },
  hold: {
    subject: ({ item, reference, heldUntil, heldFor }) =>
      `Votre option ${heldFor ? `de ${heldFor}` : `jusqu’au ${heldUntil}`}\u00a0: ${item} (${reference})`,
    heading: 'Nous vous gardons ces dates',
    opening: ({ item, heldUntil, heldFor }) =>
      `Nous gardons ${item} pour vous${heldFor ? ` pendant ${heldFor},` : ''} jusqu’au ${heldUntil}.`,
    pay: 'Merci de régler d’ici là\u202f; passé ce délai, ces dates seront de nouveau proposées à d’autres.',
    notAsked:
      'Si vous n’êtes pas à l’origine de cette demande, vous n’avez rien à faire\u00a0: sans paiement, l’option s’éteint d’elle-même.',
  },
  transfer: {
    title: 'Par virement bancaire',
    text: 'Le montant dû peut être réglé par virement bancaire. Merci d’indiquer la référence, pour que nous sachions de qui il vient. Un virement prend quelques jours et compte dès qu’il est arrivé.',
    held: ({ heldUntil }) =>
      `Vos dates ne sont retenues que jusqu’au ${heldUntil}. Un virement qui arrive plus tard les confirme si elles sont encore libres ; sinon il vous est retourné.`,
    accountHolder: 'Titulaire du compte',
    bank: 'Banque',
  },
  confirmation: {
    subject: ({ item, dates, reference }) => `Réservation confirmée\u00a0: ${item}, ${dates} (${reference})`,
    heading: 'Votre réservation est confirmée',
    opening: ({ item }, amount) =>
      `Merci. Votre paiement de ${amount} nous est parvenu et votre réservation est confirmée\u00a0: ${item}. Nous nous réjouissons de vous accueillir.`,
    openingUnpaid: ({ item }) =>
      `Votre réservation est confirmée\u00a0: ${item}. Nous nous réjouissons de vous accueillir.`,
    calendar: 'Le fichier joint inscrit ces dates dans votre agenda.',
  },
  cancellation: {
    subject: ({ item, dates, reference }) => `Réservation annulée\u00a0: ${item}, ${dates} (${reference})`,
    heading: 'Votre réservation est annulée',
    opening: ({ item, reference }) => `La réservation ${reference} (${item}) est annulée.`,
    refund: (amount) =>
      `Nous vous remboursons ${amount} par le moyen de paiement que vous avez utilisé. Vous n’avez rien à faire.`,
    waiting: (amount) =>
      `${amount} attendent la fin du litige sur votre paiement auprès de votre banque ou de PayPal\u00a0: tranché en notre faveur, le montant vous revient aussitôt\u00a0; en la vôtre, vous l’avez déjà reçu d’eux.`,
    noRefund: 'Selon les conditions d’annulation que vous avez acceptées, aucun remboursement n’est dû.',
    byHouse: ({ item, reference }) => `Nous avons annulé la réservation ${reference} (${item}).`,
    noShow: ({ item, reference }) =>
      `Personne ne s’est présenté\u00a0: la réservation ${reference} (${item}) a donc pris fin et ces dates sont de nouveau ouvertes à d’autres.`,
    reason: 'Ce que nous tenons à vous dire',
    nothingBack: 'Aucun remboursement n’est effectué.',
    nothingPaid: 'Vous n’aviez encore rien réglé\u00a0: il n’y a donc rien à rembourser.',
    calendar: 'Le fichier joint marque la réservation comme annulée dans votre agenda.',
  },
  change: {
    subject: ({ item, dates, reference }) => `Réservation modifiée\u00a0: ${item}, ${dates} (${reference})`,
    heading: 'Votre réservation a été modifiée',
    opening: ({ reference }) =>
      `Nous avons modifié la réservation ${reference} comme convenu. Voici ce qu’elle est désormais.`,
    due: (amount, until) => `Il reste ${amount} à régler, au plus tard le ${until}.`,
    nothingDue: 'Il n’y a rien de plus à régler pour le moment.',
    calendar: 'Le fichier joint corrige la réservation dans votre agenda.',
    before: 'Auparavant',
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
    expired: {
      subject: ({ item, reference }) => `Paiement reçu trop tard\u00a0: ${item} (${reference})`,
      heading: 'Votre paiement est arrivé trop tard',
      opening: ({ item, heldUntil }, amount) =>
        `Nous sommes désolés\u00a0: votre paiement de ${amount} nous est parvenu après la fin de votre option (${item}, ${heldUntil}), et ce qui vous était réservé n’est plus libre.`,
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
  answer: {
    subject: (item, business) => (item ? `Votre demande au sujet de ${item}` : `Votre message à ${business}`),
    heading: 'Notre réponse à votre message',
    asked: (date) => `Vous avez écrit le ${date}`,
    footnote: (business) =>
      `Vous recevez ce message parce que vous avez écrit à ${business}. Pour nous écrire, il suffit d’y répondre.`,
  },
  user: userFr,
  notices: {
    payBalance: 'Régler le solde',
    payBalanceNote: 'Toute personne disposant de ce lien peut payer pour vous ; il ne permet rien d’autre.',
    refund: {
      subject: ({ item, reference }) => `Votre remboursement est en route : ${item} (${reference})`,
      heading: 'Votre remboursement est en route',
      opening: ({ item }, amount) => `Nous vous avons renvoyé ${amount} pour ${item}.`,
      more: 'Il revient par le moyen de paiement utilisé. Les banques mettent cinq à dix jours à le créditer.',
      label: 'Remboursement',
    },
    cashBack: {
      subject: ({ item, reference }) => `Votre remboursement en espèces\u00a0: ${item} (${reference})`,
      heading: 'Votre remboursement en espèces',
      opening: ({ item }, amount) => `Nous vous avons rendu ${amount} en espèces pour ${item}.`,
      more: 'Si vous ne les avez pas reçus, répondez simplement à ce message.',
      label: 'Remboursement',
    },
    paymentLink: {
      subject: ({ item, reference }) => `Votre paiement\u00a0: ${item} (${reference})`,
      heading: 'Votre paiement',
      opening: ({ item }, amount) => `Pour ${item}, il y a ${amount} à régler.`,
      more: 'Toute personne qui a le lien ci-dessous peut le régler, par carte ou par un autre de nos moyens de paiement.',
      label: 'À régler',
    },
    balancePaid: {
      subject: ({ item, reference }) => `Votre solde est arrivé : ${item} (${reference})`,
      heading: 'Tout est réglé',
      opening: ({ item }, amount) => `Merci. Votre paiement de ${amount} pour ${item} est arrivé.`,
      more: 'Le reçu est joint. Nous nous réjouissons de vous accueillir.',
      label: 'Reçu',
    },
    balanceReminder: {
      subject: ({ item, reference }) => `Votre solde est à régler : ${item} (${reference})`,
      heading: 'Votre solde est à régler',
      opening: ({ item }, amount, until) =>
        `Pour ${item}, il reste ${amount} à régler, au plus tard le ${until}.`,
      more: 'S’il reste impayé deux jours après, la réservation est annulée selon les conditions que vous avez acceptées.',
      label: 'À régler',
    },
    balanceCancelled: {
      subject: ({ item, dates, reference }) => `Annulée : ${item}, ${dates} (${reference})`,
      heading: 'Votre réservation est annulée',
      opening: ({ item }) => `Le solde pour ${item} est resté impayé ; la réservation est donc annulée.`,
      more: 'Ce que les conditions d’annulation vous rendent du premier paiement vous revient par le même moyen.',
      label: 'Remboursement',
    },
    disputeCancelled: {
      subject: ({ item, dates, reference }) => `Annulée\u00a0: ${item}, ${dates} (${reference})`,
      heading: 'Votre réservation est annulée',
      opening: ({ item }) =>
        `Votre banque ou PayPal vous a rendu ce que vous aviez réglé pour ${item}\u00a0; la réservation est donc annulée et les dates sont de nouveau libres.`,
      more: 'Personne ne doit plus rien. Si ce n’est pas ce que vous vouliez, répondez simplement\u00a0: nous chercherons volontiers une solution avec vous.',
      label: 'Remboursement',
    },
    disputeRest: {
      subject: ({ item, reference }) => `Le reste de votre remboursement\u00a0: ${item} (${reference})`,
      heading: 'Le reste de votre remboursement',
      opening: ({ item }, amount) =>
        `Le litige sur votre paiement pour ${item} est terminé\u00a0: ${amount} qui en attendaient la fin vous reviennent.`,
      more: 'Le montant revient par le moyen de paiement utilisé. Vous n’avez rien à faire.',
      label: 'Remboursement',
    },
    creditProlonged: {
      subject: ({ item, reference }) =>
        `Votre carte cadeau est de nouveau utilisable\u00a0: ${item} (${reference})`,
      heading: 'Votre carte cadeau est de nouveau utilisable',
      opening: ({ item }, amount, until) =>
        `${amount} que vous aviez réglés pour ${item} par carte cadeau ou avoir y ont été recrédités\u00a0; vous pouvez désormais vous en servir jusqu’au ${until}.`,
      more: 'Le code reste celui que vous avez. Vous n’avez rien à faire.',
      label: 'Recrédité',
    },
    processing: {
      subject: ({ item, reference }) => `Votre paiement est en cours : ${item} (${reference})`,
      heading: 'Votre paiement est en cours de traitement',
      opening: ({ item }, amount, until) =>
        `Votre paiement de ${amount} pour ${item} est en cours ; votre banque peut demander quelques jours. Nous vous gardons la réservation entre-temps, au plus tard jusqu’au ${until}.`,
      more: 'Vous n’avez rien d’autre à faire. Nous vous écrirons dès qu’il sera arrivé, ou s’il échouait.',
      label: 'En cours',
    },
    processingEnded: {
      subject: ({ item, reference }) => `Nous n’avons pas pu attendre davantage : ${item} (${reference})`,
      heading: 'Votre paiement n’est pas arrivé à temps',
      opening: ({ item }, amount) =>
        `Votre paiement de ${amount} pour ${item} était encore en cours à la fin du délai ; les dates sont donc de nouveau libres.`,
      more: 'S’il arrive plus tard et que les dates sont encore libres, votre réservation est confirmée ; sinon, la somme entière vous est rendue automatiquement.',
      label: 'En cours',
    },
    shareArrived: {
      subject: ({ item, reference }) => `Encore un paiement, s’il vous plaît : ${item} (${reference})`,
      heading: 'Une partie du prix est arrivée',
      opening: ({ item }, amount, until) =>
        `Merci. Votre paiement pour ${item} est arrivé ; il reste ${amount} à payer. Nous gardons les dates pour vous jusqu’au ${until}.`,
      more: 'Veuillez régler le reste d’ici là. Sinon, les dates sont de nouveau libres et tout ce que vous avez payé vous est rendu automatiquement.',
      label: 'À payer',
    },
    paymentApproved: {
      subject: ({ item, reference }) => `Vous pouvez payer : ${item} (${reference})`,
      heading: 'Vous pouvez payer',
      opening: ({ item, heldUntil }) =>
        `Merci de votre patience. Nous vous gardons ${item} jusqu’au ${heldUntil}.`,
      more: 'Merci de régler d’ici là ; ensuite, les dates seront de nouveau libres.',
      label: 'À régler',
    },
    paymentDeclined: {
      subject: ({ item, reference }) =>
        `Nous ne pouvons pas accepter votre paiement : ${item} (${reference})`,
      heading: 'Nous ne pouvons pas accepter votre paiement',
      opening: ({ item }) =>
        `Nous sommes désolés : nous ne pouvons pas accepter en ligne le paiement pour ${item}, et la réservation a pris fin.`,
      more: 'Tout montant payé est rendu en entier, par le même moyen. Pour réserver autrement, il suffit de répondre.',
      label: 'Restait à régler',
    },
    depositHeld: {
      subject: ({ item, reference }) => `Caution bloquée : ${item} (${reference})`,
      heading: 'Votre caution est bloquée',
      opening: ({ item }, amount) => `Nous avons bloqué ${amount} à titre de caution pour ${item}.`,
      more: 'Le montant est bloqué, non débité, et libéré après votre retour. Vous n’avez rien à faire.',
      label: 'Caution',
    },
    depositFailed: {
      subject: ({ item, reference }) => `Caution : merci de nous aider (${item}, ${reference})`,
      heading: 'Votre caution n’a pas pu être bloquée',
      opening: ({ item }, amount) =>
        `Nous n’avons pas pu bloquer la caution de ${amount} pour ${item} : votre banque l’a refusée ou n’a pas pu être jointe.`,
      more: 'Ouvrez votre réservation et bloquez-la avec une autre carte avant votre séjour. Nous essaierons aussi de notre côté.',
      label: 'Caution',
    },
    depositAsked: {
      subject: ({ item, reference }) => `Merci de bloquer votre caution : ${item} (${reference})`,
      heading: 'Merci de bloquer votre caution',
      opening: ({ item }, amount) =>
        `Une caution de ${amount} fait partie de votre séjour avec ${item}, et votre moyen de paiement ne permet pas de la bloquer.`,
      more: 'Ouvrez votre réservation et bloquez-la avec une carte avant votre séjour. Le montant est bloqué, non débité, et libéré après votre retour.',
      label: 'Caution',
    },
    depositCaptured: {
      subject: ({ item, reference }) => `Caution : une partie a été retenue (${item}, ${reference})`,
      heading: 'Une partie de votre caution a été retenue',
      opening: ({ item }, amount) =>
        `Après votre séjour avec ${item}, nous avons retenu ${amount} sur la caution.`,
      more: 'Le reste est libéré. Pour toute question sur le motif ou les justificatifs, il suffit de répondre.',
      label: 'Retenu',
    },
    depositReleased: {
      subject: ({ item, reference }) => `Caution libérée : ${item} (${reference})`,
      heading: 'Votre caution est libérée',
      opening: ({ item }, amount) => `La caution de ${amount} pour ${item} est libérée en entier.`,
      more: 'Les banques mettent quelques jours à lever le blocage. Merci de votre séjour.',
      label: 'Libéré',
    },
  },
};

import type { FormTexts } from '../form-texts.ts';

const units: Readonly<Record<string, string>> = {
  minute: 'minute',
  hour: 'heure',
  day: 'jour',
  night: 'nuit',
};
const length = (count = '', unit = '') => `${count} ${units[unit] ?? unit}${count === '1' ? '' : 's'}`;

const weekdays: Readonly<Record<string, string>> = {
  Monday: 'lundi',
  Tuesday: 'mardi',
  Wednesday: 'mercredi',
  Thursday: 'jeudi',
  Friday: 'vendredi',
  Saturday: 'samedi',
  Sunday: 'dimanche',
};
/** The weekdays of an English list, with this before the last. */
const daysIn = (list: string, last: string) => {
  const names = (list.match(/[A-Z]\w+/g) ?? []).map((name) => weekdays[name] ?? name);
  const others = names.slice(0, -1).join(', ');
  return [others, names.at(-1)].filter(Boolean).join(last);
};

// French sets a no-break space before a colon (U+00A0) and a narrow one before a semicolon (U+202F).
export const fr: FormTexts = {
  locale: 'fr-FR',
  site: {
    skip: 'Aller au contenu',
    main: 'Navigation principale',
    catalogue: 'Catalogue',
    contact: 'Contact',
    account: 'Compte',
    write: 'Écrivez-nous',
  },
  units: { hour: ['heure', 'heures'], day: ['jour', 'jours'], night: ['nuit', 'nuits'] },
  stay: {
    hour: ['De', 'À'],
    night: ['Arrivée', 'Départ'],
    span: ['Prise en charge', 'Retour'],
    day: ['Premier jour', 'Lendemain du dernier jour'],
  },
  groups: { stay: 'Quand', extras: 'Options', person: 'Vos coordonnées' },
  fields: {
    item: 'Au sujet de',
    guests: 'Personnes',
    childAges: 'Âge des enfants, par exemple 4, 9',
    promotionCode: 'Code promotionnel',
    name: 'Nom',
    email: 'E-mail',
    phone: 'Téléphone',
    note: 'Souhaits ou remarques',
    billingName: 'Société ou personne pour la facture',
    billingAddress: 'Adresse pour la facture',
    billingPostalCode: 'Code postal',
    billingCity: 'Ville',
    billingCountry: 'Pays, en deux lettres comme FR',
    vatNumber: 'Numéro de TVA',
    message: 'Message',
    language: 'Langue',
    topic: 'Pour les robots',
    acceptsPolicy: 'J’accepte les conditions d’annulation.',
  },
  optional: 'facultatif',
  extras: {
    booking: (name, price) => `${name}, ${price}`,
    day: (name, price) => `${name}, ${price} par jour`,
    person: (name, price) => `${name}, ${price} par personne`,
    free: (name) => `${name}, offert`,
  },
  review: {
    title: 'Votre réservation',
    hasChanged: 'Le prix que vous avez vu n’est plus valable. Voici le prix actuel.',
    isTaken: 'Ces dates sont prises par quelqu’un d’autre en ce moment.',
    isLocalTime: 'Les heures sont locales.',
    price: 'Prix',
    total: 'Total',
    adjustment: 'Prix convenu avec nous',
    discount: (code) => `Code ${code}`,
    perPersonAndNight: 'par personne et par nuit',
    including: (tax) => `dont ${tax}`,
    deposit: (amount, from, until) => `Une caution de ${amount} est bloquée à part, du ${from} au ${until}.`,
    policy: 'Annulation',
    paying:
      'Le lien de paiement ouvre une page qui a besoin de JavaScript. Il s’ouvre aussi sur un autre appareil, comme un téléphone. Si cela ne vous aide pas, demandez-nous avant de réserver :',
    reserve: (amount) => `Réserver pour ${amount}`,
  },
  entry: {
    status: {
      held: 'Ce séjour est en option et n’est pas encore confirmé.',
      confirmed: 'Ce séjour est confirmé.',
      cancelled: 'Ce séjour est annulé.',
      expired: 'L’option sur ce séjour a pris fin.',
    },
    place: 'Lieu',
    reference: 'Référence',
    showsOnly:
      'Toute personne qui voit le calendrier peut ouvrir cette page. Elle montre le séjour et ne change rien.',
    manage: 'Comment le modifier ou l’annuler',
    ended: {
      title: 'Ce lien n’est plus valable',
      sentence:
        'Il a été remplacé par son titulaire ou n’a jamais été donné. L’e-mail de confirmation mène à la réservation.',
    },
  },
  taken: {
    title: 'Quelqu’un a été plus rapide',
    sentence: (item) =>
      `Ces dates viennent d’être prises (${item}). Rien n’a été réservé et rien n’a été débité.`,
    instead: 'Encore libre\u00a0:',
    span: (from, to) => `du ${from} au ${to}`,
  },
  refused: {
    title: 'Vérifiez votre saisie',
    notNow: 'Ce n’est pas possible pour l’instant',
    count: (count) => (count === 1 ? 'Un champ est à revoir.' : `${count} champs sont à revoir.`),
    sendAgain: 'Envoyer à nouveau',
    requestId: (id) => `Si cela se reproduit, indiquez-nous ce numéro\u00a0: ${id}`,
    codes: {
      forbidden: 'Ce formulaire ne vient pas d’une de nos pages.',
      'not-found': 'Nous n’avons rien trouvé sous ce nom.',
      'request-in-flight': 'Votre première demande est encore en cours. Patientez un instant.',
      'state-conflict': 'Ce n’est plus possible.',
      'promotion-used-up': 'Ce code ne peut plus être utilisé. Envoyez à nouveau, sans le code.',
      'not-payable': 'Ce montant ne peut pas être payé en ligne ici. Écrivez-nous.',
      'quote-invalid': 'Ce prix n’est plus valable. Envoyez à nouveau pour voir le prix actuel.',
      'rate-limited': 'Trop de demandes à la fois. Patientez une minute, puis réessayez.',
      'internal-error': 'Une erreur est survenue de notre côté. Réessayez dans un instant.',
      busy: 'Beaucoup de personnes réservent en ce moment. Réessayez dans un instant.',
      other: 'Nous n’avons pas pu traiter votre demande. Réessayez dans une minute.',
    },
    sentences: [
      [/^This field is needed\.$/, () => 'Ce champ est obligatoire.'],
      [/^This field is not known here\.$/, () => 'Ce champ n’existe pas ici.'],
      [/^This holds a character/, () => 'Ce champ contient un caractère qui n’a pas sa place ici.'],
      [/^Give this field once\.$/, () => 'Indiquez ce champ une seule fois.'],
      [/^Choose one of (.+)\.$/, (choices) => `Choisissez parmi ${choices}.`],
      [/^Tell us your name\.$/, () => 'Indiquez votre nom.'],
      [/^Tell us whom the invoice is for\.$/, () => 'Indiquez à qui est destinée la facture.'],
      [/^Tell us the address\.$/, () => 'Indiquez l’adresse.'],
      [/^Tell us the town\.$/, () => 'Indiquez la ville.'],
      [/^Give a country as its two-letter code/, () => 'Indiquez le pays en deux lettres, par exemple FR.'],
      [/^This is not a VAT number of that country\.$/, () => 'Ce n’est pas un numéro de TVA de ce pays.'],
      [
        /^VIES, the register .* no such VAT number\.$/,
        () => 'Ce numéro de TVA est inconnu de VIES, le registre de l’Union européenne.',
      ],
      [/^Write us a message\.$/, () => 'Écrivez-nous un message.'],
      [/^At most (\d+) characters\.$/, (count) => `${count} caractères au plus.`],
      [/^Give one mail address/, () => 'Indiquez une seule adresse e-mail, par exemple nom@exemple.com.'],
      [/^Give a phone number/, () => 'Indiquez un numéro de téléphone, par exemple +33 6 12 34 56 78.'],
      [
        /^Give a whole number from (\d+) to (\d+)\.$/,
        (from, to) => `Indiquez un nombre entier de ${from} à ${to}.`,
      ],
      [/^At most (\d+) guests\.$/, (count) => `${count} personnes au plus.`],
      [/^There are more children than guests\.$/, () => 'Il y a plus d’enfants que de personnes.'],
      [
        /^Give the ages of the children/,
        () => 'Indiquez l’âge de chaque enfant, de 0 à 17 ans, par exemple 4, 9.',
      ],
      [/^At most (\d+) of this\.$/, (count) => `${count} au plus.`],
      [/^This extra is not offered here\.$/, () => 'Cette option n’est pas proposée ici.'],
      [/^This is not a promotion code\.$/, () => 'Ce n’est pas un code promotionnel.'],
      [/^This code is not valid here\.$/, () => 'Ce code n’est pas valable ici.'],
      [
        /^This booking is too small for that code\.$/,
        () => 'Le montant de la réservation est trop faible pour ce code.',
      ],
      [/^(There is no such item|Name an item)/, () => 'Nous n’avons rien sous ce nom.'],
      [/^There is no such date\.$/, () => 'Cette date n’existe pas.'],
      [/^There is no such time\.$/, () => 'Cette heure n’existe pas.'],
      [/^Give a date/, () => 'Indiquez une date.'],
      [/^Give a time/, () => 'Indiquez une date et une heure.'],
      [/^The end must be after the start\.$/, () => 'La fin doit être après le début.'],
      [/^The start is in the past\.$/, () => 'Le début est déjà passé.'],
      [
        /^Reserve at least (\d+) (\w+?)s? ahead\.$/,
        (count, unit) => `Réservez au moins ${length(count, unit)} à l’avance.`,
      ],
      [
        /^Reservations open (\d+) days ahead\.$/,
        (count) => `Les réservations sont ouvertes ${count} jours à l’avance.`,
      ],
      [/^Open from (.+) to (.+)\.$/, (from, to) => `Ouvert de ${from} à ${to}.`],
      [
        /^Choose a time on a step of (\d+) minutes\.$/,
        (count) => `Choisissez une heure par pas de ${count} minutes.`,
      ],
      [
        /^The clocks go forward over that time in (.+): it does not exist\.$/,
        (city) => `Cette heure n’existe pas (${city})\u00a0: on y passe à l’heure d’été.`,
      ],
      [
        /^(In this season the|The) shortest stay is (\d+) (\w+?)s?\.$/,
        (season, count, unit) =>
          `${season === 'The' ? 'La' : 'En cette saison, la'} durée minimale est de ${length(count, unit)}.`,
      ],
      [
        /^(In this season a|A) stay (begins|ends) on (.+)\.$/,
        (season, verb, days = '') =>
          `${season === 'A' ? 'Un' : 'En cette saison, un'} séjour ${verb === 'begins' ? 'commence' : 'se termine'} un ${daysIn(days, ' ou un ')}.`,
      ],
      [
        /^The longest stay is (\d+) (\w+?)s?\.$/,
        (count, unit) => `La durée maximale est de ${length(count, unit)}.`,
      ],
      [/^Name a page of this site/, () => 'Indiquez une page de ce site, par exemple /thank-you/.'],
    ],
    field: 'Vérifiez ce champ.',
  },
};

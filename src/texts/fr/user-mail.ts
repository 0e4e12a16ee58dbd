import type { UserTexts } from '../user-mail-texts.ts';

const takeAway =
  'Il sera retiré, toutes vos sessions seront fermées et vous choisirez un nouveau mot de passe. Le lien est valable sept jours.';
const takeBack =
  'Toutes vos sessions seront fermées et vous choisirez un nouveau mot de passe. Le lien est valable sept jours.';
const giveBack =
  'Il vous sera rendu, ce qui s’est ajouté depuis sera retiré, toutes vos sessions seront fermées et vous choisirez un nouveau mot de passe. Le lien est valable sept jours.';

// French sets a no-break space before a colon (U+00A0) and a narrow one before a semicolon (U+202F).
export const userFr: UserTexts = {
  greeting: 'Bonjour,',
  footnote: (business) => `Vous recevez ce message parce qu’il concerne votre compte chez ${business}.`,
  recover: { button: 'Choisir un nouveau mot de passe', note: 'Si vous ne connaissez plus le vôtre.' },
  signIn: {
    title: 'La connexion',
    device: 'Appareil',
    place: 'Lieu',
    time: 'Heure',
    on: (browser = 'Une application', system) => (system ? `${browser} sur ${system}` : browser),
  },
  added: {
    totp: 'une application d’authentification',
    passkey: 'une clé d’accès',
    sms: 'un téléphone pour les SMS',
    'backup-codes': 'de nouveaux codes de secours',
    'api-key': 'une clé pour machines',
    identity: 'un compte pour se connecter',
    invitation: 'une invitation',
  },
  also: {
    title: 'Ce que le lien retire aussi',
    text: 'Depuis la même connexion, votre compte a aussi reçu ce qui suit. Si ce n’était pas vous, le lien retire tout cela, ainsi que les nouveaux appareils.',
  },
  roles: { guest: 'client', staff: 'membre de l’équipe', manager: 'responsable', owner: 'propriétaire' },
  code: (business, digits) =>
    `${digits} est votre code pour ${business}. Il est valable cinq minutes. Ne le donnez à personne.`,
  letters: {
    registration: {
      subject: ({ business }) => `Merci de confirmer votre adresse pour ${business}`,
      heading: 'Merci de confirmer votre adresse',
      opening: ({ business }) =>
        `Votre compte chez ${business} est presque prêt : confirmez que cette adresse est la vôtre.`,
      more: 'Le mot de passe que vous venez de choisir vous sera demandé encore une fois. Si vous n’êtes pas à l’origine de cette inscription, vous n’avez rien à faire : sans cette étape, aucun compte n’existe.',
      button: 'Confirmer mon adresse',
      note: 'Ce lien est valable 24 heures et ne s’ouvre qu’une fois. Merci de ne pas le transmettre.',
    },
    registered: {
      subject: ({ business }) => `Vous avez déjà un compte chez ${business}`,
      heading: 'Vous avez déjà un compte',
      opening: ({ business }) =>
        `Quelqu’un, sans doute vous, vient de vouloir s’inscrire chez ${business} avec cette adresse. Elle a déjà un compte.`,
      more: 'Connectez-vous avec votre mot de passe, ou choisissez-en un nouveau. Si ce n’était pas vous, vous n’avez rien à faire : rien n’a changé.',
      button: 'Se connecter',
      note: 'Personne d’autre n’a appris que vous avez un compte.',
    },
    recovery: {
      subject: ({ business }) => `Un nouveau mot de passe pour ${business}`,
      heading: 'Choisissez un nouveau mot de passe',
      opening: ({ business }) =>
        `Voici le lien pour choisir un nouveau mot de passe pour votre compte chez ${business}.`,
      more: 'Si vous ne l’avez pas demandé, vous n’avez rien à faire : votre mot de passe reste le même.',
      button: 'Choisir un nouveau mot de passe',
      note: 'Ce lien est valable 30 minutes et ne s’ouvre qu’une fois. Merci de ne pas le transmettre.',
    },
    emailChange: {
      subject: ({ business }) => `Merci de confirmer votre nouvelle adresse pour ${business}`,
      heading: 'Merci de confirmer votre nouvelle adresse',
      opening: ({ business }) => `Cette adresse doit devenir celle d’un compte chez ${business}.`,
      more: 'Si vous ne l’avez pas demandé, vous n’avez rien à faire : sans votre confirmation, rien ne change.',
      button: 'Confirmer ma nouvelle adresse',
      note: 'Ce lien est valable 24 heures et ne s’ouvre qu’une fois. Merci de ne pas le transmettre.',
    },
    emailTaken: {
      subject: ({ business }) => `Cette adresse a déjà un compte chez ${business}`,
      heading: 'Cette adresse a déjà un compte',
      opening: ({ business }) =>
        `Quelqu’un a voulu donner cette adresse à un compte chez ${business}. Elle appartient déjà au vôtre.`,
      more: 'Rien n’a changé. Si c’était vous, connectez-vous avec cette adresse, ou prenez-en une autre pour l’autre compte.',
      button: 'Se connecter',
      note: 'Personne d’autre n’a appris que vous avez un compte.',
    },
    invitation: {
      subject: ({ business }) => `Une invitation à travailler avec ${business}`,
      heading: 'Vous avez une invitation',
      opening: ({ business, thing, inviter }) =>
        inviter
          ? `${inviter} vous ouvre l’espace de gestion de ${business}, avec le rôle suivant : ${thing}.`
          : `${business} vous ouvre son espace de gestion, avec le rôle suivant : ${thing}.`,
      more: 'Ouvrez le lien, indiquez votre nom et choisissez un mot de passe. Si vous avez déjà un compte, il reçoit ce rôle. Si vous ne savez pas de quoi il s’agit, vous n’avez rien à faire.',
      button: 'Accepter l’invitation',
      note: 'Ce lien est valable sept jours et ne s’ouvre qu’une fois. Merci de ne pas le transmettre.',
    },
    newDevice: {
      subject: ({ business }) => `Connexion depuis un nouvel appareil : ${business}`,
      heading: 'Un nouvel appareil s’est connecté',
      opening: ({ business }) =>
        `Quelqu’un s’est connecté à votre compte chez ${business} depuis un appareil que nous ne connaissions pas.`,
      more: 'Si c’était vous, vous n’avez rien à faire.',
      button: 'Ce n’était pas moi',
      note: takeBack,
    },
    passwordChanged: {
      subject: ({ business }) => `Votre mot de passe pour ${business} a changé`,
      heading: 'Votre mot de passe a changé',
      opening: ({ business }) =>
        `Le mot de passe de votre compte chez ${business} a été changé et les autres appareils ont été déconnectés.`,
      more: 'Si c’était vous, vous n’avez rien à faire.',
      button: 'Ce n’était pas moi',
      note: takeBack,
    },
    emailChanged: {
      subject: ({ business }) => `L’adresse de votre compte chez ${business} a changé`,
      heading: 'Votre compte a une autre adresse',
      opening: ({ business }) =>
        `Votre compte chez ${business} a désormais une autre adresse. Ceci est le dernier message envoyé à celle-ci.`,
      more: 'Si c’était vous, vous n’avez rien à faire.',
      button: 'Ce n’était pas moi',
      note: 'Votre adresse vous sera rendue, toutes les sessions seront fermées et vous choisirez un nouveau mot de passe. Le lien est valable sept jours.',
    },
    factorAdded: {
      subject: ({ business }) => `Un moyen de connexion a été ajouté : ${business}`,
      heading: 'Un moyen de connexion a été ajouté',
      opening: ({ business, thing }) => `Votre compte chez ${business} connaît désormais ${thing}.`,
      more: 'Si c’était vous, vous n’avez rien à faire.',
      button: 'Ce n’était pas moi',
      note: takeAway,
    },
    factorRemoved: {
      subject: ({ business }) => `Un moyen de connexion a été retiré : ${business}`,
      heading: 'Un moyen de connexion a été retiré',
      opening: ({ business, thing }) => `Votre compte chez ${business} ne connaît plus ${thing}.`,
      more: 'Si c’était vous, vous n’avez rien à faire.',
      button: 'Ce n’était pas moi',
      note: giveBack,
    },
    identityLinked: {
      subject: ({ business, thing }) => `Vous pouvez vous connecter à ${business} avec ${thing}`,
      heading: 'Un autre compte a été relié',
      opening: ({ business, thing }) =>
        `Vous pouvez désormais vous connecter à votre compte chez ${business} avec ${thing}.`,
      more: 'Si c’était vous, vous n’avez rien à faire.',
      button: 'Ce n’était pas moi',
      note: takeAway,
    },
    apiKeyMade: {
      subject: ({ business }) => `Une clé pour machines a été créée : ${business}`,
      heading: 'Une clé pour machines a été créée',
      opening: ({ business, thing }) =>
        `Votre compte chez ${business} a créé ${thing}. Elle ouvre à un programme ce que vous pouvez y faire.`,
      more: 'Si c’était vous, vous n’avez rien à faire.',
      button: 'Ce n’était pas moi',
      note: takeAway,
    },
    closed: {
      subject: ({ business }) => `Votre compte chez ${business} est fermé`,
      heading: 'Votre compte est fermé',
      opening: ({ business }) => `Votre compte chez ${business} est fermé.`,
      more: 'Si ce n’était pas vous, ou si vous avez changé d’avis, le lien rouvre le compte tel qu’il était, pendant quatorze jours. Ensuite nous effaçons pour de bon ce qui disait qui vous êtes. Vos réservations restent : les liens de leurs messages les ouvrent toujours. Nous gardons ce que la loi demande pour les comptes.',
      button: 'Rouvrir mon compte',
      note: 'Vous vous connecterez comme avant ; les clés de machine et les invitations restent closes. Le lien est valable quatorze jours et ne s’ouvre qu’une fois.',
    },
  },
};

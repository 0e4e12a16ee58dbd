import type { UserTexts } from '../user-mail-texts.ts';

const takeAway =
  'This takes it away again, signs you out everywhere and helps you to a new password. The link is good for seven days.';
const takeBack =
  'This signs you out everywhere and helps you to a new password. The link is good for seven days.';
const giveBack =
  'This gives it back, takes away what came since, signs you out everywhere and helps you to a new password. The link is good for seven days.';

export const userEn: UserTexts = {
  greeting: 'Hello,',
  footnote: (business) => `You receive this mail because it concerns your account with ${business}.`,
  recover: { button: 'Choose a new password', note: 'If you no longer know the one that you have.' },
  signIn: {
    title: 'The sign-in',
    device: 'Device',
    place: 'Place',
    time: 'Time',
    on: (browser = 'An app', system) => (system ? `${browser} on ${system}` : browser),
  },
  added: {
    totp: 'an authenticator app',
    passkey: 'a passkey',
    sms: 'a phone for text messages',
    'backup-codes': 'new backup codes',
    'api-key': 'a key for machines',
    identity: 'an account to sign in with',
    invitation: 'an invitation',
  },
  also: {
    title: 'What the link takes away too',
    text: 'Since the same sign-in your account has also got what follows. If it was not you, the link takes all of it away again, and the devices that were new.',
  },
  roles: { guest: 'guest', staff: 'staff', manager: 'manager', owner: 'owner' },
  code: (business, digits) =>
    `${digits} is your code for ${business}. It is good for five minutes. Give it to nobody.`,
  letters: {
    registration: {
      subject: ({ business }) => `Please confirm your address for ${business}`,
      heading: 'Please confirm your address',
      opening: ({ business }) =>
        `Your account with ${business} is nearly ready: confirm that this address is yours.`,
      more: 'You will be asked once more for the password that you have just chosen. If you have not registered, you need not do anything: without this step there is no account.',
      button: 'Confirm my address',
      note: 'The link is good for 24 hours and opens once. Please do not pass it on.',
    },
    registered: {
      subject: ({ business }) => `You already have an account with ${business}`,
      heading: 'You already have an account',
      opening: ({ business }) =>
        `Somebody, probably you, has just tried to register with ${business} under this address. It already has an account.`,
      more: 'Sign in with the password that you have, or choose a new one. If it was not you, you need not do anything: nothing has changed.',
      button: 'Sign in',
      note: 'Nobody else has been told that you have an account.',
    },
    recovery: {
      subject: ({ business }) => `A new password for ${business}`,
      heading: 'Choose a new password',
      opening: ({ business }) =>
        `Here is the link by which you choose a new password for your account with ${business}.`,
      more: 'If you have not asked for it, you need not do anything: your password stays as it is.',
      button: 'Choose a new password',
      note: 'The link is good for 30 minutes and opens once. Please do not pass it on.',
    },
    emailChange: {
      subject: ({ business }) => `Please confirm your new address for ${business}`,
      heading: 'Please confirm your new address',
      opening: ({ business }) => `This address is to become that of an account with ${business}.`,
      more: 'If you have not asked for it, you need not do anything: without your confirmation nothing changes.',
      button: 'Confirm my new address',
      note: 'The link is good for 24 hours and opens once. Please do not pass it on.',
    },
    emailTaken: {
      subject: ({ business }) => `This address already has an account with ${business}`,
      heading: 'This address already has an account',
      opening: ({ business }) =>
        `Somebody wanted to make this the address of an account with ${business}. It already has one, which is yours.`,
      more: 'Nothing has changed. If it was you, sign in with this address, or take another one for the other account.',
      button: 'Sign in',
      note: 'Nobody else has been told that you have an account.',
    },
    invitation: {
      subject: ({ business }) => `You are invited to work with ${business}`,
      heading: 'You are invited',
      opening: ({ business, thing, inviter }) =>
        inviter
          ? `${inviter} invites you to the back office of ${business} as ${thing}.`
          : `${business} invites you to its back office as ${thing}.`,
      more: 'Open the link, tell us your name and choose a password. If you already have an account, it is given the role. If you do not know what this is about, you need not do anything.',
      button: 'Accept the invitation',
      note: 'The link is good for seven days and opens once. Please do not pass it on.',
    },
    newDevice: {
      subject: ({ business }) => `A new device has signed in to ${business}`,
      heading: 'A new device has signed in',
      opening: ({ business }) =>
        `Somebody has signed in to your account with ${business} on a device that we did not know.`,
      more: 'If it was you, there is nothing to do.',
      button: 'It was not me',
      note: takeBack,
    },
    passwordChanged: {
      subject: ({ business }) => `Your password for ${business} has changed`,
      heading: 'Your password has changed',
      opening: ({ business }) =>
        `The password of your account with ${business} was changed, and other devices were signed out.`,
      more: 'If it was you, there is nothing to do.',
      button: 'It was not me',
      note: takeBack,
    },
    emailChanged: {
      subject: ({ business }) => `The address of your account with ${business} has changed`,
      heading: 'Your account has another address',
      opening: ({ business }) =>
        `Your account with ${business} has another mail address from now on. This is the last mail to this one.`,
      more: 'If it was you, there is nothing to do.',
      button: 'It was not me',
      note: 'This gives you your address back, signs out everywhere and helps you to a new password. The link is good for seven days.',
    },
    factorAdded: {
      subject: ({ business }) => `Another way to sign in to ${business} was added`,
      heading: 'Another way to sign in was added',
      opening: ({ business, thing }) => `Your account with ${business} now knows ${thing}.`,
      more: 'If it was you, there is nothing to do.',
      button: 'It was not me',
      note: takeAway,
    },
    factorRemoved: {
      subject: ({ business }) => `A way to sign in to ${business} was removed`,
      heading: 'A way to sign in was removed',
      opening: ({ business, thing }) => `Your account with ${business} no longer knows ${thing}.`,
      more: 'If it was you, there is nothing to do.',
      button: 'It was not me',
      note: giveBack,
    },
    identityLinked: {
      subject: ({ business, thing }) => `You can now sign in to ${business} with ${thing}`,
      heading: 'Another account was linked',
      opening: ({ business, thing }) => `You can now sign in to your account with ${business} by ${thing}.`,
      more: 'If it was you, there is nothing to do.',
      button: 'It was not me',
      note: takeAway,
    },
    apiKeyMade: {
      subject: ({ business }) => `A key for machines was made at ${business}`,
      heading: 'A key for machines was made',
      opening: ({ business, thing }) =>
        `Your account with ${business} has made ${thing}. It opens to a program what you may do there.`,
      more: 'If it was you, there is nothing to do.',
      button: 'It was not me',
      note: takeAway,
    },
    closed: {
      subject: ({ business }) => `Your account with ${business} is closed`,
      heading: 'Your account is closed',
      opening: ({ business }) => `Your account with ${business} is closed.`,
      more: 'If it was not you, or you have changed your mind, the link opens the account again as it was, for fourteen days. Then we delete for good what told us who you are. Reservations stay as they are: the links in their mails still open them. We keep what the law asks of the books.',
      button: 'Open my account again',
      note: 'You sign in as before; keys for machines and invitations stay ended. The link is good for fourteen days and opens once.',
    },
  },
};

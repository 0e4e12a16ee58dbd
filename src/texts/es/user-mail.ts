import type { UserTexts } from '../user-mail-texts.ts';

const takeAway =
  'Se quitará de su cuenta, se cerrarán todas sus sesiones y podrá elegir otra contraseña. El enlace es válido durante siete días.';
const takeBack =
  'Se cerrarán todas sus sesiones y podrá elegir otra contraseña. El enlace es válido durante siete días.';
const giveBack =
  'Se le devuelve, quita lo que se ha añadido desde entonces, cierra todas sus sesiones y le ayuda a elegir una contraseña nueva. El enlace es válido durante siete días.';

export const userEs: UserTexts = {
  greeting: 'Hola:',
  footnote: (business) => `Recibe este mensaje porque se refiere a su cuenta en ${business}.`,
  recover: { button: 'Elegir otra contraseña', note: 'Si ya no recuerda la suya.' },
  signIn: {
    title: 'El inicio de sesión',
    device: 'Dispositivo',
    place: 'Lugar',
    time: 'Hora',
    on: (browser = 'Una aplicación', system) => (system ? `${browser} en ${system}` : browser),
  },
  added: {
    totp: 'una aplicación de autenticación',
    passkey: 'una clave de acceso',
    sms: 'un teléfono para mensajes de texto',
    'backup-codes': 'nuevos códigos de recuperación',
    'api-key': 'una clave para máquinas',
    identity: 'una cuenta para iniciar sesión',
    invitation: 'una invitación',
  },
  also: {
    title: 'Lo que el enlace también quita',
    text: 'Desde el mismo inicio de sesión, su cuenta tiene además lo siguiente. Si no ha sido usted, el enlace lo quita todo, y también los dispositivos nuevos.',
  },
  roles: { guest: 'cliente', staff: 'miembro del equipo', manager: 'responsable', owner: 'propietario' },
  code: (business, digits) =>
    `${digits} es su clave de un solo uso para ${business}. Vale cinco minutos. No se la dé a nadie.`,
  letters: {
    registration: {
      subject: ({ business }) => `Confirme su dirección para ${business}`,
      heading: 'Confirme su dirección',
      opening: ({ business }) =>
        `Su cuenta en ${business} está casi lista: confirme que esta dirección es suya.`,
      more: 'Se le pedirá una vez más la contraseña que acaba de elegir. Si no se ha registrado, no tiene que hacer nada: sin este paso no hay cuenta.',
      button: 'Confirmar mi dirección',
      note: 'El enlace es válido durante 24 horas y se abre una vez. Por favor, no lo comparta.',
    },
    registered: {
      subject: ({ business }) => `Ya tiene una cuenta en ${business}`,
      heading: 'Ya tiene una cuenta',
      opening: ({ business }) =>
        `Alguien, probablemente usted, ha querido registrarse en ${business} con esta dirección, que ya tiene una cuenta.`,
      more: 'Inicie sesión con su contraseña o elija otra. Si no ha sido usted, no tiene que hacer nada: nada ha cambiado.',
      button: 'Iniciar sesión',
      note: 'Nadie más ha sabido que tiene una cuenta.',
    },
    recovery: {
      subject: ({ business }) => `Una contraseña nueva para ${business}`,
      heading: 'Elija otra contraseña',
      opening: ({ business }) =>
        `Este es el enlace para elegir otra contraseña para su cuenta en ${business}.`,
      more: 'Si no lo ha pedido, no tiene que hacer nada: su contraseña sigue siendo la misma.',
      button: 'Elegir otra contraseña',
      note: 'El enlace es válido durante 30 minutos y se abre una vez. Por favor, no lo comparta.',
    },
    emailChange: {
      subject: ({ business }) => `Confirme su nueva dirección para ${business}`,
      heading: 'Confirme su nueva dirección',
      opening: ({ business }) => `Esta dirección va a ser la de una cuenta en ${business}.`,
      more: 'Si no lo ha pedido, no tiene que hacer nada: sin su confirmación nada cambia.',
      button: 'Confirmar mi nueva dirección',
      note: 'El enlace es válido durante 24 horas y se abre una vez. Por favor, no lo comparta.',
    },
    emailTaken: {
      subject: ({ business }) => `Esta dirección ya tiene una cuenta en ${business}`,
      heading: 'Esta dirección ya tiene una cuenta',
      opening: ({ business }) =>
        `Alguien ha querido dar esta dirección a una cuenta en ${business}. Ya pertenece a la suya.`,
      more: 'Nada ha cambiado. Si ha sido usted, inicie sesión con esta dirección o elija otra para la otra cuenta.',
      button: 'Iniciar sesión',
      note: 'Nadie más ha sabido que tiene una cuenta.',
    },
    invitation: {
      subject: ({ business }) => `Le invitan a trabajar con ${business}`,
      heading: 'Tiene una invitación',
      opening: ({ business, thing, inviter }) =>
        inviter
          ? `${inviter} le abre el espacio de gestión de ${business} con este papel: ${thing}.`
          : `${business} le abre su espacio de gestión con este papel: ${thing}.`,
      more: 'Abra el enlace, díganos su nombre y elija una contraseña. Si ya tiene una cuenta, recibe este papel. Si no sabe de qué se trata, no tiene que hacer nada.',
      button: 'Aceptar la invitación',
      note: 'El enlace es válido durante siete días y se abre una vez. Por favor, no lo comparta.',
    },
    newDevice: {
      subject: ({ business }) => `Inicio de sesión desde un dispositivo nuevo: ${business}`,
      heading: 'Un dispositivo nuevo ha iniciado sesión',
      opening: ({ business }) =>
        `Alguien ha iniciado sesión en su cuenta en ${business} desde un dispositivo que no conocíamos.`,
      more: 'Si ha sido usted, no tiene que hacer nada.',
      button: 'No he sido yo',
      note: takeBack,
    },
    passwordChanged: {
      subject: ({ business }) => `Su contraseña para ${business} ha cambiado`,
      heading: 'Su contraseña ha cambiado',
      opening: ({ business }) =>
        `Se ha cambiado la contraseña de su cuenta en ${business} y se ha cerrado la sesión en los demás dispositivos.`,
      more: 'Si ha sido usted, no tiene que hacer nada.',
      button: 'No he sido yo',
      note: takeBack,
    },
    emailChanged: {
      subject: ({ business }) => `La dirección de su cuenta en ${business} ha cambiado`,
      heading: 'Su cuenta tiene otra dirección',
      opening: ({ business }) =>
        `Su cuenta en ${business} tiene desde ahora otra dirección. Este es el último mensaje a esta.`,
      more: 'Si ha sido usted, no tiene que hacer nada.',
      button: 'No he sido yo',
      note: 'Recuperará su dirección, se cerrarán todas las sesiones y podrá elegir otra contraseña. El enlace es válido durante siete días.',
    },
    factorAdded: {
      subject: ({ business }) => `Se ha añadido una forma de iniciar sesión en ${business}`,
      heading: 'Se ha añadido una forma de iniciar sesión',
      opening: ({ business, thing }) => `Su cuenta en ${business} conoce ahora ${thing}.`,
      more: 'Si ha sido usted, no tiene que hacer nada.',
      button: 'No he sido yo',
      note: takeAway,
    },
    factorRemoved: {
      subject: ({ business }) => `Se ha quitado una forma de iniciar sesión en ${business}`,
      heading: 'Se ha quitado una forma de iniciar sesión',
      opening: ({ business, thing }) => `Su cuenta en ${business} ya no conoce ${thing}.`,
      more: 'Si ha sido usted, no tiene que hacer nada.',
      button: 'No he sido yo',
      note: giveBack,
    },
    identityLinked: {
      subject: ({ business, thing }) => `Ya puede iniciar sesión en ${business} con ${thing}`,
      heading: 'Se ha vinculado otra cuenta',
      opening: ({ business, thing }) => `Ya puede iniciar sesión en su cuenta en ${business} con ${thing}.`,
      more: 'Si ha sido usted, no tiene que hacer nada.',
      button: 'No he sido yo',
      note: takeAway,
    },
    apiKeyMade: {
      subject: ({ business }) => `Se ha creado una clave para máquinas en ${business}`,
      heading: 'Se ha creado una clave para máquinas',
      opening: ({ business, thing }) =>
        `Su cuenta en ${business} ha creado ${thing}. Abre a un programa lo que usted puede hacer allí.`,
      more: 'Si ha sido usted, no tiene que hacer nada.',
      button: 'No he sido yo',
      note: takeAway,
    },
    closed: {
      subject: ({ business }) => `Su cuenta en ${business} está cerrada`,
      heading: 'Su cuenta está cerrada',
      opening: ({ business }) => `Su cuenta en ${business} está cerrada.`,
      more: 'Si no ha sido usted, o ha cambiado de idea, el enlace abre de nuevo la cuenta tal como era, durante catorce días. Después borramos para siempre lo que decía quién es usted. Sus reservas siguen igual: los enlaces de sus mensajes todavía las abren. Guardamos lo que la ley pide para las cuentas.',
      button: 'Abrir de nuevo mi cuenta',
      note: 'Iniciará sesión como antes; las claves para máquinas y las invitaciones siguen cerradas. El enlace es válido durante catorce días y se abre una sola vez.',
    },
  },
};

import type { FormTexts } from '../form-texts.ts';

const units: Readonly<Record<string, string>> = {
  minute: 'minuto',
  hour: 'hora',
  day: 'día',
  night: 'noche',
};
const length = (count = '', unit = '') => `${count} ${units[unit] ?? unit}${count === '1' ? '' : 's'}`;

const weekdays: Readonly<Record<string, string>> = {
  Monday: 'lunes',
  Tuesday: 'martes',
  Wednesday: 'miércoles',
  Thursday: 'jueves',
  Friday: 'viernes',
  Saturday: 'sábado',
  Sunday: 'domingo',
};
/** The weekdays of an English list, with this before the last. */
const daysIn = (list: string, last: string) => {
  const names = (list.match(/[A-Z]\w+/g) ?? []).map((name) => weekdays[name] ?? name);
  const others = names.slice(0, -1).join(', ');
  return [others, names.at(-1)].filter(Boolean).join(last);
};

export const es: FormTexts = {
  locale: 'es-ES',
  site: {
    skip: 'Ir al contenido',
    main: 'Navegación principal',
    catalogue: 'Catálogo',
    contact: 'Contacto',
    account: 'Cuenta',
    write: 'Escríbanos',
  },
  units: { hour: ['hora', 'horas'], day: ['día', 'días'], night: ['noche', 'noches'] },
  stay: {
    hour: ['Desde', 'Hasta'],
    night: ['Llegada', 'Salida'],
    span: ['Recogida', 'Devolución'],
    day: ['Primer día', 'Día siguiente al último'],
  },
  groups: { stay: 'Cuándo', extras: 'Extras', person: 'Sus datos' },
  fields: {
    item: 'Sobre',
    guests: 'Personas',
    childAges: 'Edad de los niños, por ejemplo 4, 9',
    promotionCode: 'Código promocional',
    name: 'Nombre',
    email: 'Correo electrónico',
    phone: 'Teléfono',
    note: 'Algo que debamos saber',
    billingName: 'Empresa o persona para la factura',
    billingAddress: 'Dirección para la factura',
    billingPostalCode: 'Código postal',
    billingCity: 'Localidad',
    billingCountry: 'País, en dos letras como ES',
    vatNumber: 'NIF-IVA',
    message: 'Mensaje',
    language: 'Idioma',
    topic: 'Para robots',
    acceptsPolicy: 'Acepto las condiciones de cancelación.',
  },
  optional: 'opcional',
  extras: {
    booking: (name, price) => `${name}, ${price}`,
    day: (name, price) => `${name}, ${price} por día`,
    person: (name, price) => `${name}, ${price} por persona`,
    free: (name) => `${name}, gratis`,
  },
  review: {
    title: 'Su reserva',
    hasChanged: 'El precio que vio ya no es válido. Este es el precio actual.',
    isTaken: 'En este momento otra persona tiene esas fechas.',
    isLocalTime: 'Las horas son locales.',
    price: 'Precio',
    total: 'Total',
    adjustment: 'Precio acordado con nosotros',
    discount: (code) => `Código ${code}`,
    perPersonAndNight: 'por persona y noche',
    including: (tax) => `incluye ${tax}`,
    deposit: (amount, from, until) => `Aparte se retiene una fianza de ${amount}, del ${from} al ${until}.`,
    policy: 'Cancelación',
    paying:
      'El enlace para pagar abre una página que necesita JavaScript. También se abre en otro dispositivo, como un teléfono. Si eso no le sirve, pregúntenos antes de reservar:',
    reserve: (amount) => `Reservar por ${amount}`,
  },
  entry: {
    status: {
      held: 'Esta estancia está prerreservada y aún no está confirmada.',
      confirmed: 'Esta estancia está confirmada.',
      cancelled: 'Esta estancia está cancelada.',
      expired: 'La prerreserva de esta estancia ha terminado.',
    },
    place: 'Lugar',
    reference: 'Referencia',
    showsOnly: 'Quien vea el calendario puede abrir esta página. Muestra la estancia y no cambia nada.',
    manage: 'Cómo modificarla o cancelarla',
    ended: {
      title: 'Este enlace ya no es válido',
      sentence:
        'Su titular lo ha sustituido, o nunca se entregó. El correo de confirmación lleva a la reserva.',
    },
  },
  taken: {
    title: 'Alguien se le ha adelantado',
    sentence: (item) => `Esas fechas acaban de ocuparse (${item}). No se ha reservado ni cobrado nada.`,
    instead: 'Libre en su lugar:',
    span: (from, to) => `del ${from} al ${to}`,
  },
  refused: {
    title: 'Revise los datos introducidos',
    notNow: 'Por ahora no es posible',
    count: (count) => (count === 1 ? 'Hay un campo que revisar.' : `Hay ${count} campos que revisar.`),
    sendAgain: 'Enviar de nuevo',
    requestId: (id) => `Si vuelve a ocurrir, indíquenos este número: ${id}`,
    codes: {
      forbidden: 'Este formulario no viene de una de nuestras páginas.',
      'not-found': 'No hemos encontrado nada con ese nombre.',
      'request-in-flight': 'Su primera solicitud todavía está en curso. Espere un momento.',
      'state-conflict': 'Ya no es posible.',
      'promotion-used-up': 'Este código ya no se puede utilizar. Envíe de nuevo sin el código.',
      'not-payable': 'Este importe no se puede pagar en línea aquí. Escríbanos.',
      'quote-invalid': 'Este precio ya no es válido. Envíe de nuevo para ver el precio actual.',
      'rate-limited': 'Demasiadas solicitudes a la vez. Espere un minuto y vuelva a intentarlo.',
      'internal-error': 'Ha ocurrido un error por nuestra parte. Vuelva a intentarlo en un momento.',
      busy: 'Muchas personas están reservando ahora. Vuelva a intentarlo en un momento.',
      other: 'No hemos podido atender su solicitud. Vuelva a intentarlo en un minuto.',
    },
    sentences: [
      [/^This field is needed\.$/, () => 'Este campo es obligatorio.'],
      [/^This field is not known here\.$/, () => 'Este campo no existe aquí.'],
      [/^This holds a character/, () => 'Este campo contiene un carácter que no corresponde.'],
      [/^Give this field once\.$/, () => 'Indique este campo una sola vez.'],
      [/^Choose one of (.+)\.$/, (choices) => `Elija entre ${choices}.`],
      [/^Tell us your name\.$/, () => 'Indique su nombre.'],
      [/^Tell us whom the invoice is for\.$/, () => 'Indique a nombre de quién va la factura.'],
      [/^Tell us the address\.$/, () => 'Indique la dirección.'],
      [/^Tell us the town\.$/, () => 'Indique la localidad.'],
      [/^Give a country as its two-letter code/, () => 'Indique el país en dos letras, por ejemplo ES.'],
      [/^This is not a VAT number of that country\.$/, () => 'No es un NIF-IVA de ese país.'],
      [
        /^VIES, the register .* no such VAT number\.$/,
        () => 'Este NIF-IVA no consta en VIES, el registro de la Unión Europea.',
      ],
      [/^Write us a message\.$/, () => 'Escríbanos un mensaje.'],
      [/^At most (\d+) characters\.$/, (count) => `Como máximo ${count} caracteres.`],
      [
        /^Give one mail address/,
        () => 'Indique una sola dirección de correo, por ejemplo nombre@ejemplo.com.',
      ],
      [/^Give a phone number/, () => 'Indique un número de teléfono, por ejemplo +34 612 34 56 78.'],
      [
        /^Give a whole number from (\d+) to (\d+)\.$/,
        (from, to) => `Indique un número entero de ${from} a ${to}.`,
      ],
      [/^At most (\d+) guests\.$/, (count) => `Como máximo ${count} personas.`],
      [/^There are more children than guests\.$/, () => 'Hay más niños que personas.'],
      [
        /^Give the ages of the children/,
        () => 'Indique la edad de cada niño, de 0 a 17 años, por ejemplo 4, 9.',
      ],
      [/^At most (\d+) of this\.$/, (count) => `Como máximo ${count}.`],
      [/^This extra is not offered here\.$/, () => 'Este extra no se ofrece aquí.'],
      [/^This is not a promotion code\.$/, () => 'Esto no es un código promocional.'],
      [/^This code is not valid here\.$/, () => 'Este código no es válido aquí.'],
      [
        /^This booking is too small for that code\.$/,
        () => 'El importe de la reserva es demasiado bajo para este código.',
      ],
      [/^(There is no such item|Name an item)/, () => 'No tenemos nada con ese nombre.'],
      [/^There is no such date\.$/, () => 'Esa fecha no existe.'],
      [/^There is no such time\.$/, () => 'Esa hora no existe.'],
      [/^Give a date/, () => 'Indique una fecha.'],
      [/^Give a time/, () => 'Indique una fecha y una hora.'],
      [/^The end must be after the start\.$/, () => 'El fin debe ser posterior al inicio.'],
      [/^The start is in the past\.$/, () => 'El inicio ya ha pasado.'],
      [
        /^Reserve at least (\d+) (\w+?)s? ahead\.$/,
        (count, unit) => `Reserve con al menos ${length(count, unit)} de antelación.`,
      ],
      [
        /^Reservations open (\d+) days ahead\.$/,
        (count) => `Las reservas se abren con ${count} días de antelación.`,
      ],
      [/^Open from (.+) to (.+)\.$/, (from, to) => `Abierto de ${from} a ${to}.`],
      [
        /^Choose a time on a step of (\d+) minutes\.$/,
        (count) => `Elija una hora en pasos de ${count} minutos.`,
      ],
      [
        /^The clocks go forward over that time in (.+): it does not exist\.$/,
        (city) => `Esa hora no existe en ${city}: se adelanta el reloj al horario de verano.`,
      ],
      [
        /^(In this season the|The) shortest stay is (\d+) (\w+?)s?\.$/,
        (season, count, unit) =>
          `${season === 'The' ? 'La' : 'En esta temporada, la'} duración mínima es de ${length(count, unit)}.`,
      ],
      [
        /^(In this season a|A) stay (begins|ends) on (.+)\.$/,
        (season, verb, days = '') =>
          `${season === 'A' ? 'La' : 'En esta temporada, la'} estancia ${verb === 'begins' ? 'empieza' : 'termina'} en ${daysIn(days, ' o en ')}.`,
      ],
      [
        /^The longest stay is (\d+) (\w+?)s?\.$/,
        (count, unit) => `La duración máxima es de ${length(count, unit)}.`,
      ],
      [/^Name a page of this site/, () => 'Indique una página de este sitio, por ejemplo /thank-you/.'],
    ],
    field: 'Revise este campo.',
  },
};

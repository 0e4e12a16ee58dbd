import type { Texts } from '../mail-texts.ts';
import { userEs } from './user-mail.ts';

export const es: Texts = {
  locale: 'es-ES',
  colon: ': ',
  greeting: (name) => `Buenos días, ${name}:`,
  regards: 'Reciba un cordial saludo,',
  footnote: (reference) =>
    `Recibe este mensaje porque esta dirección se indicó para la reserva ${reference}. Para escribirnos, basta con que responda.`,
  legal: { terms: 'Condiciones generales', imprint: 'Aviso legal' },
  changedSince:
    'La situación ha cambiado desde entonces: el enlace de abajo muestra siempre el estado actual de su reserva.',
  facts: {
    reference: 'Referencia',
    from: 'Inicio',
    to: 'Fin',
    guests: 'Personas',
    heldUntil: 'Prerreserva hasta',
    confirmedAt: 'Confirmada el',
    cancelledAt: 'Cancelada el',
    received: 'Importe recibido',
    paid: 'Pagado',
    refund: 'Reembolso',
    securityDeposit: 'Fianza',
    depositNote: 'no incluida en el total',
    atPlace: 'en el lugar',
    balance: 'Queda por pagar',
  },
  price: {
    title: 'Precio',
    total: 'Total',
    adjustment: 'Precio acordado con nosotros',
    discount: (code) => `Descuento ${code}`,
    including: (tax) => `Incluye ${tax}`,
    depositHeld: (from, until) => `retenida del ${from} al ${until}`,
  },
  units: {
    hour: { one: 'hora', other: 'horas' },
    day: { one: 'día', other: 'días' },
    night: { one: 'noche', other: 'noches' },
  },
  per: {
    hour: 'por hora',
    day: 'por día',
    night: 'por noche',
    person: 'por persona',
    'person-night': 'por persona y noche',
  },
  policy: {
    title: () => 'Condiciones de cancelación',
    tier: (until, share) => `Hasta el ${until}: reembolso del ${share}`,
    nothingBack: 'El plazo en el que una cancelación da derecho a reembolso ha pasado.',
  },
  manage: {
    open: 'Ver su reserva',
    pay: 'Completar su reserva',
    payAgain: 'Volver a intentar el pago',
    cancelFree: 'Ahí también puede cancelar; mientras no haya pagado, no tiene ningún coste.',
    note: 'Este enlace abre su reserva sin contraseña. Le rogamos que no lo comparta.',
  },
  hold: {
    subject: ({ item, reference, heldUntil, heldFor }) =>
      `Su prerreserva ${heldFor ? `de ${heldFor}` : `hasta el ${heldUntil}`}: ${item} (${reference})`,
    heading: 'Le guardamos estas fechas',
    opening: ({ item, heldUntil, heldFor }) =>
      `Le guardamos ${item}${heldFor ? ` durante ${heldFor},` : ''} hasta el ${heldUntil}.`,
    pay: 'Le rogamos que complete el pago antes de esa hora; después, las fechas volverán a estar disponibles para otras personas.',
    notAsked:
      'Si no ha hecho usted esta solicitud, no tiene que hacer nada: sin pago, la prerreserva termina por sí sola.',
  },
  transfer: {
    title: 'Por transferencia bancaria',
    text: 'El importe pendiente se puede pagar por transferencia bancaria. Indique la referencia, para que sepamos de quién es. Una transferencia tarda unos días y cuenta cuando ha llegado.',
    held: ({ heldUntil }) =>
      `Sus fechas solo están reservadas hasta el ${heldUntil}. Una transferencia que llegue más tarde las confirma si siguen libres; si no, se le devuelve.`,
    accountHolder: 'Titular de la cuenta',
    bank: 'Banco',
  },
  confirmation: {
    subject: ({ item, dates, reference }) => `Reserva confirmada: ${item}, ${dates} (${reference})`,
    heading: 'Su reserva está confirmada',
    opening: ({ item }, amount) =>
      `Gracias. Hemos recibido su pago de ${amount} y su reserva está confirmada: ${item}. Será un placer recibirle.`,
    openingUnpaid: ({ item }) => `Su reserva está confirmada: ${item}. Será un placer recibirle.`,
    calendar: 'El archivo adjunto añade las fechas a su calendario.',
  },
  cancellation: {
    subject: ({ item, dates, reference }) => `Reserva cancelada: ${item}, ${dates} (${reference})`,
    heading: 'Su reserva está cancelada',
    opening: ({ item, reference }) => `La reserva ${reference} (${item}) está cancelada.`,
    refund: (amount) =>
      `Le reembolsaremos ${amount} por el mismo medio de pago que utilizó. No tiene que hacer nada.`,
    waiting: (amount) =>
      `${amount} esperan el fin de la disputa sobre su pago con su banco o PayPal: si se decide a nuestro favor, se le devuelve enseguida; si se decide al suyo, ya lo habrá recibido de ellos.`,
    noRefund: 'Según las condiciones de cancelación que aceptó, no corresponde ningún reembolso.',
    byHouse: ({ item, reference }) => `Hemos cancelado la reserva ${reference} (${item}).`,
    noShow: ({ item, reference }) =>
      `No se presentó nadie, así que la reserva ${reference} (${item}) ha terminado y las fechas vuelven a estar libres.`,
    reason: 'Lo que queremos decirle',
    nothingBack: 'No se reembolsa nada.',
    nothingPaid: 'No había pagado nada todavía, así que no hay nada que reembolsar.',
    calendar: 'El archivo adjunto marca la reserva como cancelada en su calendario.',
  },
  change: {
    subject: ({ item, dates, reference }) => `Reserva modificada: ${item}, ${dates} (${reference})`,
    heading: 'Su reserva ha cambiado',
    opening: ({ reference }) =>
      `Hemos modificado la reserva ${reference} según lo acordado. Así queda ahora.`,
    due: (amount, until) => `Quedan ${amount} por pagar, a más tardar el ${until}.`,
    nothingDue: 'Por ahora no hay nada más que pagar.',
    calendar: 'El archivo adjunto corrige la reserva en su calendario.',
    before: 'Antes',
  },
  paymentFailed: {
    subject: ({ item, reference }) => `Su pago no se ha completado: ${item} (${reference})`,
    heading: 'Su pago no se ha completado',
    opening: ({ item }) => `El pago de su reserva (${item}) no se ha completado y no se le ha cobrado nada.`,
    again: ({ heldUntil }) =>
      `Le guardamos las fechas hasta el ${heldUntil}. Le rogamos que vuelva a intentarlo antes de esa hora, quizá con otra tarjeta.`,
  },
  latePayment: {
    expired: {
      subject: ({ item, reference }) => `Pago recibido fuera de plazo: ${item} (${reference})`,
      heading: 'Su pago llegó demasiado tarde',
      opening: ({ item, heldUntil }, amount) =>
        `Lo sentimos: su pago de ${amount} nos llegó cuando la prerreserva ya había terminado (${item}, ${heldUntil}), y lo que estaba reservado para usted ya no está libre.`,
    },
    cancelled: {
      subject: ({ item, reference }) => `Pago de una reserva cancelada: ${item} (${reference})`,
      heading: 'Su reserva está cancelada',
      opening: ({ item }, amount) =>
        `Hemos recibido un pago de ${amount}, pero esta reserva (${item}) está cancelada y así se mantiene.`,
    },
    confirmed: {
      subject: ({ item, reference }) => `Un pago de más: ${item} (${reference})`,
      heading: 'Un pago de más',
      opening: ({ item }, amount) =>
        `Su reserva (${item}) está pagada y confirmada, y así se mantiene. Hemos recibido otro pago de ${amount}.`,
    },
    refund: (amount) =>
      `Le reembolsaremos íntegramente ${amount} por el mismo medio de pago que utilizó. No tiene que hacer nada.`,
    otherDates:
      'Si le convienen otras fechas, responda a este mensaje: con mucho gusto las buscaremos con usted.',
  },
  answer: {
    subject: (item, business) => (item ? `Su consulta sobre ${item}` : `Su mensaje a ${business}`),
    heading: 'Nuestra respuesta a su mensaje',
    asked: (date) => `Usted escribió el ${date}`,
    footnote: (business) =>
      `Recibe este mensaje porque escribió a ${business}. Para escribirnos, basta con que responda.`,
  },
  user: userEs,
  notices: {
    payBalance: 'Pagar el resto',
    payBalanceNote: 'Quien tenga este enlace puede pagar por usted; no permite nada más.',
    refund: {
      subject: ({ item, reference }) => `Su reembolso está en camino: ${item} (${reference})`,
      heading: 'Su reembolso está en camino',
      opening: ({ item }, amount) => `Le hemos devuelto ${amount} por ${item}.`,
      more: 'Vuelve por el mismo medio de pago. Los bancos tardan de cinco a diez días en abonarlo.',
      label: 'Reembolso',
    },
    cashBack: {
      subject: ({ item, reference }) => `Su reembolso en efectivo: ${item} (${reference})`,
      heading: 'Su reembolso en efectivo',
      opening: ({ item }, amount) => `Le hemos devuelto ${amount} en efectivo por ${item}.`,
      more: 'Si no lo ha recibido, responda simplemente a este mensaje.',
      label: 'Reembolso',
    },
    paymentLink: {
      subject: ({ item, reference }) => `Su pago: ${item} (${reference})`,
      heading: 'Su pago',
      opening: ({ item }, amount) => `Por ${item} hay ${amount} por pagar.`,
      more: 'Quien tenga el enlace de abajo puede pagarlo, con tarjeta o por otra de nuestras vías.',
      label: 'Por pagar',
    },
    balancePaid: {
      subject: ({ item, reference }) => `El resto ha llegado: ${item} (${reference})`,
      heading: 'Todo está pagado',
      opening: ({ item }, amount) => `Gracias. Su pago de ${amount} por ${item} ha llegado.`,
      more: 'Adjuntamos el recibo. Esperamos darle la bienvenida.',
      label: 'Recibido',
    },
    balanceReminder: {
      subject: ({ item, reference }) => `Falta pagar el resto: ${item} (${reference})`,
      heading: 'Falta pagar el resto',
      opening: ({ item }, amount, until) =>
        `Por ${item} quedan ${amount} por pagar, a más tardar el ${until}.`,
      more: 'Si sigue sin pagarse dos días después, la reserva se cancela según las condiciones que aceptó.',
      label: 'Por pagar',
    },
    balanceCancelled: {
      subject: ({ item, dates, reference }) => `Cancelada: ${item}, ${dates} (${reference})`,
      heading: 'Su reserva está cancelada',
      opening: ({ item }) => `El resto por ${item} quedó sin pagar, y por eso la reserva está cancelada.`,
      more: 'Lo que se le devuelve de su primer pago según las condiciones de cancelación está en camino, por el mismo medio.',
      label: 'Reembolso',
    },
    disputeCancelled: {
      subject: ({ item, dates, reference }) => `Cancelada: ${item}, ${dates} (${reference})`,
      heading: 'Su reserva está cancelada',
      opening: ({ item }) =>
        `Su banco o PayPal le ha devuelto lo que había pagado por ${item}; por eso la reserva está cancelada y las fechas vuelven a estar libres.`,
      more: 'Nadie debe nada. Si no era lo que quería, responda sin más: con gusto buscaremos una solución con usted.',
      label: 'Reembolso',
    },
    disputeRest: {
      subject: ({ item, reference }) => `El resto de su reembolso: ${item} (${reference})`,
      heading: 'El resto de su reembolso',
      opening: ({ item }, amount) =>
        `La disputa sobre su pago por ${item} ha terminado, y los ${amount} que la esperaban vuelven a usted.`,
      more: 'Vuelve por el mismo medio de pago. No tiene que hacer nada.',
      label: 'Reembolso',
    },
    creditProlonged: {
      subject: ({ item, reference }) => `Su tarjeta regalo vuelve a servir: ${item} (${reference})`,
      heading: 'Su tarjeta regalo vuelve a servir',
      opening: ({ item }, amount, until) =>
        `${amount} que había pagado por ${item} con tarjeta regalo o saldo vuelven a estar en ella, y ahora puede usarla hasta el ${until}.`,
      more: 'El código sigue siendo el que tiene. No tiene que hacer nada.',
      label: 'De nuevo en ella',
    },
    processing: {
      subject: ({ item, reference }) => `Su pago está en camino: ${item} (${reference})`,
      heading: 'Su pago se está procesando',
      opening: ({ item }, amount, until) =>
        `Su pago de ${amount} por ${item} está en camino; su banco puede necesitar unos días. Mientras tanto le guardamos la reserva, como máximo hasta el ${until}.`,
      more: 'No tiene que hacer nada más. Le escribiremos en cuanto llegue, o si fallara.',
      label: 'En camino',
    },
    processingEnded: {
      subject: ({ item, reference }) => `No hemos podido esperar más: ${item} (${reference})`,
      heading: 'Su pago no llegó a tiempo',
      opening: ({ item }, amount) =>
        `Su pago de ${amount} por ${item} aún se estaba procesando al terminar el plazo, así que las fechas vuelven a estar libres.`,
      more: 'Si llega más tarde y las fechas siguen libres, su reserva queda confirmada; si no, se le devuelve todo automáticamente.',
      label: 'En camino',
    },
    shareArrived: {
      subject: ({ item, reference }) => `Falta un pago: ${item} (${reference})`,
      heading: 'Ha llegado una parte del precio',
      opening: ({ item }, amount, until) =>
        `Gracias. Su pago por ${item} ha llegado y quedan ${amount} por pagar. Le guardamos las fechas hasta el ${until}.`,
      more: 'Le rogamos que pague el resto antes. Si no, las fechas vuelven a estar libres y se le devuelve automáticamente todo lo que ha pagado.',
      label: 'Por pagar',
    },
    paymentApproved: {
      subject: ({ item, reference }) => `Ya puede pagar: ${item} (${reference})`,
      heading: 'Ya puede pagar',
      opening: ({ item, heldUntil }) => `Gracias por esperar. Le guardamos ${item} hasta el ${heldUntil}.`,
      more: 'Por favor, complete el pago hasta entonces; después las fechas vuelven a estar libres.',
      label: 'Por pagar',
    },
    paymentDeclined: {
      subject: ({ item, reference }) => `No podemos aceptar su pago: ${item} (${reference})`,
      heading: 'No podemos aceptar su pago',
      opening: ({ item }) =>
        `Lo sentimos: no podemos aceptar en línea el pago por ${item}, y la reserva ha terminado.`,
      more: 'Todo lo pagado se devuelve íntegramente, por el mismo medio. Si desea reservar de otra manera, responda a este correo.',
      label: 'Quedaba por pagar',
    },
    depositHeld: {
      subject: ({ item, reference }) => `Fianza retenida: ${item} (${reference})`,
      heading: 'Su fianza está retenida',
      opening: ({ item }, amount) => `Hemos retenido ${amount} como fianza por ${item}.`,
      more: 'El importe queda retenido, no cobrado, y se libera tras su regreso. No tiene que hacer nada.',
      label: 'Fianza',
    },
    depositFailed: {
      subject: ({ item, reference }) => `Fianza: necesitamos su ayuda (${item}, ${reference})`,
      heading: 'No se pudo retener su fianza',
      opening: ({ item }, amount) =>
        `No pudimos retener la fianza de ${amount} por ${item}: su banco la rechazó o no respondió.`,
      more: 'Abra su reserva y reténgala con otra tarjeta antes de su estancia. También lo intentaremos nosotros.',
      label: 'Fianza',
    },
    depositAsked: {
      subject: ({ item, reference }) => `Le pedimos que retenga su fianza: ${item} (${reference})`,
      heading: 'Le pedimos que retenga su fianza',
      opening: ({ item }, amount) =>
        `A su estancia con ${item} le corresponde una fianza de ${amount}, y la forma en que pagó no permite retenerla.`,
      more: 'Abra su reserva y reténgala con una tarjeta antes de su estancia. El importe queda retenido, no cobrado, y se libera tras su regreso.',
      label: 'Fianza',
    },
    depositCaptured: {
      subject: ({ item, reference }) => `Fianza: se ha cobrado una parte (${item}, ${reference})`,
      heading: 'Se ha cobrado una parte de su fianza',
      opening: ({ item }, amount) => `Tras su estancia con ${item} hemos cobrado ${amount} de la fianza.`,
      more: 'El resto se libera. Si tiene preguntas sobre el motivo o las pruebas, responda a este correo.',
      label: 'Cobrado',
    },
    depositReleased: {
      subject: ({ item, reference }) => `Fianza liberada: ${item} (${reference})`,
      heading: 'Su fianza está liberada',
      opening: ({ item }, amount) => `La fianza de ${amount} por ${item} se ha liberado por completo.`,
      more: 'Los bancos tardan unos días en levantar la retención. Gracias por su estancia.',
      label: 'Liberado',
    },
  },
};

/** The texts of an item in a language. */
interface ItemWords {
  summary: string;
  description: string;
  features: string[];
}

type InBoth<Words> = { readonly fr: Words; readonly es: Words };

/** Items that are read in French and Spanish, by their slugs. The others are read in English everywhere. */
export const itemTranslations: Readonly<Record<string, InBoth<ItemWords>>> = {
  'villa-belombre': {
    fr: {
      summary:
        'Une maison moderne sur deux terrasses au-dessus de la mer, avec des pins parasols et une piscine de 22 mètres.',
      description:
        'La pierre en bas, le verre en haut, et chaque pièce tournée vers l’eau. Deux jardiniers et une gouvernante prennent soin de la maison et de vous\u202f; le sentier sous les pins mène en quatre minutes à une échelle de bain.',
      features: [
        'Six chambres',
        'Piscine chauffée de 22 m',
        'Gouvernante chaque jour',
        'Sentier privé vers la mer',
      ],
    },
    es: {
      summary:
        'Una casa moderna en dos terrazas sobre el mar, con pinos piñoneros y una piscina de 22 metros.',
      description:
        'Piedra abajo, cristal arriba, y todas las habitaciones miran al agua. Dos jardineros y una gobernanta cuidan de la casa y de usted; el sendero entre los pinos llega en cuatro minutos a una escalera de baño.',
      features: [
        'Seis dormitorios',
        'Piscina climatizada de 22 m',
        'Gobernanta a diario',
        'Sendero privado al mar',
      ],
    },
  },
  'corvane-gt': {
    fr: {
      summary:
        'Une grand tourisme à moteur avant pour les trois Corniches, avec de la place pour deux et leur week-end.',
      description:
        'La Corvane est faite pour traverser des pays sans hausser le ton. Les sièges sont fermes, le coffre avale deux vraies valises, et le moteur se plaît au rythme d’une route de montagne. Nous la remettons avec le plein et, si vous le souhaitez, une heure d’explications.',
      features: [
        '0 à 100 km/h en 3,9 s',
        '250 km par jour compris',
        'Coffre pour deux grandes valises',
        'Âge minimum 27 ans',
      ],
    },
    es: {
      summary:
        'Un gran turismo de motor delantero para las tres Corniches, con sitio para dos y su fin de semana.',
      description:
        'El Corvane se hizo para cruzar países sin levantar la voz. Los asientos son firmes, en el maletero caben dos maletas de verdad y el motor disfruta al ritmo de una carretera de montaña. Lo entregamos con el depósito lleno y, si lo desea, con una hora de explicaciones.',
      features: [
        '0 a 100 km/h en 3,9 s',
        '250 km al día incluidos',
        'Maletero para dos maletas grandes',
        'Edad mínima 27 años',
      ],
    },
  },
  gardenia: {
    fr: {
      summary: 'Un runabout en acajou sous neuf couches de vernis, et un batelier en chemise blanche.',
      description:
        'Gardenia a été construite sur ce lac et a passé chaque nuit à l’abri depuis. Traversez jusqu’à Bellagio pour déjeuner, ou longez les villas à l’heure où les jardiniers rentrent chez eux. Le batelier vous attend partout où vous accostez.',
      features: [
        'Acajou, 8,4 m',
        'Batelier compris',
        'Carburant compris',
        'Accostage aux villas et aux hôtels',
      ],
    },
    es: {
      summary: 'Una lancha de caoba con nueve capas de barniz y un barquero de camisa blanca.',
      description:
        'Gardenia se construyó en este lago y desde entonces ha pasado cada noche bajo techo. Cruce a Bellagio para comer, o recorra las villas a la hora en que los jardineros vuelven a casa. El barquero espera dondequiera que desembarque.',
      features: [
        'Caoba, 8,4 m',
        'Barquero incluido',
        'Combustible incluido',
        'Desembarco en villas y hoteles',
      ],
    },
  },
  'riad-zahra': {
    fr: {
      summary:
        'Une maison à patio dans la médina : plâtre sculpté, orangers et un bassin où l’eau reste fraîche.',
      description:
        'La rue est étroite et bruyante\u202f; la porte se ferme et tout s’efface. Les chambres donnent sur deux galeries autour de l’eau, le petit-déjeuner se prend sur le toit, et la maison est tenue par un couple qui vit ici depuis vingt ans.',
      features: ['Six chambres', 'Bassin dans le patio', 'Toit-terrasse', 'Petit-déjeuner compris', 'Hammam'],
    },
    es: {
      summary: 'Una casa con patio en la medina: yeso tallado, naranjos y una alberca fresca.',
      description:
        'La calle es estrecha y ruidosa; la puerta se cierra y desaparece. Las habitaciones dan a dos galerías en torno al agua, el desayuno se sirve en la azotea y lleva la casa una pareja que vive aquí desde hace veinte años.',
      features: ['Seis dormitorios', 'Alberca en el patio', 'Azotea', 'Desayuno incluido', 'Hammam'],
    },
  },
};

/** Names of seasons and extras in French and Spanish, by their English ones. */
export const nameTranslations: Readonly<Record<string, InBoth<string>>> = {
  'Late spring': { fr: 'Fin du printemps', es: 'Final de primavera' },
  'Early summer': { fr: 'Début de l’été', es: 'Principio de verano' },
  'High summer': { fr: 'Plein été', es: 'Pleno verano' },
  Summer: { fr: 'Été', es: 'Verano' },
  'Mountain summer': { fr: 'Été en montagne', es: 'Verano en la montaña' },
  'Autumn leaves': { fr: 'Feuilles d’automne', es: 'Hojas de otoño' },
  Winter: { fr: 'Hiver', es: 'Invierno' },
  'Winter season': { fr: 'Saison d’hiver', es: 'Temporada de invierno' },
  'February holidays': { fr: 'Vacances de février', es: 'Vacaciones de febrero' },
  Advent: { fr: 'Avent', es: 'Adviento' },
  Christmas: { fr: 'Noël', es: 'Navidad' },
  'Christmas and New Year': { fr: 'Noël et Nouvel An', es: 'Navidad y Año Nuevo' },
  "New Year's Eve": { fr: 'Saint-Sylvestre', es: 'Nochevieja' },
  'Airport transfer, each way': {
    fr: 'Transfert aéroport, par trajet',
    es: 'Traslado al aeropuerto, por trayecto',
  },
  'Aperitif and small plates': { fr: 'Apéritif et petites assiettes', es: 'Aperitivo y raciones' },
  'Bringing a dog': { fr: 'Venir avec un chien', es: 'Viajar con perro' },
  'Chauffeur, eight hours': { fr: 'Chauffeur, huit heures', es: 'Chófer, ocho horas' },
  'Child seat, fitted': { fr: 'Siège enfant, installé', es: 'Silla infantil, instalada' },
  'Cot and high chair': { fr: 'Lit et chaise pour bébé', es: 'Cuna y trona' },
  'Delivery and collection within 40 km': {
    fr: 'Livraison et reprise jusqu’à 40 km',
    es: 'Entrega y recogida hasta 40 km',
  },
  'Larder stocked before arrival': { fr: 'Garde-manger rempli à l’avance', es: 'Despensa llena de antemano' },
  'Lunch aboard, three courses': { fr: 'Déjeuner à bord, trois plats', es: 'Comida a bordo, tres platos' },
  'Private chef, lunch and dinner': {
    fr: 'Chef à domicile, déjeuner et dîner',
    es: 'Chef a domicilio, comida y cena',
  },
};

import type { SeedExtra } from './catalogue-types.ts';

/** An extra whose price differs by place: give the amount in minor units of the item's currency. */
const extra =
  (code: string, name: string, per: SeedExtra['per'], maxQuantity: number) =>
  (amountMinor: number): SeedExtra => ({ code, name, per, amountMinor, maxQuantity });

export const carDelivery = extra('delivery', 'Delivery and collection within 40 km', 'booking', 1);
export const childSeat = extra('child-seat', 'Child seat, fitted', 'booking', 2);
export const chauffeur = extra('chauffeur', 'Chauffeur, eight hours', 'day', 1);
export const skiRack = extra('ski-rack', 'Ski rack and winter chains', 'booking', 1);

export const lunchAboard = extra('lunch', 'Lunch aboard, three courses', 'person', 1);
export const waterToys = extra('water-toys', 'Paddle boards, snorkels and a towable', 'day', 1);
export const diving = extra('diving', 'Dive guide and equipment for two', 'day', 2);
export const aperitif = extra('aperitif', 'Aperitif and small plates', 'person', 1);

export const privateChef = extra('chef', 'Private chef, lunch and dinner', 'day', 1);
export const airportTransfer = extra('transfer', 'Airport transfer, each way', 'booking', 4);
export const cot = extra('cot', 'Cot and high chair', 'booking', 2);
export const pet = extra('pet', 'Bringing a dog', 'booking', 2);
export const firstShop = extra('first-shop', 'Larder stocked before arrival', 'booking', 1);

export const catering = extra('catering', 'Hot catering on board', 'person', 1);
export const groundCar = extra('ground-car', 'Car waiting at the aircraft', 'booking', 2);
export const photographer = extra('photographer', 'Photographer', 'booking', 1);

export const dinner = extra('dinner', 'Seated dinner with service', 'person', 1);
export const reception = extra('reception', 'Standing reception with canapes', 'person', 1);
export const sound = extra('sound', 'Sound system and engineer', 'booking', 1);
export const flowers = extra('flowers', 'Flowers for the room', 'booking', 1);

export const homeward = extra('homeward', 'Taxi home for the sitter after midnight', 'booking', 1);
export const secondChild = extra('sibling', 'Each further child', 'booking', 3);
export const supper = extra('supper', "Children's supper, cooked", 'booking', 1);

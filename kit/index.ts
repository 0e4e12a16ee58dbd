import { startAvailability } from './elements/availability.ts';
import { startContact } from './elements/contact.ts';
import { startManage } from './elements/manage.ts';
import { enhanceForms } from './elements/plain-forms.ts';
import { startReservation } from './elements/reservation.ts';
import { startSearch } from './elements/search.ts';
import { defineElement } from './rendering/host.ts';

export { createMidas } from './client/create-midas.ts';
export type * from './client/midas.ts';
export { MidasProblem } from './client/midas-problem.ts';
export { setMidasTexts } from './texts/texts.ts';

/** Where this script came from: the API is there too, unless an element names another `endpoint`. */
const endpoint = new URL(import.meta.url).origin;

defineElement('midas-search', endpoint, ['currency', 'item-page'], startSearch);
defineElement('midas-availability', endpoint, ['item'], startAvailability);
defineElement('midas-reservation', endpoint, ['heading', 'item', 'manage-page'], startReservation);
defineElement('midas-contact', endpoint, ['item'], startContact);
defineElement('midas-manage', endpoint, ['pay-page'], startManage);
enhanceForms();

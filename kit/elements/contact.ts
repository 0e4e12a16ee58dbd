import type { ContactMessage } from '../client/midas.ts';
import { actions, element } from '../rendering/element.ts';
import { field, form, input, submitButton } from '../rendering/form.ts';
import type { Host } from '../rendering/host.ts';
import { tellMaker } from '../rendering/maker.ts';
import { isProblem } from '../rendering/problem.ts';
import { filledIn, signsOf, trap } from '../rendering/sent.ts';

/** `<midas-contact item="…">`: a message to the house, about an item or about anything. */
export function startContact(host: Host): void {
  const { texts, language, midas, signal } = host;
  const { person, contact, optional } = texts;
  const made = form(
    host,
    send,
    element(
      'div',
      { class: 'fields' },
      field(person.name, input('name', { autocomplete: 'name', maxlength: 100, required: true })),
      field(person.email, input('email', { type: 'email', autocomplete: 'email', required: true })),
      field(person.phone, input('phone', { type: 'tel', autocomplete: 'tel' }), optional),
      field(
        contact.message,
        element('textarea', { name: 'message', rows: 6, maxlength: 5000, required: true }),
      ),
    ),
    trap(host),
    actions(submitButton(contact.send)),
  );
  host.open(contact.title, made);

  async function send(): Promise<void> {
    const { item } = host;
    const message = { ...filledIn(made), language, ...signsOf(made) };
    const { state } = await sendFrom(item, message);
    host.emit('midas-contact-sent', { state });
    host.show(contact.title, element('p', { class: 'told', part: 'told' }, contact[state]));
  }

  /** A message about an item that there is not comes to the house all the same: who wrote it cannot mend the page. */
  async function sendFrom(item: string, { item: _, ...message }: ContactMessage) {
    try {
      return await midas.contact.send({ ...message, ...(item ? { item } : {}) }, { signal });
    } catch (error) {
      if (!item || !isProblem(error) || error.fields[0]?.name !== 'item') throw error;
      tellMaker(host, `finds no item "${item}": its messages are sent without one.`);
      return midas.contact.send(message, { signal });
    }
  }
}

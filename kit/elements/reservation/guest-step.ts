import type { Quote } from '../../client/midas.ts';
import { MidasProblem } from '../../client/midas-problem.ts';
import { actions, element, quietButton } from '../../rendering/element.ts';
import { field, form, input, sides, submitButton, tick } from '../../rendering/form.ts';
import { policyText } from '../../rendering/policy.ts';
import { askPrice, type Flow } from './flow.ts';
import { rememberLink } from './link.ts';
import { priceCard } from './price-card.ts';

/** Who reserves, the consent, and the reservation itself, at the price that is shown. */
export function guestStep(flow: Flow, quote: Quote): void {
  const { host, guest } = flow;
  const { texts, format } = host;
  const { person } = texts;
  const price = priceCard(host);
  const note = element('textarea', { name: 'guest.note', rows: 3, maxlength: 1000 });
  note.value = guest.note ?? '';
  const line = (name: string, attributes: object) =>
    input(`guest.${name}`, { value: guest[name], ...attributes });
  const accept = input('acceptsPolicy', { required: true, 'aria-describedby': 'policy' });
  const made = form(
    host,
    reserve,
    sides(
      [
        element(
          'div',
          { class: 'fields' },
          field(person.name, line('name', { autocomplete: 'name', maxlength: 100, required: true })),
          field(person.email, line('email', { type: 'email', autocomplete: 'email', required: true })),
          field(person.phone, line('phone', { type: 'tel', autocomplete: 'tel' }), texts.optional),
          field(person.note, note, texts.optional),
        ),
        element('h3', {}, person.policy),
        element('p', { id: 'policy' }, policyText(host, quote.cancellationPolicy)),
        tick(person.accept, accept),
        actions(
          submitButton(person.reserve(format.money(quote.total))),
          quietButton(texts.back, () => flow.go.stay()),
        ),
      ],
      price.place,
    ),
  );
  made.addEventListener('input', () => {
    for (const name of ['name', 'email', 'phone', 'note'])
      guest[name] = String(new FormData(made).get(`guest.${name}`)).trim();
  });
  host.show(person.title, made);
  price.show(quote);

  async function reserve(): Promise<void> {
    const given = Object.fromEntries(Object.entries(guest).filter(([, value]) => value));
    try {
      const reservation = await host.midas.reservations.create(
        {
          quote: quote.quote,
          guest: { name: '', email: '', ...given },
          language: host.language,
          acceptsPolicy: true,
        },
        { signal: host.signal },
      );
      const { id, reference, total, manageToken } = reservation;
      flow.link = { id, token: manageToken };
      flow.reservation = reservation;
      rememberLink(flow.link);
      host.emit('midas-reserved', { id, reference, total });
      flow.go.pay();
    } catch (error) {
      if (host.signal.aborted || !(error instanceof MidasProblem)) throw error;
      if (error.code === 'slot-taken') {
        flow.alternatives = error.alternatives;
        flow.go.taken();
      } else if (error.code === 'quote-invalid') {
        flow.quote = await askPrice(flow, host.signal);
        flow.go.guest(texts.problems['quote-invalid']);
      } else throw error;
    }
  }
}

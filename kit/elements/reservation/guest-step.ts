import type { Item, Quote } from '../../client/midas.ts';
import { element, quietButton } from '../../rendering/element.ts';
import { field, footBar, form, input, sides, submitButton, tick, trapped } from '../../rendering/form.ts';
import { policyTerms, policyText } from '../../rendering/policy.ts';
import { isProblem } from '../../rendering/problem.ts';
import { elapsedSeconds, signsOf, trap } from '../../rendering/sent.ts';
import { forgetMonths } from '../../rendering/told-months.ts';
import { billingFields, billingOf } from './billing-fields.ts';
import { askPrice, type Flow, giveBack, type Wish } from './flow.ts';
import { priceCard } from './price-card.ts';

/** As long as nobody takes for it. */
const fastestSeconds = 2;

/** Who reserves, the consent, and the reservation itself, at the price that is shown. */
export function guestStep(flow: Flow, item: Item, quote: Quote): void {
  const { host, guest } = flow;
  const { texts, format } = host;
  const { person } = texts;
  const price = priceCard(host, item);
  const note = element('textarea', { name: 'guest.note', rows: 3, maxlength: 1000 });
  note.value = guest.note ?? '';
  const billing = billingFields(host, guest);
  const line = (name: string, attributes: object) =>
    input(`guest.${name}`, { value: guest[name], ...attributes });
  const policy = policyText(host, quote.cancellationPolicy);
  const accept = input('acceptsPolicy', {
    required: true,
    'aria-describedby': 'policy',
    checked: flow.accepted === policy,
  });
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
        billing,
        element('h3', {}, person.policy),
        policyTerms(host, quote),
        tick(person.accept, accept),
        trap(host),
      ],
      price.place,
      footBar(price.sum, submitButton(person.reserve(format.money(quote.total)))),
      quietButton(texts.back, () => flow.go.back()),
    ),
  );
  // Whoever fills in a field need not tell: browsers and password managers change some without a word.
  flow.read = () => {
    // A disclosure that is closed asks for nothing.
    const fields = [...new FormData(made)].filter(
      ([name]) => name.startsWith('guest.') || (billing.open && name.startsWith('billing.')),
    );
    flow.guest = Object.fromEntries(
      fields.map(([name, value]) => [name.replace(/^guest\./, ''), `${value}`.trim()]),
    );
    flow.accepted = accept.checked ? policy : '';
  };
  made.addEventListener('input', () => {
    flow.read();
    flow.save();
  });
  host.show(person.title, made);
  price.show(quote);

  async function reserve(): Promise<void> {
    flow.read();
    const { wish, guest } = structuredClone({ wish: flow.wish, guest: flow.guest });
    const given = Object.fromEntries(
      Object.entries(guest).filter(([name, value]) => value && !name.startsWith('billing.')),
    );
    if (trapped(made) || elapsedSeconds() < fastestSeconds) return sendAside(wish, given);
    try {
      if (await isStillHeld(wish, guest)) return;
      forgetMonths(host.midas);
      const reservation = await host.midas.reservations.create(
        {
          quote: quote.quote,
          guest: { name: '', email: '', ...given },
          ...billingOf(guest),
          language: host.language,
          acceptsPolicy: true,
        },
        // Going back meanwhile does not undo it.
        { signal: flow.signal },
      );
      const { id, reference, total, manageToken, startsAt, endsAt } = reservation;
      const link = { id, token: manageToken };
      flow.held = { link, time: { startsAt, endsAt }, wish, guest };
      flow.save();
      host.emit('midas-reserved', { id, reference, total });
      if (host.signal.aborted) return;
      flow.link = link;
      flow.reservation = reservation;
      flow.go.pay();
    } catch (error) {
      if (host.signal.aborted || !isProblem(error)) throw error;
      if (error.code === 'slot-taken') {
        flow.alternatives = error.alternatives;
        flow.go.taken();
      } else if (error.code === 'quote-invalid') {
        flow.quote = await askPrice(flow, host.signal);
        flow.go.guest(texts.problems['quote-invalid']);
      } else throw error;
    }
  }

  /** What looks like a robot's holds no dates: the house gets it as a message, and the staff see whether it was a person's. */
  async function sendAside(wish: Wish, { name = '', email = '', phone, ...rest }: Record<string, string>) {
    const typed = Object.entries({ ...wish, ...rest, ...billingOf(flow.guest) });
    const message = [
      'Wished to reserve.',
      ...typed.map(([key, value]) => `${key}: ${JSON.stringify(value)}`),
    ];
    await host.midas.contact.send(
      {
        name,
        email,
        ...(phone ? { phone } : {}),
        ...(flow.item ? { item: flow.item.slug } : {}),
        message: message.join('\n'),
        ...signsOf(made),
      },
      { signal: flow.signal },
    );
    host.show(person.title, element('p', { class: 'told', part: 'told' }, texts.contact.sent));
  }

  /** Whoever has gone back and changed nothing goes on with what is held for them. Else it is given back first. */
  async function isStillHeld(wish: Wish, guest: Flow['guest']): Promise<boolean> {
    const { held } = flow;
    if (!held) return false;
    if (JSON.stringify([held.wish, held.guest]) !== JSON.stringify([wish, guest]))
      return !(await giveBack(flow));
    const reservation = await host.midas.reservations.get(held.link, { signal: host.signal });
    if (!['held', 'confirmed'].includes(reservation.status)) {
      flow.held = undefined;
      return false;
    }
    flow.link = held.link;
    flow.reservation = reservation;
    flow.go[reservation.status === 'held' ? 'pay' : 'outcome']();
    return true;
  }
}

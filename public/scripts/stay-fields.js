import { addDays, todayIn } from './dates.js';
import { element, find } from './element.js';
import { formatMoney } from './money.js';
import { endsOf, guestsName } from './words.js';

/**
 * Fits the fields of the stay to the item: dates or times, their steps and ends, the extras; and takes over what the
 * visitor has already said in the catalogue.
 * @param {HTMLFormElement} form @param {any} item @param {URLSearchParams} wishes
 */
export function prepareStay(form, item, wishes) {
  const ends = endsOf(item);
  form.noValidate = true; // the API's own sentences stand beside the fields instead
  form.item.value = item.slug;
  for (const name of /** @type {const} */ (['from', 'to'])) {
    prepareTime(form[name], item);
    find(`label[for="${form[name].id}"]`, form).textContent = ends[name];
  }
  find('#stay-hint', form).textContent = ends.hint;
  form.guests.max = item.capacity;
  find('label[for="guests"]', form).textContent = guestsName(item.category);
  offerExtras(find('#extras', form), item);
  const { from, to, guests } = Object.fromEntries(wishes);
  if (from && to) setStay(form, item, item.rate.per === 'hour' ? firstHours(item, from) : { from, to });
  if (guests) form.guests.value = guests;
  form.acceptsPolicy.disabled = false;
  find('#consent', form).hidden = false;
  find('#policy', form).textContent = item.cancellationPolicy.text;
  find('[type="submit"]', form).textContent = 'Reserve';
}

/** @param {HTMLFormElement} form @param {any} item @param {{from: string, to: string}} stay as the API takes it */
export function setStay(form, item, { from, to }) {
  // A time in the form is one of the item's own clock: the offset that the API adds goes.
  const length = item.rate.per === 'hour' ? 'YYYY-MM-DDTHH:MM'.length : 'YYYY-MM-DD'.length;
  form.from.value = from.slice(0, length);
  form.to.value = to.slice(0, length);
}

/** `hours` later by the clock. @param {string} time `2027-06-01T10:00` @param {number} hours */
export function addHours(time, hours) {
  return new Date(Date.parse(`${time}Z`) + hours * 3_600_000).toISOString().slice(0, 16);
}

function prepareTime(field, item) {
  const isHourly = item.rate.per === 'hour';
  const today = todayIn(item.timeZone);
  const midnight = isHourly ? 'T00:00' : '';
  const { value } = field;
  field.type = isHourly ? 'datetime-local' : 'date';
  field.value = value;
  field.min = today + midnight;
  field.max = addDays(today, item.horizonDays + item.maximumStay) + midnight;
  if (isHourly) field.step = String(item.gridMinutes * 60);
}

function firstHours(item, date) {
  const from = `${date.slice(0, 10)}T${item.startTime}`;
  return { from, to: addHours(from, item.minimumStay) };
}

function offerExtras(fieldset, { extras }) {
  fieldset.hidden = extras.length === 0;
  fieldset.replaceChildren(element('legend', {}, 'Extras'), ...extras.map(extraField));
}

/** What is for everyone or can be had once is a tick; the rest is a number. */
function extraField({ code, name, per, price, maxQuantity }) {
  const id = `extras-${code}`;
  const each = { booking: '', day: ' a day', person: ' each' }[per];
  const text = `${name}, ${price.amount === 0 ? 'free of charge' : formatMoney(price) + each}`;
  const field = { id, name: `extras.${code}` };
  if (per === 'person' || maxQuantity === 1)
    return element(
      'div',
      { 'data-field': true },
      element(
        'label',
        {},
        element('input', { ...field, type: 'checkbox', value: '1' }),
        element('span', {}, text),
      ),
    );
  return element(
    'div',
    { 'data-field': true, class: 'count' },
    element('label', { for: id }, text),
    element('input', { ...field, type: 'number', inputmode: 'numeric', min: 0, max: maxQuantity, value: 0 }),
  );
}

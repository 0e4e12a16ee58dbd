import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import * as v from 'valibot';
import { type Reservation, statusAt } from '../../booking/reservation.ts';
import { telephoneUri } from '../../platform/config/business-phone.ts';
import type { Config } from '../../platform/config/config.ts';
import { languageSchema } from '../../platform/languages.ts';
import { formTexts } from '../../texts/form.ts';
import type { Env } from '../env.ts';
import { formFormats } from './form-formats.ts';
import { formPage } from './form-page.tsx';

/**
 * What the link of a calendar entry opens: the stay as whoever sees the calendar may know it, so no price, no
 * address of the guest, and nothing to cancel or pay by. A link that was replaced says so.
 */
export function stayPage(
  c: Context<Env>,
  reservation: Reservation | undefined,
  business: Config['business'],
): Response {
  if (!reservation) return endedPage(c);
  const { language, quote, reference, startsAt, endsAt, guests } = reservation;
  const texts = formTexts[language];
  const { entry, fields } = texts;
  const formats = formFormats(texts);
  const { site } = c.env.runtime.config;
  const { item } = quote;
  const kind = item.per === 'day' ? 'span' : item.per;
  const [from, to] = texts.stay[kind];
  return formPage(
    c,
    { language, title: item.name, status: 200 },
    <>
      <p>{entry.status[statusAt(reservation, c.env.runtime.clock.now())]}</p>
      <dl class="facts">
        <dt>{from}</dt>
        <dd>{formats.moment(startsAt.toISOString(), item.timeZone)}</dd>
        <dt>{to}</dt>
        <dd>{formats.moment(endsAt.toISOString(), item.timeZone)}</dd>
        <dt>{fields.guests}</dt>
        <dd>{formats.number(guests)}</dd>
        <dt>{entry.place}</dt>
        <dd>{item.city}</dd>
        <dt>{entry.reference}</dt>
        <dd>{reference}</dd>
        <dt>{business.name}</dt>
        <dd>
          <a href={`mailto:${business.ownerEmail}`}>{business.ownerEmail}</a>
        </dd>
        {business.phone && (
          <dd>
            <a href={telephoneUri(business.phone)}>{business.phone}</a>
          </dd>
        )}
      </dl>
      <p class="note">{entry.showsOnly}</p>
      <p>
        <a href={`${site.url}/manage/`}>{entry.manage}</a>
      </p>
    </>,
  );
}

function endedPage(c: Context<Env>): Response {
  const language = v.parse(
    languageSchema,
    accepts(c, { header: 'Accept-Language', supports: ['en', 'fr', 'es'], default: 'en' }),
  );
  const { ended } = formTexts[language].entry;
  return formPage(c, { language, title: ended.title, status: 404 }, <p>{ended.sentence}</p>);
}

import * as v from 'valibot';
import { described, named } from '../platform/described.ts';
import { moneySchema } from '../platform/money/money.ts';
import { integer } from '../platform/text/whole-number.ts';
import { instantText, issuerSchema, timeZoneName } from './content.ts';

/**
 * What is sent to a provider against a dispute: who booked what, agreed to what, was told what, and where the
 * money went.
 */
export const evidenceSchema = named(
  'DisputeEvidence',
  'All that we know of a disputed payment, for the provider.',
  v.object({
    preparedAt: described(instantText, 'When this was put together, RFC 3339 in UTC.'),
    issuer: described(issuerSchema, 'The business.'),
    dispute: described(
      v.object({
        id: described(v.string(), 'The id of the dispute, `dsp_…`.'),
        provider: described(v.picklist(['stripe', 'paypal']), 'Whose dispute it is.'),
        providerReference: described(v.string(), 'The provider’s own id of it.'),
        amount: described(moneySchema, 'What is disputed.'),
        reason: described(v.string(), 'Why, by the provider’s own code.'),
        status: described(v.string(), 'How it stands.'),
        openedAt: described(instantText, 'When it was opened, RFC 3339 in UTC.'),
        evidenceDueAt: described(
          v.nullable(instantText),
          'Until when the provider takes an answer, RFC 3339 in UTC; null where it does not say.',
        ),
      }),
      'The dispute.',
    ),
    booking: described(
      v.object({
        reference: described(v.string(), 'The reference of the reservation.'),
        status: described(v.string(), 'How the reservation stands.'),
        itemName: described(v.string(), 'The name of the item.'),
        city: described(v.string(), 'The town where it is.'),
        startsAt: described(instantText, 'When the stay begins, RFC 3339 in UTC.'),
        endsAt: described(instantText, 'When it ends, RFC 3339 in UTC.'),
        timeZone: described(
          timeZoneName,
          'The IANA time zone of the place, by whose clocks the stay begins and ends.',
        ),
        guests: described(integer, 'How many people come.'),
        total: described(moneySchema, 'What the stay costs.'),
        customer: described(
          v.object({
            name: described(v.string(), 'The name of the guest.'),
            email: described(
              v.nullable(v.string()),
              'The mail address of the guest; null where none was given.',
            ),
            phone: described(
              v.nullable(v.string()),
              'The telephone number of the guest; null where none was given.',
            ),
          }),
          'Who booked.',
        ),
        bookedAt: described(instantText, 'When it was reserved, RFC 3339 in UTC.'),
        confirmedAt: described(
          v.nullable(instantText),
          'When it was confirmed, RFC 3339 in UTC; null where it was not.',
        ),
        cancelledAt: described(
          v.nullable(instantText),
          'When it was cancelled, RFC 3339 in UTC; null where it was not.',
        ),
      }),
      'What was booked.',
    ),
    policy: described(
      v.object({
        name: described(v.string(), 'The name of the policy.'),
        version: described(integer, 'The version of the policy.'),
        text: described(v.string(), 'The policy in words.'),
        acceptance: described(
          v.nullable(
            v.object({
              acceptedAt: described(instantText, 'When, RFC 3339 in UTC.'),
              networkAddress: described(v.string(), 'The network address.'),
              userAgent: described(v.string(), 'What the browser calls itself.'),
            }),
          ),
          'When and from where the guest accepted it; null of what the staff booked for them.',
        ),
      }),
      'The cancellation policy that was agreed to.',
    ),
    mails: described(
      v.array(
        v.object({
          sentAt: described(instantText, 'When it was sent, RFC 3339 in UTC.'),
          recipient: described(v.string(), 'The address to which it was sent.'),
          subject: described(v.string(), 'Its subject.'),
        }),
      ),
      'The mails that were sent to the guest.',
    ),
    confirmations: described(
      v.array(
        v.object({
          at: described(instantText, 'When, RFC 3339 in UTC.'),
          text: described(v.string(), 'What, in words.'),
        }),
      ),
      'What the guest confirmed, in order.',
    ),
    payments: described(
      v.array(
        v.object({
          at: described(instantText, 'When, RFC 3339 in UTC.'),
          provider: described(v.string(), 'Through whom it was paid.'),
          providerReference: described(
            v.nullable(v.string()),
            'The provider’s own id of it; null where it has none yet.',
          ),
          amount: described(moneySchema, 'How much.'),
          status: described(v.string(), 'How it stands.'),
        }),
      ),
      'The payments of the reservation, in order.',
    ),
    refunds: described(
      v.array(
        v.object({
          at: described(instantText, 'When, RFC 3339 in UTC.'),
          providerReference: described(
            v.nullable(v.string()),
            'The provider’s own id of it; null where it has none yet.',
          ),
          amount: described(moneySchema, 'How much.'),
          reason: described(v.string(), 'Why, in words.'),
          status: described(v.string(), 'How it stands.'),
        }),
      ),
      'What went back, in order.',
    ),
    timeline: described(
      v.array(
        v.object({
          at: described(instantText, 'When, RFC 3339 in UTC.'),
          actor: described(v.string(), 'Who did it.'),
          action: described(v.string(), 'What was done.'),
          details: described(v.string(), 'More about it, as text.'),
        }),
      ),
      'What happened to the reservation, from the audit log, in order.',
    ),
  }),
);

export type Evidence = v.InferOutput<typeof evidenceSchema>;

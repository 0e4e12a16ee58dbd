import type { Parameter } from './api-document.ts';

/** What stands in a path, by the part before it and its own name. */
const texts: Readonly<Record<string, string>> = {
  'items/{slug}': 'The slug of the item, as in its address: small letters, figures and hyphens.',
  'items/{id}': 'The id of the item, `itm_…`.',
  'imports/{id}': 'The id of the import, `imp_…`.',
  'categories/{code}': 'The code of the category: small letters, figures and hyphens.',
  'promotions/{code}': 'The code of the promotion: capital letters, figures and hyphens.',
  'policies/{code}': 'The code of the policy: small letters, figures and hyphens.',
  'legal-entities/{code}': 'The code of the company: small letters, figures and hyphens.',
  'versions/{version}': 'The number of the version.',
  'reservations/{id}': 'The id of the reservation, `res_…`.',
  'guests/{id}': 'The id of the guest, `gst_…`.',
  'guest-bans/{id}': 'The id of the ban, `ban_…`.',
  'blocks/{id}': 'The id of the block, `blk_…`.',
  'notes/{noteId}': 'The id of the note, `nte_…`.',
  'tags/{tag}': 'The tag: 1 to 30 letters, figures, spaces and hyphens, in any case.',
  'stays/{link}': 'What stands in the address of a calendar entry: the reference and a signed version.',
  'payments/{id}': 'The id of the payment, `pay_…`.',
  'refunds/{refundId}': 'The id of the refund, `rfd_…`.',
  'security-deposits/{id}': 'The id of the reservation whose deposit it is, `res_…`.',
  'disputes/{id}': 'The id of the dispute.',
  'documents/{id}': 'The id of the reservation whose documents they are, `res_…`.',
  '{id}/{document}': 'The id of the document, from the list of documents.',
  'enquiries/{id}': 'The id of the message, `enq_…`.',
  'sessions/{id}': 'The id of the session.',
  'sessions/{sessionId}': 'The id of the session, `ses_…`.',
  'factors/{id}': 'The id of the second factor.',
  'users/{id}': 'The id of the user.',
  'invitations/{id}': 'The id of the invitation.',
  'api-keys/{id}': 'The id of the key, not the key itself.',
  'providers/{provider}': 'The name of the identity provider, as `GET /auth/providers` lists it.',
  'identities/{provider}': 'The name of the identity provider, as `GET /auth/providers` lists it.',
};

/** What stands in braces in a path. Throws for a parameter that nobody has described. */
export function pathParameters(path: string): Parameter[] {
  const segments = path.split('/');
  return segments.flatMap((segment, index) => {
    const name = /^\{(\w+)\}$/.exec(segment)?.[1];
    if (name === undefined) return [];
    const description = texts[`${segments[index - 1]}/${segment}`];
    if (!description) throw new Error(`nothing is said of ${segment} in ${path}`);
    return [{ name, in: 'path', required: true, description, schema: { type: 'string' } }];
  });
}

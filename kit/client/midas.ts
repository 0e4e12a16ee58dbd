import type * as v from 'valibot';
import type { calendarLinkSchema } from '../../src/booking/calendar/calendar-link.ts';
import type { sentAgainSchema } from '../../src/booking/confirmation.ts';
import type {
  createdReservationSchema,
  reservationResponseSchema,
} from '../../src/booking/present-reservation.ts';
import type { categoriesSchema } from '../../src/catalogue/categories.ts';
import type { searchResultSchema, searchSchema } from '../../src/catalogue/search.ts';
import type { enquiryRequestSchema } from '../../src/enquiry/enquiry.ts';
import type { paymentViewSchema } from '../../src/payment/payment-view.ts';
import type { Language } from '../../src/platform/languages.ts';
import type { itemSchema } from '../../src/terms/item.ts';
import type { documentListSchema } from '../../src/workflows/document/documents.ts';
import type {
  paymentIntentRequestSchema,
  paymentIntentResponseSchema,
} from '../../src/workflows/payment/open/open-payment.ts';
import type { cancellationPreviewSchema } from '../../src/workflows/reservation/cancel-reservation.ts';
import type { quoteRequestSchema, quoteResponseSchema } from '../../src/workflows/reserve/quote-request.ts';
import type { reservationRequestSchema } from '../../src/workflows/reserve/reservation-request.ts';
import type { availabilityQuerySchema, availabilitySchema } from '../../src/workflows/search/availability.ts';
import type { MidasProblem } from './midas-problem.ts';

export type { Language };
export type Item = v.InferOutput<typeof itemSchema>;
export type ItemPage = v.InferOutput<typeof searchResultSchema>;
export type ItemSummary = ItemPage['items'][number];
export type Categories = v.InferOutput<typeof categoriesSchema>;
export type DateRange = v.InferInput<typeof availabilityQuerySchema>;
export type Availability = v.InferOutput<typeof availabilitySchema>;
export type QuoteRequest = v.InferInput<typeof quoteRequestSchema>;
export type Quote = v.InferOutput<typeof quoteResponseSchema>;
export type ReservationRequest = v.InferInput<typeof reservationRequestSchema>;
export type CreatedReservation = v.InferOutput<typeof createdReservationSchema>;
export type Reservation = v.InferOutput<typeof reservationResponseSchema>;
export type CancellationPreview = v.InferOutput<typeof cancellationPreviewSchema>;
export type PaymentIntent = v.InferOutput<typeof paymentIntentResponseSchema>;
export type PaymentWish = Omit<v.InferInput<typeof paymentIntentRequestSchema>, 'reservation'>;
export type Payment = v.InferOutput<typeof paymentViewSchema>;
export type DocumentList = v.InferOutput<typeof documentListSchema>;
export type ContactMessage = v.InferInput<typeof enquiryRequestSchema>;

type Search = v.InferInput<typeof searchSchema>;

/** What a list of items is narrowed to. Numbers may be numbers; what is empty or undefined is left out. */
export type ItemFilters = {
  readonly [Name in keyof Search]?: Name extends 'guests' | 'minPrice' | 'maxPrice' | 'limit'
    ? Search[Name] | number
    : Search[Name];
};

/** What opens one reservation: its id and the token of its manage link (`manageToken` of a created one). */
export interface ManageLink {
  readonly id: string;
  readonly token: string;
}

export interface CallOptions {
  /** Gives the call up: it then throws the signal's own reason, no `MidasProblem`. */
  readonly signal?: AbortSignal | undefined;
}

export interface CatalogueOptions<Answer> extends CallOptions {
  /** A kept answer was shown at once and the API now says something else: this is it. */
  readonly onFresh?: ((answer: Answer) => void) | undefined;
}

/** What became of a message that had been queued. */
export type QueuedOutcome =
  | { readonly state: 'sent'; readonly message: ContactMessage }
  | { readonly state: 'refused'; readonly message: ContactMessage; readonly problem: MidasProblem };

/**
 * The API, typed by its own schemas. Every call throws `MidasProblem` for what the API refuses and for a network that
 * does not answer, after the retries that are safe. The catalogue is kept and works offline; nothing else is kept.
 */
export interface Midas {
  readonly items: {
    /** A page; `nextCursor` of it is the `cursor` of the next. With dates it is asked anew each time. */
    list(filters?: ItemFilters, options?: CatalogueOptions<ItemPage>): Promise<ItemPage>;
    get(slug: string, options?: CatalogueOptions<Item>): Promise<Item>;
    /** Local dates of the item, `to` not included, at most 92 days. */
    availability(slug: string, range: DateRange, options?: CallOptions): Promise<Availability>;
  };
  readonly categories: {
    /** The kinds of things that can be seen, in the order of the house, by their names. */
    list(options?: CatalogueOptions<Categories>): Promise<Categories>;
  };
  readonly quotes: {
    create(request: QuoteRequest, options?: CallOptions): Promise<Quote>;
  };
  readonly reservations: {
    /** Asking again with the same request after an answer that got lost gives the same reservation. */
    create(request: ReservationRequest, options?: CallOptions): Promise<CreatedReservation>;
    get(link: ManageLink, options?: CallOptions): Promise<Reservation>;
    /** What cancelling now would give back. */
    previewCancellation(link: ManageLink, options?: CallOptions): Promise<CancellationPreview>;
    cancel(link: ManageLink, options?: CallOptions): Promise<Reservation>;
    sendConfirmationAgain(
      link: ManageLink,
      options?: CallOptions,
    ): Promise<v.InferOutput<typeof sentAgainSchema>>;
    /** Where the calendar file can be asked for, with `Accept: text/calendar` and the link's token as Bearer. */
    calendarAddress(link: ManageLink): string;
    /** Ends the links of the calendar entries that were given out; files asked for from now on carry the new one. */
    replaceCalendarLink(
      link: ManageLink,
      options?: CallOptions,
    ): Promise<v.InferOutput<typeof calendarLinkSchema>>;
    /** The file itself, for a download: no plain link opens it, since the token travels in a header. */
    calendarFile(link: ManageLink, options?: CallOptions): Promise<Blob>;
  };
  readonly documents: {
    /** The invoice, receipts and credit notes that there are of a reservation. */
    list(link: ManageLink, options?: CallOptions): Promise<DocumentList>;
    /** One of them, as PDF. */
    file(link: ManageLink, id: string, options?: CallOptions): Promise<Blob>;
  };
  readonly payments: {
    /** Opens the payment of what is due, or finds the one that is open. `device` is this browser's own name if left out. */
    open(link: ManageLink, wish?: PaymentWish, options?: CallOptions): Promise<PaymentIntent>;
    get(id: string, link: ManageLink, options?: CallOptions): Promise<Payment>;
  };
  readonly contact: {
    /** `queued`: the line is away; it goes out once when that is back, or at the next visit. */
    send(message: ContactMessage, options?: CallOptions): Promise<{ readonly state: 'sent' | 'queued' }>;
    /** Tells what became of queued messages. Answers what ends it. */
    onQueued(listener: (outcome: QueuedOutcome) => void): () => void;
  };
}

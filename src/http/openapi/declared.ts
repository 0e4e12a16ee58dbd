import type * as v from 'valibot';
import type { ProblemCode } from '../../platform/problems.ts';
import type { Parameter } from './api-document.ts';

/** The mark by which a middleware or a handler tells the documentation what it brings to its route. */
const declaredOf = Symbol('declared');

/**
 * What a part of a route takes, answers and refuses. The documentation of an operation is all of its parts
 * together.
 */
export interface Declared {
  readonly summary?: string;
  readonly description?: string;
  /** Any of them lets a caller in; none where anyone may call. */
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly query?: v.GenericSchema;
  readonly headers?: readonly Parameter[];
  readonly body?: { readonly mediaType: 'application/json' | FormType; readonly schema: v.GenericSchema };
  /** The body as a table instead (`text/csv`). */
  readonly table?: v.GenericSchema;
  readonly successes?: readonly Success[];
  readonly refusals?: readonly ProblemCode[];
  /** Members that the refusals of a status have beside the common ones. */
  readonly extensions?: Readonly<Record<number, v.ObjectEntries>>;
  /** Whether refusals are also answered as pages, to whoever posted a form. */
  readonly refusesAsPage?: true;
  /**
   * Whether whoever is refused is sent to a page that says why: no code is answered for what the route
   * refuses.
   */
  readonly redirectsRefusals?: true;
  /** Whether a success may be the answer that was given before. */
  readonly isReplayed?: true;
}

type FormType = 'application/x-www-form-urlencoded';

interface Success {
  readonly status: number;
  readonly mediaType: string;
  readonly schema: v.GenericSchema;
}

/** Marks a middleware with what it declares. */
export function declares<M extends object>(
  middleware: M,
  declared: Declared,
): M & { readonly [declaredOf]: Declared } {
  return Object.assign(middleware, { [declaredOf]: declared });
}

/** What the parts of a route declare, each. */
export function declarationsOf(handlers: readonly object[]): Declared[] {
  return handlers.flatMap((handler) => (isDeclared(handler) ? [handler[declaredOf]] : []));
}

function isDeclared(handler: object): handler is { readonly [declaredOf]: Declared } {
  return declaredOf in handler;
}

import type * as v from 'valibot';
import type { ProblemCode } from '../../src/platform/problems.ts';
import type { alternativesSchema } from '../../src/workflows/reserve/alternatives.ts';

/** `offline`: nobody could be reached. `timeout`: no answer in time. `unreadable`: an answer that is not the API's. */
export type MidasProblemCode = ProblemCode | 'offline' | 'timeout' | 'unreadable';

export type Alternative = v.InferOutput<typeof alternativesSchema>[number];

/** The refusal of one field, by its path in the request (`guest.email`). */
export interface FieldProblem {
  readonly name: string;
  readonly message: string;
}

export interface ProblemParts {
  readonly code: MidasProblemCode;
  readonly title: string;
  readonly detail: string;
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  readonly fields?: readonly FieldProblem[] | undefined;
  readonly alternatives?: readonly Alternative[] | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

/** Why a call did not do what it should, in sentences for people. */
export class MidasProblem extends Error {
  readonly code: MidasProblemCode;
  readonly title: string;
  readonly detail: string;
  /** The HTTP status; 0 without an answer. */
  readonly status: number;
  readonly requestId: string | undefined;
  readonly fields: readonly FieldProblem[];
  /** What is free instead, beside `slot-taken`. */
  readonly alternatives: readonly Alternative[];
  readonly retryAfterSeconds: number | undefined;

  constructor(parts: ProblemParts) {
    super(parts.detail);
    this.name = 'MidasProblem';
    this.code = parts.code;
    this.title = parts.title;
    this.detail = parts.detail;
    this.status = parts.status ?? 0;
    this.requestId = parts.requestId;
    this.fields = parts.fields ?? [];
    this.alternatives = parts.alternatives ?? [];
    this.retryAfterSeconds = parts.retryAfterSeconds;
  }
}

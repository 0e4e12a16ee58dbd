import { expect } from 'vitest';
import type { Answer } from '../harness/client.ts';
import type { Stack } from '../harness/stack.ts';
import { fieldsOfPage, plain, postForm } from '../http/plain-form.ts';
import { newClient } from './booking.ts';
import type { ClonedItem } from './cloned-item.ts';

/** What a guest types into the form of an item without scripts. */
export function filledIn(
  { wish }: ClonedItem,
  fields: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {
    item: wish.item,
    from: wish.from,
    to: wish.to,
    guests: '2',
    'guest.name': 'Ada Lovelace',
    'guest.email': 'ada@guests.example',
    'guest.phone': '',
    language: 'fr',
    next: '/merci/',
    ...fields,
  };
}

export function send(
  stack: Stack,
  fields: Readonly<Record<string, string>>,
  headers?: Readonly<Record<string, string>>,
): Promise<Answer> {
  return postForm(stack, '/reservations', fields, newClient(), headers);
}

interface Reserved {
  readonly id: string;
  readonly total: number;
  readonly guests: number;
  readonly startsAt: Date;
  readonly language: string;
}

export async function reservationsOf(stack: Stack, item: ClonedItem): Promise<Reserved[]> {
  const { rows } = await stack.database.query<Reserved>(
    `select id, total_minor::float8 as total, guests, starts_at as "startsAt", language from reservations where item_id = $1 order by starts_at`,
    [item.id],
  );
  return rows;
}

export function expectPage(answer: Answer, status: number): string {
  expect(answer.status, answer.text).toBe(status);
  expect(answer.headers.get('Content-Type')).toMatch(/^text\/html/);
  expect(answer.headers.get('Cache-Control')).toBe('no-store');
  expect(answer.text).not.toMatch(/<script/);
  return plain(answer.text);
}

/** The second step: everything that the page of the first carries, and the box ticked. */
export async function review(
  stack: Stack,
  fields: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const answer = await send(stack, fields);
  expectPage(answer, 200);
  // Whoever reads a price takes longer than a robot.
  stack.clock.advance({ seconds: 2 });
  return { ...fieldsOfPage(answer.text), acceptsPolicy: 'on' };
}

export function shifted(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Text with plain spaces where typesetters put narrow ones. */
export function spaced(text: string): string {
  return text.replace(/[\u202f\u00a0]/g, ' ');
}

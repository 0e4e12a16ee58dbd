import type { Stack } from '../harness/stack.ts';

/**
 * From now on messages are written as ever but never fall due, calls to providers neither. For tests of hundreds of bookings,
 * in which the mails would take longer than all the rest and are not what is looked at.
 */
export async function quietOutbox(stack: Stack): Promise<void> {
  await neverDue(stack, '');
}

/** The same for mails alone: calls to providers fall due as ever. */
export async function quietMails(stack: Stack): Promise<void> {
  await neverDue(stack, `when (new.channel = 'mail')`);
}

async function neverDue(stack: Stack, condition: string): Promise<void> {
  await stack.database.query(`
    create function never_due() returns trigger language plpgsql as $$ begin new.due_at = 'infinity'; return new; end $$;
    create trigger never_due before insert on outbox for each row ${condition} execute function never_due()`);
}

import type { Stack } from './stack.ts';

/**
 * From now on messages are written as ever but never fall due. For tests of hundreds of bookings, in which the mails
 * would take longer than all the rest and are not what is looked at.
 */
export async function quietOutbox(stack: Stack): Promise<void> {
  await stack.database.query(`
    create function never_due() returns trigger language plpgsql as $$ begin new.due_at = 'infinity'; return new; end $$;
    create trigger never_due before insert on outbox for each row execute function never_due()`);
}

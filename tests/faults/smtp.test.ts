import { Socket } from 'node:net';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { openMailer } from '../../src/notification/channels/mail.ts';
import { deliverDue } from '../../src/workflows/message/deliver.ts';
import { book } from '../support/booking/booking.ts';
import { useStack } from '../support/harness/stack.ts';
import { emptyOutbox, enqueueMessages, outboxRows } from '../support/message/outbox.ts';

const stack = useStack();
let reservationId: string;
beforeAll(async () => {
  const booked = await book(stack, { item: 'riad-zahra', from: '2028-06-01', to: '2028-06-08', guests: 2 });
  reservationId = booked.id;
});
beforeEach(async () => {
  await emptyOutbox(stack);
  await stack.mailbox.clear();
});
afterEach(() => stack.mailbox.clearFaults());

/** The Message-IDs that arrived, oldest first. */
function arrived(): (string | null)[] {
  return stack.mailbox
    .messages()
    .map((mail) => mail.messageId)
    .reverse();
}

function messageIdOf(rowId: string | undefined): string {
  return `<${rowId}@fine-things.example>`;
}

test('a mail whose connection broke after the server had taken it is sent again under the same Message-ID, so a reader can tell', async () => {
  const [id] = await enqueueMessages(stack, reservationId, 1);
  stack.mailbox.faults({ dropAfterData: true, next: 1 });
  await deliverDue(stack.runtime);
  expect(arrived()).toEqual([messageIdOf(id)]);
  expect(await outboxRows(stack)).toMatchObject([{ status: 'pending', attempts: 1 }]);

  stack.clock.advance({ minutes: 1 });
  await deliverDue(stack.runtime);
  expect(arrived()).toEqual([messageIdOf(id), messageIdOf(id)]);
  expect(await outboxRows(stack)).toMatchObject([{ status: 'sent', attempts: 2 }]);
});

test.each([421, 451, 452, 550, 554])(
  'a server that answers %i gets the mail again later, and the other mails go out meanwhile',
  async (code) => {
    const ids = await enqueueMessages(stack, reservationId, 3);
    stack.mailbox.faults({ reject: code, next: 1 });
    await deliverDue(stack.runtime);
    expect(arrived()).toEqual([messageIdOf(ids[1]), messageIdOf(ids[2])]);

    stack.clock.advance({ minutes: 1 });
    await deliverDue(stack.runtime);
    expect(arrived()).toEqual([messageIdOf(ids[1]), messageIdOf(ids[2]), messageIdOf(ids[0])]);
    expect((await outboxRows(stack)).map(({ status }) => status)).toEqual(['sent', 'sent', 'sent']);
  },
);

/**
 * Waiting out the real patience would take 10 s. So the silence that the mailer allows its connection is read where it is
 * asked for, on Node's socket, and cut to a tenth.
 */
test('a server that takes a mail and then says nothing is given up after 10 seconds at most, and the mail is tried again', async () => {
  const silencesMs: number[] = [];
  const setTimeoutOfSocket = Socket.prototype.setTimeout;
  const spy = vi.spyOn(Socket.prototype, 'setTimeout').mockImplementation(function (
    this: Socket,
    ms,
    callback,
  ) {
    const isMailer = this.remotePort === stack.mailbox.smtpPort;
    if (isMailer) silencesMs.push(ms);
    return setTimeoutOfSocket.call(this, isMailer ? ms / 10 : ms, callback);
  });
  const [id] = await enqueueMessages(stack, reservationId, 1);
  stack.mailbox.faults({ hang: true, next: 1 });
  await deliverDue(stack.runtime);
  spy.mockRestore();
  expect(silencesMs.length).toBeGreaterThan(0);
  expect(Math.max(...silencesMs)).toBeLessThanOrEqual(10_000);
  expect(await outboxRows(stack)).toMatchObject([{ status: 'pending', attempts: 1 }]);

  stack.clock.advance({ minutes: 1 });
  await deliverDue(stack.runtime);
  expect(arrived()).toEqual([messageIdOf(id)]);
});

test('while no mail server is there nothing is lost: every message waits and goes out when it is back', async () => {
  const ids = await enqueueMessages(stack, reservationId, 12);
  // Port 9 (discard) refuses at once on any machine that tests run on.
  const away = openMailer({
    ...stack.runtime.config,
    mail: { ...stack.runtime.config.mail, smtpUrl: 'smtp://127.0.0.1:9' },
  });
  await deliverDue(stack.runtime, away);
  expect(new Set((await outboxRows(stack)).map(({ status }) => status))).toEqual(new Set(['pending']));

  stack.clock.advance({ minutes: 1 });
  await deliverDue(stack.runtime);
  expect(arrived().sort()).toEqual(ids.map(messageIdOf).sort());
});

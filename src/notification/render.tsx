import type { Runtime } from '../platform/runtime.ts';
import type { Mail, Message } from './mail.ts';

export function render(_runtime: Runtime, message: Message): Mail {
  throw new Error(`no template ${message.template}`);
}

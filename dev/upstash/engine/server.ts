import { type Commands, reads, wrongNumber } from './command.ts';

export const serverCommands: Commands = {
  ping: reads(-1, (_, [message, ...more]) => (more.length > 0 ? wrongNumber('ping') : (message ?? 'PONG'))),
  echo: reads(2, (_, [message = '']) => message),
  time: reads(1, (db) => {
    const now = db.now();
    return [String(Math.floor(now / 1000)), String(Math.floor(now % 1000) * 1000)];
  }),
};

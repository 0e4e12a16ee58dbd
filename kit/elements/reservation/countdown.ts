import { element } from '../../rendering/element.ts';
import type { Host } from '../../rendering/host.ts';

const announcedSeconds = [300, 60];

/**
 * Counts down to an instant in minutes and seconds. Who listens to the page hears of it with five minutes and with one
 * left, not every second.
 */
export function countdown({ texts, tell, signal }: Host, until: string, onOver: () => void): HTMLElement {
  const clock = element('p', { role: 'timer', part: 'countdown' });
  const announcements = announcedSeconds.filter((seconds) => seconds < secondsLeft());
  // The clock of this computer may be ahead: what is over at once is asked about again, but not without end.
  const isOver = secondsLeft() === 0;
  const timer = isOver ? setTimeout(onOver, 10_000) : setInterval(tick, 1000);
  signal.addEventListener('abort', stop);
  show();
  return clock;

  function secondsLeft(): number {
    return Math.max(0, Math.ceil((Date.parse(until) - Date.now()) / 1000));
  }

  function show(): void {
    const left = secondsLeft();
    clock.textContent = texts.pay.left(`${Math.floor(left / 60)}:${`${left % 60}`.padStart(2, '0')}`);
  }

  function tick(): void {
    // The step may have been left behind.
    if (!clock.isConnected) stop();
    show();
    const left = secondsLeft();
    if (left <= (announcements[0] ?? -1))
      tell(texts.pay.minutes(Math.ceil((announcements.shift() ?? 0) / 60)));
    if (left > 0 || !clock.isConnected) return;
    stop();
    onOver();
  }

  function stop(): void {
    clearInterval(timer);
  }
}

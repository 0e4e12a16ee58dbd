/**
 * Counts down to an instant in minutes and seconds. Who listens to the page hears of it with five minutes and with one
 * left, not every second.
 * @param {{clock: HTMLElement, status: HTMLElement}} places
 * @param {string} until an instant
 * @param {() => void} onOver
 */
export function countDown({ clock, status }, until, onOver) {
  const end = Date.parse(until);
  const announcements = [300, 60]; // seconds left
  const timer = setInterval(tick, 1000);
  tick();

  function tick() {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
    if (left <= (announcements[0] ?? -1)) {
      while (left <= (announcements[0] ?? -1)) announcements.shift();
      const minutes = Math.ceil(left / 60);
      status.textContent = minutes === 1 ? 'One minute left to pay' : `${minutes} minutes left to pay`;
    }
    if (left > 0) return;
    clearInterval(timer);
    onOver();
  }
}

/**
 * Counts down to an instant in minutes and seconds. Who listens to the page hears of it with five minutes and with one
 * left, not every second.
 * @param {{clock: HTMLElement, status: HTMLElement}} places
 * @param {string} until an instant
 * @param {() => void} onOver
 * @returns {() => void} stops it
 */
export function countDown({ clock, status }, until, onOver) {
  const end = Date.parse(until);
  const timer = setInterval(tick, 1000);
  tick();
  return () => clearInterval(timer);

  function tick() {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
    if (left === 300 || left === 60)
      status.textContent = `${left / 60} minutes left to pay`.replace('1 minutes', '1 minute');
    if (left > 0) return;
    clearInterval(timer);
    onOver();
  }
}

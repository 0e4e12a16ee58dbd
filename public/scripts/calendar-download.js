import { calendarFile, Refusal } from './api.js';

/**
 * Saves the calendar file when the button is pressed. It is fetched, since the token travels in a header.
 * @param {HTMLElement} button @param {{id: string, token: string}} link @param {string} reference @param {(message: string) => void} tell
 */
export function downloadOnPress(button, link, reference, tell) {
  button.addEventListener('click', async () => {
    try {
      const address = URL.createObjectURL(await calendarFile(link.id, link.token));
      const anchor = document.createElement('a');
      anchor.href = address;
      anchor.download = `${reference}.ics`;
      anchor.click();
      URL.revokeObjectURL(address);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      tell(error.message);
    }
  });
}

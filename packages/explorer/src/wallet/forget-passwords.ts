/**
 * A password that was typed and not used does not wait for whoever comes next: it is taken out of its field some time after
 * the last key was pressed, and after a sleep of the device at once, as timers that are due then run first.
 */

/** Long enough to read what is asked. */
const idleMs = 120_000;
const pollMs = 1_000;

/** Until `signal` is aborted. */
export function forgetPasswords(signal: AbortSignal): void {
  let typedAt = Date.now();
  addEventListener(
    'input',
    () => {
      typedAt = Date.now();
    },
    { signal, capture: true },
  );
  const timer = setInterval(() => {
    // A clock that was put back does not keep it longer.
    if (Math.abs(Date.now() - typedAt) < idleMs) return;
    for (const field of document.querySelectorAll<HTMLInputElement>('input[type="password"]')) {
      field.value = '';
    }
  }, pollMs);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}

/** Work of the page that nobody waits for. */

/** Lets work continue; the browser's console, and whoever listens for its `error` event, hear of a failure. */
export function inBackground(work: Promise<unknown>): void {
  work.catch((error: unknown) => reportError(error));
}

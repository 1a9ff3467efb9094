/** As `../planted-promises.ts`, where the types are those of a browser alone. */
export function plant(work: () => Promise<void>): void {
  work(); // floats
  void work(); // floats
  work().catch(reportError);
  setTimeout(work, 1); // floats
  setTimeout(async () => work(), 1); // floats
  setInterval(work, 1); // floats
  queueMicrotask(work); // floats
  addEventListener('online', async () => work()); // floats
}

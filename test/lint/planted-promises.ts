/**
 * Promises that float, one a line, and some that don't. Never run: `promises.test.ts` expects the lint to
 * find the lines that end in `floats`, and no others.
 */
import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { type ClientOptions, createClient } from '@trellis/client';
import { inBackground } from '@trellis/engine';

interface Store {
  close(): Promise<void>;
  flush?: () => Promise<void>;
  onChange(then: () => void): void;
}

export async function plant(
  work: () => Promise<boolean>,
  store: Store,
  maybe: Store | undefined,
  { options, socket, emitter }: { options: ClientOptions; socket: Socket; emitter: EventEmitter },
): Promise<unknown> {
  work(); // floats
  store.close(); // floats
  createClient(options); // floats
  work().then(() => 1); // floats
  work().finally(() => undefined); // floats
  work().catch(undefined); // floats
  void work(); // floats
  void store.close(); // floats
  const later = () => void work(); // floats
  const isDone = Math.random() > 0.5;
  isDone ? work() : undefined; // floats
  isDone && work(); // floats
  isDone || store.close(); // floats
  maybe?.close(); // floats
  store.flush?.(); // floats
  (isDone ? work : store.close)(); // floats
  Promise.all([work()]); // floats
  new Promise((resolve) => setTimeout(resolve, 1)); // floats
  (async () => work())(); // floats
  [1, 2].map(async () => work()); // floats
  [1, 2].forEach(async () => work()); // floats
  setTimeout(async () => work(), 1); // floats
  setTimeout(() => work(), 1); // floats
  setTimeout(() => void work(), 1); // floats
  setImmediate(work); // floats
  socket.on('data', async () => work()); // floats
  emitter.once('end', () => work()); // floats
  store.onChange(async () => undefined); // floats
  new AbortController().signal.addEventListener('abort', async () => work()); // floats
  const handlers: { onEnd: () => void } = { onEnd: async () => undefined }; // floats
  const copy = { ...work(), ...handlers }; // floats

  await work();
  await Promise.all([1, 2].map(async () => work()));
  work().catch((error: unknown) => emitter.emit('error', error));
  work().then(
    () => 1,
    (error: unknown) => emitter.emit('error', error),
  );
  inBackground(work(), (error) => emitter.emit('error', error));
  setTimeout(() => inBackground(work(), (error) => emitter.emit('error', error)), 1);
  const started = work();
  return [later, copy, await started];
}

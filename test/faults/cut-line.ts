/** A line of TCP that passes through here, so that it can be cut, and held up with what is on its way. */
import { connect, createServer, type Socket } from 'node:net';

export interface CuttableLine {
  readonly port: number;
  /** Ends what is open, and lets nothing through until `pass`. */
  cut(): void;
  /** Nothing arrives until `pass`, and what was sent meanwhile arrives then. */
  hold(): void;
  pass(): void;
  close(): Promise<void>;
}

export async function openLine(port: number, to: number): Promise<CuttableLine> {
  let state: 'passes' | 'cut' | 'held' = 'passes';
  const open = new Set<Socket>();
  const server = createServer((near) => {
    if (state === 'cut') {
      near.destroy();
      return;
    }
    const far = connect({ host: '127.0.0.1', port: to });
    for (const [from, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from);
      from.on('data', (bytes) => {
        other.write(bytes);
      });
      from.on('error', () => undefined);
      from.once('close', () => {
        open.delete(from);
        other.destroy();
      });
      if (state === 'held') from.pause();
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port,
    cut() {
      state = 'cut';
      for (const socket of open) socket.destroy();
    },
    hold() {
      state = 'held';
      for (const socket of open) socket.pause();
    },
    pass() {
      state = 'passes';
      for (const socket of open) socket.resume();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

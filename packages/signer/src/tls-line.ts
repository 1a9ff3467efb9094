/** Lines over TCP with the channel of the network: TLS 1.3, hybrid key exchange, pinned ML-DSA-65 keys at both ends. */
import { connect, createServer, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Address } from '@trellis/crypto';
import { inBackground, type Logger } from '@trellis/engine';
import { createFrameReader, decodePeerKey, encodeFrame, FrameError } from '@trellis/network';
import { createSecureSockets, readNetworkKey, type SecureSockets } from '@trellis/network/channel';
import type { Line, LineHandlers } from './line.ts';
import { messageBytesMax } from './messages.ts';

/** The keys that an end shows, and those that the other end may show. */
export interface LineIdentity {
  readonly chainId: string;
  /** What is asked over the line: each has a name of its own, so that none is taken for the other. */
  readonly protocol?: 'validator' | 'payments';
  /** PEM. */
  readonly networkKey: string;
  readonly peerKey: Uint8Array;
  readonly pinned: readonly { readonly networkKey: Address; readonly peer: string }[];
}

/** A line that was cut without a word is noticed by the questions that stay unanswered; this one is for idle ones. */
const idleMs = 30_000;

const namesOf = { validator: 'signer/1', payments: 'payments/1' } as const;

export function socketsOf({
  chainId,
  protocol = 'validator',
  networkKey,
  peerKey,
  pinned,
}: LineIdentity): SecureSockets {
  return createSecureSockets({
    identity: {
      networkKey: readNetworkKey(networkKey),
      peerKey: decodePeerKey(peerKey),
      // Apart from the connections between nodes: neither takes the other for one of its own.
      chainId: `${chainId}/${namesOf[protocol]}`,
    },
    pinned: new Map(pinned.map((one) => [one.networkKey, one])),
    now: Date.now,
  });
}

/** Rejects when the other end can't be reached or is not the one that is pinned. */
export async function dialLine(
  sockets: SecureSockets,
  { host, port }: { readonly host: string; readonly port: number },
  handlers: LineHandlers,
): Promise<Line> {
  const socket = connect({ host, port, noDelay: true });
  await connected(socket);
  const { tls } = await sockets.secure(socket, 'client');
  return lineOn(tls, handlers);
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => socket.destroy(new Error('no connection in time')), 2_000);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.removeListener('error', reject);
      resolve();
    });
    socket.once('error', reject);
    socket.once('close', () => clearTimeout(timer));
  });
}

export interface ListeningLines {
  readonly port: number;
  close(): Promise<void>;
}

/** Handshakes at a time; whoever can't prove a pinned key is gone after each. */
const handshakesMax = 16;

/** Rejects with the system's error when it can't listen there. */
export async function listenForLines(
  sockets: SecureSockets,
  at: { readonly host: string; readonly port: number },
  {
    onLine,
    logger,
  }: {
    readonly onLine: (node: Address, line: Line) => LineHandlers;
    readonly logger: Logger;
  },
): Promise<ListeningLines> {
  let handshakes = 0;
  const open = new Set<Socket>();
  async function take(socket: Socket): Promise<void> {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.setNoDelay(true);
    if (handshakes >= handshakesMax) {
      socket.destroy();
      return;
    }
    handshakes += 1;
    try {
      const { tls, networkKey } = await sockets.secure(socket, 'server');
      let handlers: LineHandlers | null = null;
      const line = lineOn(tls, {
        onMessage: (message) => handlers?.onMessage(message),
        onClose: () => handlers?.onClose(),
      });
      handlers = onLine(networkKey, line);
    } finally {
      handshakes -= 1;
    }
  }
  const server = createServer((socket) => {
    inBackground(take(socket), (error) => {
      const { code, message } = error as Error & { readonly code?: string };
      logger.warn({ code, detail: message, address: socket.remoteAddress }, 'refused a line');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(at.port, at.host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : at.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

function lineOn(tls: TLSSocket, handlers: LineHandlers): Line {
  const frames = createFrameReader(messageBytesMax);
  tls.setTimeout(idleMs, () => tls.destroy());
  tls.on('data', (bytes: Buffer) => {
    try {
      for (const frame of frames.push(bytes)) handlers.onMessage(frame);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      tls.destroy();
    }
  });
  tls.once('close', () => handlers.onClose());
  return {
    send(message) {
      tls.write(encodeFrame(message));
    },
    close() {
      tls.destroy();
    },
  };
}

/** Peers that do the handshake their own way: libp2p's first words by hand, then any TLS. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import {
  createSecureContext,
  type SecureContext,
  TLSSocket,
  connect as tlsConnect,
} from 'node:tls';
import { type ChannelIdentity, certificatePem, makeCertificate } from '../certificate.ts';
import { protocolOf } from '../handshake.ts';
import { channelProtocol } from '../secure-channel.ts';

/** A frame of multistream-select: its length, the text, a line feed. */
function frame(text: string): Buffer {
  const line = Buffer.from(`${text}\n`);
  return Buffer.concat([Buffer.of(line.length), line]);
}

/** The bytes by which libp2p agrees on a protocol; both ends send the same. */
export const negotiation = Buffer.concat([frame('/multistream/1.0.0'), frame(channelProtocol)]);

export interface StrangerOptions {
  readonly identity: ChannelIdentity;
  readonly certificate?: Uint8Array;
  /** More than TLS needs, or instead of what we would use. */
  readonly tls?: Readonly<Record<string, unknown>>;
  /** PEM instead of the identity's own; `null` for none at all. */
  readonly cert?: string | null;
  readonly key?: string;
  readonly alpn?: string;
  /** Of an earlier connection, to take up again. */
  readonly session?: Buffer;
  /** The number of a refusal to answer with, instead of no objection. */
  readonly says?: number;
  /** The number of the group that it names in its validation result, if not that of X25519MLKEM768. */
  readonly names?: number;
}

/** How a stranger's attempt ended: with a validation result of the other end, or without one. */
export type Attempt =
  | { readonly result: number; readonly group: number }
  | { readonly error: string };

/** A TCP connection to a port of 127.0.0.1 on which both have agreed to use our channel. */
export async function negotiate(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(negotiation);
  let heard = 0;
  while (heard < negotiation.length) {
    const [bytes] = (await once(socket, 'data')) as [Buffer];
    heard += bytes.length;
  }
  socket.pause();
  socket.removeAllListeners('data');
  return socket;
}

/** Does the handshake with these options, and hears the validation result. */
export async function attempt(port: number, options: StrangerOptions): Promise<Attempt> {
  const socket = await negotiate(port);
  try {
    const tls = await startTls(socket, options);
    return await validationOf(tls, Uint8Array.of(options.says ?? 0, options.names ?? 1));
  } finally {
    socket.destroy();
  }
}

/** TLS as `options` say, not yet secured. */
export async function startTls(socket: Socket, options: StrangerOptions): Promise<TLSSocket> {
  const { identity } = options;
  return tlsConnect({
    socket,
    secureContext: await contextOf(options),
    rejectUnauthorized: false,
    ALPNProtocols: [options.alpn ?? protocolOf(identity.chainId)],
    ...(options.session === undefined ? {} : { session: options.session }),
  });
}

async function contextOf(options: StrangerOptions): Promise<SecureContext> {
  const { identity } = options;
  const certificate = options.certificate ?? (await makeCertificate(identity, Date.now()));
  const { privateKey } = identity.networkKey;
  const cert = options.cert === undefined ? certificatePem(certificate) : options.cert;
  return createSecureContext({
    ...(cert === null
      ? {}
      : { cert, key: options.key ?? privateKey.export({ type: 'pkcs8', format: 'pem' }) }),
    minVersion: 'TLSv1.3',
    maxVersion: 'TLSv1.3',
    ecdhCurve: 'X25519MLKEM768',
    ...options.tls,
  });
}

function validationOf(tls: TLSSocket, ours: Uint8Array): Promise<Attempt> {
  return new Promise((resolve) => {
    tls.on('error', (error: Error & { code?: string }) =>
      resolve({ error: error.code ?? error.message }),
    );
    tls.on('close', () => resolve({ error: 'closed' }));
    tls.once('secureConnect', () => tls.write(ours));
    tls.once('data', ([result = -1, group = -1]: Buffer) => resolve({ result, group }));
  });
}

/** Resolves when a socket is closed, however that came about. */
export function closed(socket: Socket): Promise<void> {
  if (socket.closed) return Promise.resolve();
  return new Promise((resolve) => {
    socket.on('error', () => undefined);
    socket.once('close', () => resolve());
    socket.resume();
  });
}

export interface StrangerListener {
  readonly port: number;
  close(): void;
}

/** Listens, and answers each handshake with the number of a refusal that it asks for. */
export async function listenAsStranger(
  identity: ChannelIdentity,
  says: () => number,
): Promise<StrangerListener> {
  const secureContext = await contextOf({ identity });
  return listen((socket) => {
    let heard = Buffer.alloc(0);
    const hear = (bytes: Buffer): void => {
      heard = Buffer.concat([heard, bytes]);
      if (heard.length < negotiation.length) return;
      socket.removeListener('data', hear);
      socket.pause();
      socket.unshift(heard.subarray(negotiation.length));
      const tls = new TLSSocket(socket, {
        isServer: true,
        secureContext,
        requestCert: true,
        rejectUnauthorized: false,
        ALPNProtocols: [protocolOf(identity.chainId)],
      });
      tls.on('error', () => undefined);
      tls.once('secure', () => tls.end(Uint8Array.of(says(), 0)));
      tls.resume();
    };
    socket.write(negotiation);
    socket.on('data', hear);
  });
}

/** Passes connections on to a port until both have agreed to use our channel, and not a byte more. */
export async function stallAfterNegotiation(target: number): Promise<StrangerListener> {
  return listen((near) => {
    const far = connect(target, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      let left = negotiation.length;
      from.on('data', (bytes: Buffer) => {
        to.write(bytes.subarray(0, left));
        left = Math.max(0, left - bytes.length);
      });
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
  });
}

/** A server on a free port of 127.0.0.1 whose connections end with it. */
async function listen(serve: (socket: Socket) => void): Promise<StrangerListener> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    serve(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

export interface Recorder extends StrangerListener {
  /** What the dialling end sent, in order. */
  readonly sent: Buffer[];
  /** What it was answered. */
  readonly answered: Buffer[];
}

/** Passes connections on to a port and keeps a copy of every byte. */
export async function record(target: number): Promise<Recorder> {
  const sent: Buffer[] = [];
  const answered: Buffer[] = [];
  const listener = await listen((near) => {
    const far = connect(target, '127.0.0.1');
    for (const [from, to, kept] of [
      [near, far, sent],
      [far, near, answered],
    ] as const) {
      from.on('data', (bytes: Buffer) => {
        kept.push(Buffer.from(bytes));
        to.write(bytes);
      });
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
  });
  return { ...listener, sent, answered };
}

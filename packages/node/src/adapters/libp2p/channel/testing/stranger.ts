/** Peers that do the handshake their own way: libp2p's first words by hand, then any TLS. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, type TLSSocket, connect as tlsConnect } from 'node:tls';
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
}

/** How a stranger's attempt ended: with a verdict of the other end, or without one. */
export type Attempt =
  | { readonly verdict: number; readonly group: number }
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

/** Does the handshake with these options, and hears the verdict. */
export async function attempt(port: number, options: StrangerOptions): Promise<Attempt> {
  const socket = await negotiate(port);
  try {
    const tls = await startTls(socket, options);
    return await verdictOf(tls);
  } finally {
    socket.destroy();
  }
}

/** TLS as `options` say, not yet secured. */
export async function startTls(socket: Socket, options: StrangerOptions): Promise<TLSSocket> {
  const { identity } = options;
  const certificate = options.certificate ?? (await makeCertificate(identity, Date.now()));
  const { privateKey } = identity.networkKey;
  const cert = options.cert === undefined ? certificatePem(certificate) : options.cert;
  const secureContext = createSecureContext({
    ...(cert === null
      ? {}
      : { cert, key: options.key ?? privateKey.export({ type: 'pkcs8', format: 'pem' }) }),
    minVersion: 'TLSv1.3',
    maxVersion: 'TLSv1.3',
    ecdhCurve: 'X25519MLKEM768',
    ...options.tls,
  });
  return tlsConnect({
    socket,
    secureContext,
    rejectUnauthorized: false,
    ALPNProtocols: [options.alpn ?? protocolOf(identity.chainId)],
    ...(options.session === undefined ? {} : { session: options.session }),
  });
}

function verdictOf(tls: TLSSocket): Promise<Attempt> {
  return new Promise((resolve) => {
    tls.on('error', (error: Error & { code?: string }) =>
      resolve({ error: error.code ?? error.message }),
    );
    tls.on('close', () => resolve({ error: 'closed' }));
    tls.once('secureConnect', () => tls.write(Uint8Array.of(0, 1)));
    tls.once('data', ([verdict = -1, group = -1]: Buffer) => resolve({ verdict, group }));
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

export interface Recorder {
  readonly port: number;
  /** What the dialling end sent, in order. */
  readonly sent: Buffer[];
  /** What it was answered. */
  readonly answered: Buffer[];
  close(): void;
}

/** Passes connections on to a port and keeps a copy of every byte. */
export async function record(target: number): Promise<Recorder> {
  const sent: Buffer[] = [];
  const answered: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    for (const [from, to, kept] of [
      [near, far, sent],
      [far, near, answered],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes: Buffer) => {
        kept.push(Buffer.from(bytes));
        to.write(bytes);
      });
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    sent,
    answered,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

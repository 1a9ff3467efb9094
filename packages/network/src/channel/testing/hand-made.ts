/**
 * A TLS 1.3 client made by hand (RFC 8446), for what OpenSSL refuses to send: a certificate with a
 * signature of another key, a ticket that was never given out, early data. It believes whatever the
 * server says: only what the server makes of it is of interest.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPublicKey,
  decapsulate,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import type { Socket } from 'node:net';
import { protocolOf } from '../handshake.ts';

/** A session that the server offered to take up again: its name and its key. */
interface Ticket {
  readonly name: Buffer;
  readonly key: Buffer;
}

export interface HandMadeOptions {
  readonly chainId: string;
  /** DER. */
  readonly certificate: Uint8Array;
  /** What the handshake is signed with: the certificate's key, or another. */
  readonly key: KeyObject;
  /** A session to take up, with data sent before the server has answered. */
  readonly early?: { readonly ticket: Ticket; readonly data: Uint8Array };
}

export interface HandMadeOutcome {
  /** Whether the server took the session up (`pre_shared_key` in its hello). */
  readonly resumed: boolean;
  /** Whether it said that it reads early data (`early_data` in its extensions). */
  readonly earlyDataAccepted: boolean;
  /** The first bytes that it sent under the keys of the application; empty if it sent none. */
  readonly heard: Buffer;
  /** The number of the alert that ended it (RFC 8446 §6), if one did. */
  readonly alert: number | undefined;
  readonly tickets: readonly Ticket[];
}

const hybridGroup = 0x11ec;
const shares = { mlKem: 1_088, x25519: 32 } as const;
const hashBytes = 48;
const contentType = { alert: 21, handshake: 22, data: 23 } as const;
const messageType = { ticket: 4, extensions: 8, request: 13, finished: 20 } as const;
const extensionType = { preSharedKey: 41, earlyData: 42, keyShare: 51 } as const;

/** Goes through the handshake on a socket that has agreed to use our channel, with our validation result at its end. */
export async function connectByHand(
  socket: Socket,
  options: HandMadeOptions,
): Promise<HandMadeOutcome> {
  const mlKem = generateKeyPairSync('ml-kem-768');
  const x25519 = generateKeyPairSync('x25519');
  const share = Buffer.concat([rawPublic(mlKem.publicKey), rawPublic(x25519.publicKey)]);
  const clientHello = helloOf(share, options);
  socket.write(record(contentType.handshake, clientHello));

  if (options.early !== undefined) {
    const { ticket, data } = options.early;
    const secret = expand(extract(zeros, ticket.key), 'c e traffic', hash(clientHello));
    socket.write(seal(directionOf(secret), contentType.data, data));
  }

  const transcript: Buffer[] = [clientHello];
  const messages = readMessages(socket);
  const outcome = { resumed: false, earlyDataAccepted: false, heard: Buffer.alloc(0) };
  const tickets: Ticket[] = [];
  const ended = (alert?: number): HandMadeOutcome => ({ ...outcome, alert, tickets });

  const hello = await messages.next();
  if (hello.type !== 'handshake') return ended(alertOf(hello));
  transcript.push(hello.message);
  const answered = extensionsOf(hello.message.subarray(4 + 2 + 32 + 1 + 2 + 1));
  outcome.resumed = answered.has(extensionType.preSharedKey);
  const sessionKey = outcome.resumed ? options.early?.ticket.key : undefined;
  // The group and the length come before the share.
  const theirs = answered.get(extensionType.keyShare)?.subarray(4) ?? Buffer.alloc(0);
  const shared = Buffer.concat([
    decapsulate(mlKem.privateKey, theirs.subarray(0, shares.mlKem)),
    diffieHellman({
      privateKey: x25519.privateKey,
      publicKey: createPublicKey({
        key: theirs.subarray(shares.mlKem, shares.mlKem + shares.x25519),
        format: 'raw-public',
        asymmetricKeyType: 'x25519',
      }),
    }),
  ]);
  const handshakeSecret = extract(derived(extract(zeros, sessionKey ?? zeros)), shared);
  const clientSecret = expand(handshakeSecret, 'c hs traffic', hash(...transcript));
  messages.decryptWith(directionOf(expand(handshakeSecret, 's hs traffic', hash(...transcript))));

  let asked = false;
  for (;;) {
    const next = await messages.next();
    if (next.type !== 'handshake') return ended(alertOf(next));
    transcript.push(next.message);
    if (next.message[0] === messageType.extensions) {
      outcome.earlyDataAccepted = extensionsOf(next.message.subarray(4)).has(
        extensionType.earlyData,
      );
    }
    if (next.message[0] === messageType.request) asked = true;
    if (next.message[0] === messageType.finished) break;
  }
  const masterSecret = extract(derived(handshakeSecret), zeros);
  const toServer = directionOf(expand(masterSecret, 'c ap traffic', hash(...transcript)));
  messages.decryptWith(directionOf(expand(masterSecret, 's ap traffic', hash(...transcript))));

  const keys = directionOf(clientSecret);
  const say = (part: Buffer): void => {
    transcript.push(part);
    socket.write(seal(keys, contentType.handshake, part));
  };
  // A server that takes a session up asks for no certificate.
  if (asked) {
    say(certificateMessage(options.certificate));
    say(signatureMessage(options.key, hash(...transcript)));
  }
  const proof = createHmac('sha384', expand(clientSecret, 'finished', empty));
  say(message(messageType.finished, proof.update(hash(...transcript)).digest()));
  // The validation result of our channel: no objection, group 1.
  socket.write(seal(toServer, contentType.data, Uint8Array.of(0, 1)));

  const resumption = expand(masterSecret, 'res master', hash(...transcript));
  for (;;) {
    const next = await messages.next();
    if (next.type === 'data') return { ...ended(), heard: next.data };
    if (next.type !== 'handshake') return ended(alertOf(next));
    if (next.message[0] === messageType.ticket) tickets.push(ticketOf(next.message, resumption));
  }
}

type Heard =
  | { readonly type: 'handshake'; readonly message: Buffer }
  | { readonly type: 'data'; readonly data: Buffer }
  | { readonly type: 'alert'; readonly number: number }
  | { readonly type: 'closed' };

const alertOf = (heard: Heard): number | undefined =>
  heard.type === 'alert' ? heard.number : undefined;

/** Handshake messages, data and alerts one after another, whatever records they came in. */
function readMessages(socket: Socket): {
  next(): Promise<Heard>;
  decryptWith(keys: Direction): void;
} {
  const chunks = socket[Symbol.asyncIterator]();
  let bytes = Buffer.alloc(0);
  let handshake = Buffer.alloc(0);
  let keys: Direction | null = null;

  async function read(count: number): Promise<Buffer | null> {
    while (bytes.length < count) {
      const { done, value } = await chunks.next().catch(() => ({ done: true, value: undefined }));
      if (done === true) return null;
      bytes = Buffer.concat([bytes, value]);
    }
    const taken = bytes.subarray(0, count);
    bytes = bytes.subarray(count);
    return taken;
  }

  return {
    decryptWith(direction) {
      keys = direction;
    },
    async next() {
      for (;;) {
        const length = handshake.length < 4 ? 0 : 4 + handshake.readUIntBE(1, 3);
        if (length > 0 && handshake.length >= length) {
          const whole = handshake.subarray(0, length);
          handshake = handshake.subarray(length);
          return { type: 'handshake', message: whole };
        }
        const header = await read(5);
        const body = header && (await read(header.readUInt16BE(3)));
        if (header === null || body === null) return { type: 'closed' };
        const [type, content] =
          keys !== null && header[0] === contentType.data
            ? open(keys, header, body)
            : [header[0], body];
        if (type === contentType.handshake) handshake = Buffer.concat([handshake, content]);
        if (type === contentType.data) return { type: 'data', data: content };
        if (type === contentType.alert) return { type: 'alert', number: content[1] ?? 0 };
      }
    },
  };
}

/** The keys of one direction and the number of its next record (RFC 8446 §5.3, §7.3). */
interface Direction {
  readonly key: Buffer;
  readonly iv: Buffer;
  sequence: number;
}

function directionOf(secret: Buffer): Direction {
  return {
    key: expand(secret, 'key', empty, 32),
    iv: expand(secret, 'iv', empty, 12),
    sequence: 0,
  };
}

/** The nonce of the next record; counts it. */
function nonceOf(direction: Direction): Buffer {
  const nonce = Buffer.from(direction.iv);
  nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ direction.sequence) >>> 0, 8);
  direction.sequence += 1;
  return nonce;
}

const tagBytes = 16;

function seal(direction: Direction, type: number, content: Uint8Array): Buffer {
  const inner = Buffer.concat([content, Buffer.of(type)]);
  const header = record(contentType.data, Buffer.alloc(inner.length + tagBytes)).subarray(0, 5);
  const cipher = createCipheriv('aes-256-gcm', direction.key, nonceOf(direction)).setAAD(header);
  return Buffer.concat([header, cipher.update(inner), cipher.final(), cipher.getAuthTag()]);
}

function open(direction: Direction, header: Buffer, body: Buffer): [number | undefined, Buffer] {
  const cipher = createDecipheriv('aes-256-gcm', direction.key, nonceOf(direction))
    .setAAD(header)
    .setAuthTag(body.subarray(-tagBytes));
  const inner = Buffer.concat([cipher.update(body.subarray(0, -tagBytes)), cipher.final()]);
  return [inner.at(-1), inner.subarray(0, -1)];
}

const empty = Buffer.alloc(0);
const zeros = Buffer.alloc(hashBytes);

const hash = (...parts: readonly Buffer[]): Buffer =>
  createHash('sha384').update(Buffer.concat(parts)).digest();

const extract = (salt: Buffer, key: Buffer): Buffer =>
  createHmac('sha384', salt).update(key).digest();

/** HKDF-Expand-Label (RFC 8446 §7.1); one block of the hash is enough for everything here. */
function expand(secret: Buffer, label: string, context: Buffer, length = hashBytes): Buffer {
  const info = Buffer.concat([
    uint(length, 2),
    vector(1, Buffer.from(`tls13 ${label}`)),
    vector(1, context),
    Buffer.of(1),
  ]);
  return createHmac('sha384', secret).update(info).digest().subarray(0, length);
}

const derived = (secret: Buffer): Buffer => expand(secret, 'derived', hash(empty));

function uint(value: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
}

/** With its length in front. */
function vector(lengthBytes: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([uint(content.length, lengthBytes), content]);
}

const message = (type: number, content: Uint8Array): Buffer =>
  Buffer.concat([Buffer.of(type), vector(3, content)]);

const record = (type: number, content: Uint8Array): Buffer =>
  Buffer.concat([Buffer.of(type, 3, 3), vector(2, content)]);

const extension = (type: number, ...content: readonly Buffer[]): Buffer =>
  Buffer.concat([uint(type, 2), vector(2, ...content)]);

const rawPublic = (key: KeyObject): Buffer => key.export({ format: 'raw-public' });

/** A ClientHello with one group, one suite and one signature algorithm: those of our nodes. */
function helloOf(share: Buffer, { chainId, early }: HandMadeOptions): Buffer {
  const extensions = [
    extension(43, vector(1, uint(0x0304, 2))),
    extension(10, vector(2, uint(hybridGroup, 2))),
    extension(extensionType.keyShare, vector(2, uint(hybridGroup, 2), vector(2, share))),
    extension(13, vector(2, uint(0x0905, 2))),
    extension(16, vector(2, vector(1, Buffer.from(protocolOf(chainId))))),
    extension(45, vector(1, Buffer.of(1))),
  ];
  if (early !== undefined) {
    const binders = vector(2, vector(1, zeros));
    const named = vector(2, vector(2, early.ticket.name), uint(0, 4));
    extensions.push(
      extension(extensionType.earlyData),
      extension(extensionType.preSharedKey, named, binders),
    );
  }
  const hello = message(
    1,
    Buffer.concat([
      uint(0x0303, 2),
      randomBytes(32),
      // No session id, one suite, no compression.
      vector(1),
      vector(2, uint(0x1302, 2)),
      vector(1, Buffer.of(0)),
      vector(2, ...extensions),
    ]),
  );
  if (early === undefined) return hello;
  // The binder proves the ticket's key over all that precedes it (RFC 8446 §4.2.11.2).
  const before = hello.subarray(0, -(2 + 1 + hashBytes));
  const binderKey = expand(extract(zeros, early.ticket.key), 'res binder', hash(empty));
  const binder = createHmac('sha384', expand(binderKey, 'finished', empty)).update(hash(before));
  return Buffer.concat([before, vector(2, vector(1, binder.digest()))]);
}

function certificateMessage(der: Uint8Array): Buffer {
  return message(11, Buffer.concat([vector(1), vector(3, vector(3, der), vector(2))]));
}

/** CertificateVerify (RFC 8446 §4.4.3), by ML-DSA-65. */
function signatureMessage(key: KeyObject, transcriptHash: Buffer): Buffer {
  const content = Buffer.concat([
    Buffer.alloc(64, ' '),
    Buffer.from('TLS 1.3, client CertificateVerify\0'),
    transcriptHash,
  ]);
  return message(15, Buffer.concat([uint(0x0905, 2), vector(2, sign(null, content, key))]));
}

function ticketOf(whole: Buffer, resumption: Buffer): Ticket {
  // Message header 4, lifetime 4, age 4.
  const nonceAt = 4 + 4 + 4 + 1;
  const nonce = whole.subarray(nonceAt, nonceAt + whole.readUInt8(nonceAt - 1));
  const nameAt = nonceAt + nonce.length + 2;
  const name = whole.subarray(nameAt, nameAt + whole.readUInt16BE(nameAt - 2));
  return { name, key: expand(resumption, 'resumption', nonce) };
}

/** A list of extensions with its length in front, by type. */
function extensionsOf(list: Buffer): ReadonlyMap<number, Buffer> {
  const found = new Map<number, Buffer>();
  const end = 2 + list.readUInt16BE(0);
  for (let at = 2; at < end; ) {
    const length = list.readUInt16BE(at + 2);
    found.set(list.readUInt16BE(at), list.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return found;
}

/** Bodies that no honest client sends: each costs its sender little, and cost a careless server much. */
import { gzipSync } from 'node:zlib';

export interface HostileBody {
  readonly name: string;
  /** What is sent, at most about so many bytes. `own` is a media type that the endpoint takes. */
  make(bytes: number, own: string): SentBody;
}

export interface SentBody {
  readonly type: string | null;
  readonly headers?: readonly string[];
  /** Its pieces, one after another as the connection takes them. */
  readonly pieces: Iterable<Buffer>;
  /** The length that is said; `null`: it comes in chunks, and the pieces are as they go over the wire. */
  readonly length: number | null;
}

const json = 'application/json';
const form = 'application/x-www-form-urlencoded';

export const hostileBodies: readonly HostileBody[] = [
  { name: 'another media type', make: (bytes) => whole('text/plain', filled('{"a":1},', bytes)) },
  { name: 'form bomb', make: (bytes) => whole(form, filled('a&', bytes)) },
  {
    name: 'nested arrays and objects',
    make: (bytes, own) => whole(jsonOr(own), filled('[{"a":', bytes)),
  },
  { name: 'long number', make: (bytes, own) => whole(jsonOr(own), filled('1', bytes)) },
  { name: 'long and many keys', make: (bytes, own) => whole(jsonOr(own), manyKeys(bytes)) },
  {
    name: 'duplicate keys',
    make: (bytes, own) => whole(jsonOr(own), `{${filled('"transaction":{},', bytes)}"a":1}`),
  },
  {
    name: '__proto__',
    make: (_bytes, own) =>
      whole(jsonOr(own), '{"__proto__":{"scopes":["admin"]},"constructor":{}}'),
  },
  {
    name: 'invalid UTF-8',
    make: (bytes, own) =>
      whole(own, Buffer.concat([Buffer.from('{"a":"'), Buffer.alloc(bytes, 0xc3)])),
  },
  { name: 'byte order mark', make: (_bytes, own) => whole(own, '\ufeff{}') },
  {
    name: 'gzip bomb',
    make: (bytes, own) => ({
      ...whole(own, gzipSync(Buffer.alloc(16 * bytes))),
      headers: ['Content-Encoding: gzip'],
    }),
  },
  {
    name: 'chunks without end',
    make: (bytes, own) => ({ type: own, pieces: endlessChunks(bytes), length: null }),
  },
  {
    name: 'length that lies',
    make: (bytes, own) => ({ ...whole(own, filled('1', bytes)), length: 7 }),
  },
  {
    name: 'multipart',
    make: (bytes) => whole('multipart/form-data; boundary=a', filled('--a\r\nA: b\r\n\r\n', bytes)),
  },
  { name: 'nothing', make: (_bytes, own) => whole(own, '') },
];

function whole(type: string, content: string | Buffer): SentBody {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return { type, pieces: [bytes], length: bytes.length };
}

function jsonOr(own: string): string {
  return own === form ? form : json;
}

function filled(part: string, bytes: number): string {
  return part.repeat(Math.ceil(bytes / part.length));
}

/** A long one, and as many others as there is room for. */
function manyKeys(bytes: number): string {
  const count = Math.floor(bytes / 32);
  const keys = Array.from({ length: count }, (_, index) => `"k${index}":1`);
  return `{"${'k'.repeat(bytes / 2)}":1,${keys.join(',')}}`;
}

/** Chunks of one byte. */
function* endlessChunks(bytes: number): Iterable<Buffer> {
  const piece = Buffer.from('1\r\n1\r\n'.repeat(10_000));
  for (let sent = 0; sent < bytes; sent += piece.length) yield piece;
}

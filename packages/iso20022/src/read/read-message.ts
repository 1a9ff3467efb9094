/** Reads a file: finds out which message it is, and reads that. Pure: bytes in, a typed message and findings out. */

import type { MessageId } from '../messages/message-table.ts';
import { type BytesDecoder, bytesDecoder, headBytes } from '../xml/decode-bytes.ts';
import { createScanner, XmlProblem, type XmlProblemCode } from '../xml/scan.ts';
import { createEnvelope } from './envelope.ts';
import type { Finding } from './finding.ts';
import type { TakePart } from './group-reader.ts';
import type { Message } from './message.ts';
import { createNotes } from './notes.ts';
import { type MemberPlaces, type Places, placesFrom } from './places.ts';

export interface ReadResult {
  /** Not there if it was not found out what the file is, or if it broke off. */
  readonly message: Message | undefined;
  /** The version, as soon as it is known. */
  readonly id: MessageId | undefined;
  /** In the order of the file; of those that make it invalid, the first 100. */
  readonly findings: readonly Finding[];
  readonly places: Places;
}

export interface ReadOptions {
  /** Read a national variant as the message that it was made of. */
  readonly variants?: boolean;
  /** At most so many bytes. */
  readonly bytesMax?: number;
  /** See `TakePart`: for files too large to be held. */
  readonly take?: TakePart;
}

/** Unless something else is asked for. */
const defaultBytesMax = 512 * 1024 * 1024;

export interface MessageReader {
  /** The version, once it has been read. */
  id(): MessageId | undefined;
  readonly places: Places;

  /** Takes a piece of the file; `false` when the rest need not be read any more. */
  write(bytes: Uint8Array): boolean;
  end(): ReadResult;
}

/** Reads a file that is at hand. */
export function readMessage(bytes: Uint8Array, options: ReadOptions = {}): ReadResult {
  const reader = createMessageReader(options);
  reader.write(bytes);
  return reader.end();
}

/** Reads a file piece by piece. */
export function createMessageReader(options: ReadOptions = {}): MessageReader {
  const { bytesMax = defaultBytesMax } = options;
  const notes = createNotes();
  const members = new WeakMap<object, MemberPlaces>();
  const places = placesFrom(members);
  const document = createEnvelope({ ...options, notes, places: members });
  const scanner = createScanner(document.handler);
  let head: Uint8Array = new Uint8Array();
  let decoder: BytesDecoder | undefined;
  let read = 0;
  let isStopped = false;

  const stopping = (work: () => void): boolean => {
    if (isStopped) return false;
    try {
      work();
    } catch (error) {
      if (!(error instanceof XmlProblem)) throw error;
      isStopped = true;
      notes.invalid(error.code, document.path(), error.message, error.place);
    }
    return !isStopped;
  };
  const stop = (code: XmlProblemCode, message: string): never => {
    throw new XmlProblem(code, message, scanner.place());
  };
  const decode = (bytes: Uint8Array, isLast: boolean): void => {
    if (decoder === undefined) {
      const made = bytesDecoder(bytes);
      if (typeof made === 'string') stop('xml_encoding', made);
      else decoder = made;
    }
    const { text = '', problem } = decoder?.decode(bytes, isLast) ?? {};
    scanner.write(text);
    if (problem !== undefined) stop('xml_encoding', problem);
  };
  return {
    id: document.id,
    places,
    write: (bytes) =>
      stopping(() => {
        read += bytes.length;
        if (read > bytesMax) stop('xml_too_large', `the file has more than ${bytesMax} bytes`);
        if (decoder === undefined) head = joined(head, bytes);
        if (decoder !== undefined) decode(bytes, false);
        else if (head.length >= headBytes) decode(head, false);
      }),
    end() {
      stopping(() => {
        decode(decoder === undefined ? head : new Uint8Array(), true);
        scanner.end();
      });
      const message = isStopped ? undefined : document.message();
      return {
        message,
        id: document.id(),
        findings: notes.findings(),
        places: placesFrom(members),
      };
    },
  };
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

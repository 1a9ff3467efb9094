/** Something that reads bytes from outside, and what must hold of it whatever they are. */
import { type Codec, decode, decodeJson, encode } from '@trellis/protocol';

type Outcome = 'accepted' | 'refused';

export interface Target {
  readonly name: string;
  /** Inputs that are accepted; the others are made from them. */
  readonly seeds: readonly Uint8Array[];
  /**
   * Reads an input: `accepted` or `refused`, whatever the input is. Throws only when something is wrong
   * with the reader: an error that it should not have, or a value that does not come back the same.
   */
  read(input: Uint8Array): Outcome | Promise<Outcome>;
}

/** Bytes on the wire or on disk: what is accepted encodes to the very same bytes. */
export function bytesTarget<T>(
  name: string,
  codec: Codec<T>,
  values: readonly NoInfer<T>[],
): Target {
  return {
    name,
    seeds: values.map((value) => encode(codec, value)),
    read(input) {
      const decoded = decode(codec, input);
      if (!decoded.ok) return 'refused';
      if (!sameBytes(encode(codec, decoded.value), input)) {
        throw new Error('accepted, but encodes to other bytes');
      }
      return 'accepted';
    },
  };
}

/** JSON from files and requests: what is accepted is written and read again as the same value. */
export function jsonTarget<T>(
  name: string,
  codec: Codec<T>,
  values: readonly NoInfer<T>[],
): Target {
  return {
    name: `${name} (JSON)`,
    seeds: values.map((value) => utf8(JSON.stringify(codec.toJson(value)))),
    read(input) {
      const json = parsed(input);
      if (json === undefined) return 'refused';
      const decoded = decodeJson(codec, json);
      if (!decoded.ok) return 'refused';
      const again = decodeJson(codec, JSON.parse(JSON.stringify(codec.toJson(decoded.value))));
      if (!again.ok) throw new Error(`accepted, but not its own JSON: ${again.problem.message}`);
      if (!sameBytes(encode(codec, again.value), encode(codec, decoded.value))) {
        throw new Error('accepted, but its own JSON is another value');
      }
      return 'accepted';
    },
  };
}

/** A reader of text that refuses by saying so, or by throwing errors of one kind, each with a code. */
export function textTarget(
  name: string,
  seeds: readonly string[],
  read: (text: string) => 'accepted' | 'refused',
  isRefusal: (error: unknown) => boolean,
): Target {
  return {
    name,
    seeds: seeds.map(utf8),
    read(input) {
      try {
        return read(new TextDecoder().decode(input));
      } catch (error) {
        if (isRefusal(error)) return 'refused';
        throw error;
      }
    },
  };
}

function parsed(input: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(input));
  } catch {
    return undefined;
  }
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

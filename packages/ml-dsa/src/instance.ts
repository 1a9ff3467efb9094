/** One instance of the module: it verifies for one parameter set, and has slots in its memory for expanded keys. */
import type { ParameterSet } from './parameter-set.ts';

/** Memory grows by a megabyte at a time. */
const growthPages = 16;
const pageBytes = 65_536;

/** What an instance does. It keeps no order among slots, and does not know which are filled. */
export interface Instance {
  /** Bytes of a slot, and of all memory up to now. */
  readonly slotBytes: number;
  memoryBytes(): number;
  /** Takes a public key of the right length in; the next three calls are about it. */
  takeKey(publicKey: Uint8Array): void;
  /** A number that the key has in this instance alone. */
  hashKey(): number;
  isIn(slot: number): boolean;
  /** Fills a slot with the key. It must be the last call about the key. */
  expandInto(slot: number): void;
  /** Whether a signature is valid under the key of a slot. Nothing of what is given is kept or changed. */
  verify(slot: number, message: Uint8Array, signature: Uint8Array, context: Uint8Array): boolean;
  /** What the last call of `verify` compared c̃ with, if it came so far. */
  recoveredChallenge(): Uint8Array;
}

/** Most bytes of memory with so many slots. */
export function memoryBytesMax(slotBytes: number, slots: number): number {
  const growth = growthPages * pageBytes;
  return pageBytes + Math.ceil((slots * slotBytes) / growth) * growth;
}

/** M' is 0, the length of the context, the context and the message (FIPS 204 Algorithm 3, step 5). */
const contextBytesMax = 255;

/** The module writes tr in front of M'. */
const trBytes = 64;

/** @internal Node's own types don't know what the module is. */
export function createInstance(module: WebAssembly.Module, set: ParameterSet): Instance {
  const exported = readExports(new WebAssembly.Instance(module));
  const { memory, addresses, functions } = exported;
  functions.initialize(
    set.rows,
    set.columns,
    set.tau,
    set.gamma1Bits,
    set.beta,
    set.highValues,
    set.omega,
    set.challengeBytes,
  );
  const [a = 0, b = 0, c = 0, d = 0] = crypto.getRandomValues(new Uint32Array(4));
  functions.seedHash(a, b, c, d);
  const slotBytes = functions.slotBytes();
  let bytes = new Uint8Array(memory.buffer);
  const addressOf = (slot: number): number => addresses.slots + slot * slotBytes;

  /**
   * Writes the beginning of M' and hashes all of it but the end, which is left to `verify`: how many bytes that has.
   */
  function takeMessage(message: Uint8Array, context: Uint8Array): number {
    const { message: start, messageBytes } = addresses;
    let to = start + trBytes;
    bytes[to] = 0;
    bytes[to + 1] = context.length;
    bytes.set(context, to + 2);
    to += 2 + context.length;
    let taken = 0;
    for (let room = start + messageBytes - to; message.length - taken > room; room = messageBytes) {
      bytes.set(message.subarray(taken, taken + room), to);
      functions.absorbMessage(messageBytes);
      taken += room;
      to = start;
    }
    bytes.set(taken === 0 ? message : message.subarray(taken), to);
    return to + message.length - taken - start;
  }

  return {
    slotBytes,
    memoryBytes: () => bytes.length,
    takeKey(publicKey) {
      bytes.set(publicKey, addresses.publicKey);
    },
    hashKey: () => functions.hashKey(),
    isIn: (slot) => functions.holdsKey(addressOf(slot)) !== 0,
    expandInto(slot) {
      while (addressOf(slot + 1) > bytes.length) {
        memory.grow(growthPages);
        bytes = new Uint8Array(memory.buffer);
      }
      functions.expandKey(addressOf(slot));
    },
    verify(slot, message, signature, context) {
      if (signature.length !== set.signatureBytes || context.length > contextBytesMax) return false;
      const address = addressOf(slot);
      bytes.set(signature, addresses.signature);
      functions.beginMessage(address);
      return functions.verify(address, takeMessage(message, context)) !== 0;
    },
    recoveredChallenge: () => bytes.slice(addresses.state, addresses.state + set.challengeBytes),
  };
}

/** The face of the module, as `assembly/index.ts` exports it. @internal */
export function readExports(instance: WebAssembly.Instance) {
  const { memory } = instance.exports;
  if (!(memory instanceof WebAssembly.Memory)) throw new TypeError('the module exports its memory');
  const address = (name: string): number => {
    const value = instance.exports[name];
    if (!(value instanceof WebAssembly.Global)) throw new TypeError(`the module exports ${name}`);
    return Number(value.value);
  };
  const call = (name: string): ((...values: number[]) => number) => {
    const value = instance.exports[name];
    if (typeof value !== 'function') throw new TypeError(`the module exports ${name}`);
    return value as (...values: number[]) => number;
  };
  return {
    memory,
    addresses: {
      publicKey: address('PUBLIC_KEY'),
      signature: address('SIGNATURE'),
      message: address('MESSAGE'),
      messageBytes: address('MESSAGE_BYTES'),
      state: address('STATE'),
      slots: address('SLOTS'),
    },
    functions: {
      initialize: call('initialize'),
      seedHash: call('seedHash'),
      slotBytes: call('slotBytes'),
      hashKey: call('hashKey'),
      holdsKey: call('holdsKey'),
      expandKey: call('expandKey'),
      beginMessage: call('beginMessage'),
      absorbMessage: call('absorbMessage'),
      verify: call('verify'),
    },
  };
}

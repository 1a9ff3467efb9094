/** Random and mutated inputs for a target. One seed gives the same inputs again. */
import { createRandom, type Random } from '../simulation/random.ts';
import type { Target } from './target.ts';

export interface FuzzOutcome {
  readonly cases: number;
  readonly accepted: number;
  /** The first input that the reader could not bear, and what it did. */
  readonly failure: { readonly input: Uint8Array; readonly error: unknown } | null;
}

/** Most CPU time for one input, as a busy machine stretches any other; the slowest honest one takes a few ms. */
const millisecondsMax = 1_000;

/** Reads `cases` inputs, and stops at the first that fails. */
export async function fuzz(target: Target, seed: number, cases: number): Promise<FuzzOutcome> {
  const random = createRandom(seed);
  let accepted = 0;
  for (let done = 0; done < cases; done++) {
    const input = makeInput(target, random);
    const before = process.cpuUsage();
    try {
      if ((await target.read(input)) === 'accepted') accepted += 1;
    } catch (error) {
      return { cases: done + 1, accepted, failure: { input, error } };
    }
    const { user, system } = process.cpuUsage(before);
    const tookMs = (user + system) / 1000;
    if (tookMs > millisecondsMax) {
      const error = new Error(`took ${Math.round(tookMs)} ms for ${input.length} bytes`);
      return { cases: done + 1, accepted, failure: { input, error } };
    }
  }
  return { cases, accepted, failure: null };
}

const noiseBytesMax = 512;
const changesMax = 6;

function makeInput({ seeds }: Target, random: Random): Uint8Array {
  if (seeds.length === 0 || random.chance(0.05)) return noise(random);
  let input = random.pick(seeds);
  for (let left = random.between(1, changesMax); left > 0; left--) {
    input = changed(input, seeds, random);
  }
  return input;
}

function noise(random: Random): Uint8Array {
  return Uint8Array.from({ length: random.below(noiseBytesMax) }, () => random.below(256));
}

/** Bytes that decoders stumble over: ends of ranges, offsets, quotes, brackets. */
const sharpBytes = [0x00, 0x01, 0x7f, 0x80, 0xff, 0x22, 0x2d, 0x5b, 0x5c, 0x5d, 0x7b, 0x7d];

function changed(input: Uint8Array, seeds: readonly Uint8Array[], random: Random): Uint8Array {
  const at = random.below(input.length + 1);
  const last = Math.min(at, Math.max(0, input.length - 1));
  switch (random.below(7)) {
    case 0:
      return joined(input.subarray(0, last), [random.below(256)], input.subarray(last + 1));
    case 1:
      return joined(input.subarray(0, last), [random.pick(sharpBytes)], input.subarray(last + 1));
    case 2:
      return joined(input.subarray(0, at), [random.pick(sharpBytes)], input.subarray(at));
    case 3:
      return joined(input.subarray(0, at), input.subarray(at + 1 + random.below(8)));
    case 4:
      return input.subarray(0, at);
    case 5: {
      // A piece again, as with repeated fields and elements.
      const piece = input.subarray(at, at + 1 + random.below(64));
      return joined(input.subarray(0, at), piece, input.subarray(at));
    }
    default: {
      const other = random.pick(seeds);
      return joined(input.subarray(0, at), other.subarray(random.below(other.length)));
    }
  }
}

function joined(...parts: readonly ArrayLike<number>[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

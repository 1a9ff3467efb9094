/** Random signatures and what can become of them on their way, answered by this package, by OpenSSL and by noble. */
import { type ParameterSetName, parameterSetNames, parameterSets } from '../parameter-set.ts';
import type { KeyHandle, Verifier } from '../verifier.ts';
import {
  isValidByNoble,
  isValidByOpenSsl,
  type KeyPair,
  openKeyPair,
  type SignedMessage,
} from './others.ts';
import { createRandom, randomBytes } from './random.ts';

type Random = (below: number) => number;

/** How much is tried, and how often noble is asked as well, which takes ten times as long as OpenSSL. */
export interface Plan {
  readonly seed: number;
  readonly cases: number;
  readonly nobleEvery: number;
}

export interface Outcome {
  readonly cases: number;
  readonly valid: number;
  readonly askedNoble: number;
}

/** A case that was answered in two ways; it says everything that is needed to repeat it. */
export class Disagreement extends Error {
  readonly signed: SignedMessage;

  constructor(signed: SignedMessage, answers: Readonly<Record<string, boolean>>) {
    super(`${signed.name}: ${JSON.stringify(answers)} for ${JSON.stringify(inHex(signed))}`);
    this.name = 'Disagreement';
    this.signed = signed;
  }
}

const inHex = ({ publicKey, message, context, signature }: SignedMessage): object => ({
  publicKey: publicKey.toHex(),
  message: message.toHex(),
  context: context.toHex(),
  signature: signature.toHex(),
});

interface Signer {
  readonly name: ParameterSetName;
  readonly pair: KeyPair;
  readonly handle: KeyHandle;
}

/** More keys than the verifiers under test have slots for, and more of those that OpenSSL answers sooner. */
const keysOf: Readonly<Record<ParameterSetName, number>> = {
  'ml-dsa-44': 12,
  'ml-dsa-65': 8,
  'ml-dsa-87': 5,
};

/** Of so many cases one is the signature itself. */
const casesPerSignature = 32;

/** Throws `Disagreement` at the first difference. */
export function compareAll(verifier: Verifier, { seed, cases, nobleEvery }: Plan): Outcome {
  const random = createRandom(seed);
  const signers = parameterSetNames.flatMap((name) =>
    Array.from({ length: keysOf[name] }, (): Signer => {
      const pair = openKeyPair(name, randomBytes(random, 32));
      return { name, pair, handle: verifier.register(pair.publicKey) };
    }),
  );
  let valid = 0;
  let askedNoble = 0;
  for (let count = 0; count < cases; ) {
    const signer = pick(random, signers);
    const original = sign(random, signer);
    for (let one = 0; one < casesPerSignature && count < cases; one += 1, count += 1) {
      const signed = one === 0 ? original : mutated(random, original);
      const asksNoble = count % nobleEvery === 0;
      if (compare(verifier, signer, signed, { asksNoble, isNamed: random(2) === 0 })) valid += 1;
      if (asksNoble) askedNoble += 1;
    }
  }
  return { cases, valid, askedNoble };
}

/** Whether a case is valid, if everybody says so. */
function compare(
  verifier: Verifier,
  { pair, handle }: Signer,
  signed: SignedMessage,
  { asksNoble, isNamed }: { readonly asksNoble: boolean; readonly isNamed: boolean },
): boolean {
  const { publicKey, message, context, signature } = signed;
  const key = isNamed && publicKey === pair.publicKey ? handle : publicKey;
  const own = verifier.verify(key, message, signature, context);
  const openSsl = isValidByOpenSsl(signed);
  const noble = asksNoble ? isValidByNoble(signed) : openSsl;
  if (own !== openSsl || own !== noble) throw new Disagreement(signed, { own, openSsl, noble });
  return own;
}

function sign(random: Random, { name, pair }: Signer): SignedMessage {
  const message = randomBytes(random, random(4) === 0 ? random(1_500) : random(300));
  const context = randomBytes(random, random(3) === 0 ? random(256) : random(20));
  const signature = pair.sign(message, context);
  return { name, publicKey: pair.publicKey, message, context, signature };
}

const pick = <T>(random: Random, values: readonly T[]): T => {
  const value = values[random(values.length)];
  if (value === undefined) throw new RangeError('nothing to choose from');
  return value;
};

const flipped = (bytes: Uint8Array, bit: number): Uint8Array =>
  bytes.with(bit >> 3, (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7)));

type Mutation = (random: Random, signed: SignedMessage) => SignedMessage;

/** A bit in bytes `from` to `to` of a signature. */
const bitBetween =
  (part: (signed: SignedMessage) => readonly [from: number, to: number]): Mutation =>
  (random, signed) => {
    const [from, to] = part(signed);
    const bit = 8 * from + random(8 * (to - from));
    return { ...signed, signature: flipped(signed.signature, bit) };
  };

const hintsStart = ({ name, signature }: SignedMessage): number =>
  signature.length - parameterSets[name].omega - parameterSets[name].rows;

/** A byte of the hints becomes another: an index, an end of a row, or padding. */
const otherHint: Mutation = (random, signed) => {
  const start = hintsStart(signed);
  const at = start + random(signed.signature.length - start);
  const near = (signed.signature[at] ?? 0) + random(5) - 2;
  return { ...signed, signature: signed.signature.with(at, random(2) === 0 ? near : random(256)) };
};

/** Two neighbours among the hints change places. */
const swappedHints: Mutation = (random, signed) => {
  const at = hintsStart(signed) + random(parameterSets[signed.name].omega - 1);
  const { signature } = signed;
  const swapped = signature.with(at, signature[at + 1] ?? 0).with(at + 1, signature[at] ?? 0);
  return { ...signed, signature: swapped };
};

/** Bytes of z become all ones or all zeros, where coefficients are the largest. */
const extremeZ: Mutation = (random, signed) => {
  const { challengeBytes } = parameterSets[signed.name];
  const at = challengeBytes + random(hintsStart(signed) - challengeBytes - 3);
  const signature = signed.signature.slice();
  signature.fill(random(2) * 255, at, at + 1 + random(3));
  return { ...signed, signature };
};

const mutations: readonly Mutation[] = [
  (_, signed) => ({ ...signed, signature: signed.signature.slice() }),
  bitBetween(({ signature }) => [0, signature.length]),
  bitBetween(({ name }) => [0, parameterSets[name].challengeBytes]),
  bitBetween((signed) => [parameterSets[signed.name].challengeBytes, hintsStart(signed)]),
  bitBetween((signed) => [hintsStart(signed), signed.signature.length]),
  otherHint,
  swappedHints,
  extremeZ,
  (random, signed) => ({
    ...signed,
    message: randomBytes(random, signed.message.length + random(2)),
  }),
  (random, signed) => ({ ...signed, context: randomBytes(random, signed.context.length) }),
  (random, signed) => ({
    ...signed,
    publicKey: flipped(signed.publicKey, random(8 * signed.publicKey.length)),
  }),
  (random, signed) => ({ ...signed, signature: randomBytes(random, signed.signature.length) }),
  (random, signed) => ({
    ...signed,
    signature: signed.signature.subarray(0, random(signed.signature.length)),
  }),
];

const mutated: Mutation = (random, signed) => pick(random, mutations)(random, signed);

/**
 * What an instance must answer before anybody relies on it: one signature that is valid, one that is not, and what it
 * computes on the way to the latter.
 *
 * A valid signature with few constants: where t1 = 0, the challenge is multiplied with nothing, and so w = Az whatever
 * it is. Any z and hints then need only the c̃ that they lead to, and the rest can come from a generator. OpenSSL and
 * noble accept it as well.
 */
import type { Instance } from './instance.ts';
import type { ParameterSet, ParameterSetName } from './parameter-set.ts';

/** c̃ of the valid signature, and what the other one leads to. */
interface Answers {
  readonly valid: string;
  readonly recovered: string;
}

export const answers: Readonly<Record<ParameterSetName, Answers>> = {
  'ml-dsa-44': {
    valid: '891fab6f9a779f96bc142c065a14c25e364e840ba11c0d3f84d458f203543043',
    recovered: 'b628a04413f218cd24595d34dbef7e32b20cd3c28b8aa324eace3e53634572e9',
  },
  'ml-dsa-65': {
    valid:
      'e0def20ef97295b755383bec5bae3f29b63ab5342e5dfd61a5c5c93e253e8202abc44a3b5da71b3567a8154de5524f03',
    recovered:
      'e647ccfe4db0ba9a9a57155e84c18f9a320ee61fc2148a315817e80b5c2268d44123c185fb59e15eca2e1cb7b3bc033c',
  },
  'ml-dsa-87': {
    valid:
      '8ee3c3f6f806d4286cc10823a8e5cd34598a452ba04e6e2d875e29d8bc29152b7274ab81383dba7d7c2f206202fdc167872411f0be53c0bcba358432f3407f92',
    recovered:
      'b82339ee0bd6b3227b671d4fc8281d95868976627eea435d2a11abe5970696118cddd5b3d2a54469c9079df4e963467de516778978533729c02bfb71449b93e6',
  },
};

export interface KnownCase {
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  readonly context: Uint8Array;
  readonly signature: Uint8Array;
}

/** Whether the instance gives the known answers. It uses slot 0. */
export function passesSelfTest(instance: Instance, set: ParameterSet): boolean {
  const { valid, recovered } = answers[set.name];
  if (!check(instance, validCase(set, fromHex(valid)))) return false;
  if (check(instance, invalidCase(set, fromHex(valid)))) return false;
  const computed = instance.recoveredChallenge();
  const expected = fromHex(recovered);
  return (
    computed.length === expected.length && expected.every((byte, index) => byte === computed[index])
  );
}

/** Node 24 has no method for it. */
function fromHex(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function check(instance: Instance, known: KnownCase): boolean {
  instance.takeKey(known.publicKey);
  instance.expandInto(0);
  return instance.verify(0, known.message, known.signature, known.context);
}

/** A message over several blocks of the hash, under a key whose t1 is 0. */
export function validCase(set: ParameterSet, challenge: Uint8Array): KnownCase {
  const next = generator();
  const publicKey = new Uint8Array(set.publicKeyBytes);
  publicKey.set(Uint8Array.from({ length: 32 }, next));
  const signature = new Uint8Array(set.signatureBytes);
  signature.set(challenge);
  signature.set(smallVector(set, next), set.challengeBytes);
  signature.set(someHints(set), set.signatureBytes - set.omega - set.rows);
  return {
    publicKey,
    message: Uint8Array.from({ length: 300 }, next),
    context: Uint8Array.of(1, 2, 3),
    signature,
  };
}

/** The same with a t1 that is not 0, so that the challenge counts. */
export function invalidCase(set: ParameterSet, challenge: Uint8Array): KnownCase {
  const known = validCase(set, challenge);
  const next = generator();
  const publicKey = known.publicKey.map((byte, index) => (index < 32 ? byte : next()));
  return { ...known, publicKey };
}

/**
 * z as it is encoded (FIPS 204 Algorithm 17): γ1 - z, 18 or 20 bits each. Every coefficient is random but for its
 * highest three bits, which keep it between γ1 / 4 and γ1 / 2.
 */
function smallVector(set: ParameterSet, next: () => number): Uint8Array {
  const bits = set.gamma1Bits + 1;
  const bytes = Uint8Array.from({ length: 32 * bits * set.columns }, next);
  for (let end = bits; end <= 8 * bytes.length; end += bits) {
    setBit(bytes, end - 1, 0);
    setBit(bytes, end - 2, 1);
    setBit(bytes, end - 3, 0);
  }
  return bytes;
}

function setBit(bytes: Uint8Array, index: number, value: 0 | 1): void {
  const at = index >> 3;
  const mask = 1 << (index & 7);
  bytes[at] = ((bytes[at] ?? 0) & ~mask) | (value * mask);
}

/** As many hints as there may be, spread over the rows (FIPS 204 Algorithm 20). */
function someHints({ omega, rows }: ParameterSet): Uint8Array {
  const bytes = new Uint8Array(omega + rows);
  let index = 0;
  for (let row = 0; row < rows; row += 1) {
    const end = Math.floor((omega * (row + 1)) / rows);
    for (let position = row; index < end; position += 11) {
      bytes[index] = position;
      index += 1;
    }
    bytes[omega + row] = end;
  }
  return bytes;
}

/** Bytes of xorshift32 (Marsaglia 2003). */
function generator(): () => number {
  let state = 0x2545f491;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 0xff;
  };
}

/**
 * Writes Keccak-f[1600] (FIPS 202 §3) as AssemblyScript: once over the scalar registers, and once over three states at
 * a time, one in the scalar and two in the vector registers. Straight-line rounds cannot be written by hand and stay
 * readable.
 */
import { merged } from './merged.ts';

/** Lane (x, y) of the state A, in the order in which its 64-bit words are stored (FIPS 202 §3.1.2). */
const laneOf = (x: number, y: number): number => (x % 5) + 5 * (y % 5);

const five = [0, 1, 2, 3, 4] as const;
const lanes = Array.from({ length: 25 }, (_, lane) => lane);

/** Offsets of ρ (FIPS 202 §3.2.2, Algorithm 2): lane (1, 0) first, then along (y, 2x + 3y). */
function rotations(): readonly number[] {
  const offsets = lanes.map(() => 0);
  let [x, y] = [1, 0];
  for (let t = 0; t < 24; t += 1) {
    offsets[laneOf(x, y)] = (((t + 1) * (t + 2)) / 2) % 64;
    [x, y] = [y, (2 * x + 3 * y) % 5];
  }
  return offsets;
}

/** Constants of ι (FIPS 202 §3.2.5): bit 2^j - 1 of round i is what a shift register gives at step j + 7i. */
function roundConstants(): readonly bigint[] {
  let register = 1;
  const nextBit = (): bigint => {
    const bit = register & 1;
    register <<= 1;
    if (register & 0x100) register ^= 0x171;
    return BigInt(bit);
  };
  return Array.from({ length: 24 }, () =>
    [0, 1, 2, 3, 4, 5, 6].reduce((sum, j) => sum | (nextBit() << ((1n << BigInt(j)) - 1n)), 0n),
  );
}

/**
 * Any order is right. Of a hundred tried at random, with this one V8 moves the least between registers and the stack:
 * 5 % faster.
 */
const order = {
  planes: [1, 3, 4, 2, 0],
  sources: [3, 4, 1, 0, 2],
  results: [1, 3, 2, 0, 4],
} as const;

/** How the lanes of a state are computed with: in one scalar register each, or two states in one vector register. */
interface Arithmetic {
  /** Distinguishes the variables of two states in one function. */
  readonly prefix: string;
  readonly type: string;
  xor(...terms: readonly string[]): string;
  rotate(value: string, bits: number): string;
  /** χ: a ⊕ (¬b ∧ c), for lane (x, y) of the result. */
  chi(lane: number, a: string, b: string, c: string): string;
  readonly roundConstant: (offset: number) => string;
}

const scalar: Arithmetic = {
  prefix: 's',
  type: 'u64',
  xor: (...terms) => terms.join(' ^ '),
  rotate: (value, bits) => `rotl<u64>(${value}, ${bits})`,
  chi: complementedChi,
  roundConstant: (offset) => `load<u64>(round, ${offset})`,
};

const vector: Arithmetic = {
  prefix: 'v',
  type: 'v128',
  xor: (...terms) => terms.reduce((sum, term) => `v128.xor(${sum}, ${term})`),
  rotate: (value, bits) =>
    `v128.or(i64x2.shl(${value}, ${bits}), i64x2.shr_u(${value}, ${64 - bits}))`,
  chi: (_lane, a, b, c) => `v128.xor(${a}, v128.andnot(${c}, ${b}))`,
  roundConstant: (offset) => `v128.load64_splat(round, ${offset})`,
};

/**
 * Lanes that the scalar rounds hold complemented, as in §2.2 of the "Keccak implementation overview": an x86 processor
 * has no ¬b ∧ c that leaves its operands alone (V8 uses none), and with these complemented most of the negations
 * cancel out.
 */
const complemented: ReadonlySet<number> = new Set([1, 2, 8, 12, 17, 20]);

/** The source of lane (x, y) after ρ and π: lane (x + 3y, x) before (FIPS 202 §3.2.3). */
const sourceOf = (x: number, y: number): readonly [x: number, y: number] => [(x + 3 * y) % 5, x];

/** Whether a lane is complemented between ρ, π and χ: as it was, unless θ added an odd number of complemented lanes. */
function isComplementedBeforeChi(x: number, y: number): boolean {
  const [fromX, fromY] = sourceOf(x, y);
  const columnIsOdd = (column: number): boolean =>
    five.filter((row) => complemented.has(laneOf(column, row))).length % 2 === 1;
  const thetaFlips = columnIsOdd(fromX + 4) !== columnIsOdd(fromX + 1);
  return complemented.has(laneOf(fromX, fromY)) !== thetaFlips;
}

function complementedChi(lane: number, a: string, b: string, c: string): string {
  const [x, y] = [lane % 5, Math.floor(lane / 5)];
  const aIs = isComplementedBeforeChi(x, y);
  const bIs = isComplementedBeforeChi((x + 1) % 5, y);
  const cIs = isComplementedBeforeChi((x + 2) % 5, y);
  // The true value is a ⊕ t with t = ¬b ∧ c; whatever is stored complemented negates the result once.
  const negated = aIs !== complemented.has(lane);
  if (bIs && !cIs) return `${negated ? '~' : ''}${a} ^ (${b} & ${c})`;
  if (!bIs && cIs) return `${negated ? '' : '~'}${a} ^ (${b} | ${c})`;
  if (bIs) return negated ? `${a} ^ (~${b} | ${c})` : `${a} ^ (${b} & ~${c})`;
  return negated ? `${a} ^ (${b} | ~${c})` : `${a} ^ (~${b} & ${c})`;
}

/** One round from the variables `from` to the variables `to` (FIPS 202 §3.3: ι ∘ χ ∘ π ∘ ρ ∘ θ). */
function round(
  { prefix, xor, rotate, chi, roundConstant }: Arithmetic,
  { from, to, constantAt }: { readonly from: string; readonly to: string; constantAt: number },
): readonly string[] {
  const name = (state: string, index: number): string => `${prefix}${state}${index}`;
  const offsets = rotations();
  const statements = [
    ...five.map((x) => `${name('c', x)} = ${xor(...five.map((y) => name(from, laneOf(x, y))))};`),
    ...five.map(
      (x) => `${name('d', x)} = ${xor(name('c', (x + 4) % 5), rotate(name('c', (x + 1) % 5), 1))};`,
    ),
  ];
  for (const y of order.planes) {
    for (const x of order.sources) {
      const [fromX, fromY] = sourceOf(x, y);
      const source = laneOf(fromX, fromY);
      const bits = offsets[source] ?? 0;
      const b = name('b', x);
      statements.push(`${b} = ${xor(name(from, source), name('d', fromX))};`);
      if (bits > 0) statements.push(`${b} = ${rotate(b, bits)};`);
    }
    for (const x of order.results) {
      const lane = laneOf(x, y);
      const value = chi(lane, name('b', x), name('b', (x + 1) % 5), name('b', (x + 2) % 5));
      statements.push(
        `${name(to, lane)} = ${lane === 0 ? xor(value, roundConstant(constantAt)) : value};`,
      );
    }
  }
  return statements;
}

/** Two rounds, the second of which ends in the variables in which the first began. */
const twoRounds = (arithmetic: Arithmetic): readonly string[] => [
  ...round(arithmetic, { from: 'a', to: 'e', constantAt: 0 }),
  ...round(arithmetic, { from: 'e', to: 'a', constantAt: 8 }),
];

const declarations = ({ prefix, type }: Arithmetic): string => {
  const zero = type === 'v128' ? 'i64x2.splat(0)' : '0';
  const names = [
    ...lanes.map((lane) => `e${lane}`),
    ...five.flatMap((x) => [`b${x}`, `c${x}`, `d${x}`]),
  ];
  return names.map((name) => `let ${prefix}${name}: ${type} = ${zero};`).join('\n');
};

const tilde = (lane: number): string => (complemented.has(lane) ? '~' : '');
const loadScalar = lanes
  .map((lane) => `let sa${lane}: u64 = ${tilde(lane)}load<u64>(state, ${8 * lane});`)
  .join('\n');
const storeScalar = lanes
  .map((lane) => `store<u64>(state, ${tilde(lane)}sa${lane}, ${8 * lane});`)
  .join('\n');
const loadVector = lanes.map((lane) => `let va${lane} = v128.load(pair, ${16 * lane});`).join('\n');
const storeVector = lanes.map((lane) => `v128.store(pair, va${lane}, ${16 * lane});`).join('\n');

/** The source of the module `keccak`. */
export function keccakSource(): string {
  const constants = roundConstants().map((constant) => `0x${constant.toString(16)}`);
  return `
const ROUND_CONSTANTS: usize = memory.data<u64>([${constants.join(', ')}]);

/** Keccak-f[1600] over the 25 words at \`state\`. */
export function permute(state: usize): void {
${loadScalar}
${declarations(scalar)}
for (let round = ROUND_CONSTANTS, end = round + 192; round < end; round += 16) {
${twoRounds(scalar).join('\n')}
}
${storeScalar}
}

/** Keccak-f[1600] over the 25 words at \`state\` and, two by two, over the 2 × 25 words at \`pair\`. */
export function permuteThree(state: usize, pair: usize): void {
${loadVector}
${loadScalar}
${declarations(vector)}
${declarations(scalar)}
for (let round = ROUND_CONSTANTS, end = round + 192; round < end; round += 16) {
${merged(twoRounds(scalar), twoRounds(vector)).join('\n')}
}
${storeVector}
${storeScalar}
}
`;
}

/** The proof that nothing overflows: its conclusions, and the inputs that would refute it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  entryBound,
  forwardPasses,
  inversePasses,
  type Pass,
  type Product,
  q,
  type Range,
  resultBias,
  resultRange,
  row,
  stepFor,
  vectorBound,
  vectorRange,
} from './build/bounds.ts';
import { type Extent, forwardModel, inverseModel, type Place, passModel } from './testing/model.ts';
import { partsOf, readVectors, writeVectors } from './testing/parts.ts';
import { createRandom } from './testing/random.ts';
import { modulo } from './testing/reference.ts';

it('no sum, difference or product of the transforms and rows leaves 32 bits', () => {
  const signed = 2 ** 31;
  const { low, high } = vectorRange;
  // A forward pass adds up to its output; an inverse one takes sums and differences of four inputs.
  for (const { output } of [...forwardPasses, ...inversePasses]) {
    expect(Math.max(-output.low, output.high)).toBeLessThan(signed);
  }
  for (const { output } of inversePasses.slice(1, 3)) {
    expect(4 * Math.max(-output.low, output.high)).toBeLessThan(signed);
  }
  expect(4 * row.bound).toBeLessThan(signed);
  // Numbers of single precision hold these exactly, and the folds multiply 16 bits.
  expect(Math.max(-low, high, entryBound)).toBeLessThan(2 ** 24);
  const last = inversePasses[3].output;
  expect(last.low + resultBias * q).toBeGreaterThanOrEqual(0);
  expect(last.high + resultBias * q).toBeLessThan(2 ** 32);
  expect(resultRange.low).toBeGreaterThanOrEqual(0);
  expect(resultRange.high).toBeLessThan(2 * q);
  for (const { step } of [inversePasses[3].single, inversePasses[3].double]) {
    expect(resultBias % 2 ** step).toBe(0);
  }
});

it('a quotient is rounded by the smallest step whose range holds it', () => {
  expect(stepFor(2 ** 22 - 8)).toBe(0);
  expect(stepFor(2 ** 22 + 1)).toBe(1);
  expect(stepFor(2 ** 25 - 64)).toBe(3);
});

/** What a pass comes to when every step has these four inputs, in every block and so with all roots. */
function extentOf(pass: Pass, place: Place, four: readonly number[]): Extent {
  const size = place.isInverse ? 4 ** (place.index + 1) : 256 / 4 ** place.index;
  const input = Array.from(
    { length: 256 },
    (_, index) => four[Math.floor((4 * (index % size)) / size)] ?? 0,
  );
  return passModel(input, pass, place).extent;
}

/** The most that a pass comes to, with inputs from all corners of its range: what grows does so with them. */
function worst(pass: Pass, place: Place): Extent {
  const { low, high } = pass.input;
  const corners = Array.from({ length: 16 }, (_, corner) =>
    [0, 1, 2, 3].map((bit) => Math.trunc((corner >> bit) & 1 ? low : high)),
  );
  const extents = corners.map((four) => extentOf(pass, place, four));
  return {
    output: Math.max(...extents.map(({ output }) => output)),
    quotient: Math.max(...extents.map(({ quotient }) => quotient)),
  };
}

const allPasses = [
  ...forwardPasses.map((pass, index) => ({ pass, place: { index, isInverse: false } })),
  ...inversePasses.map((pass, index) => ({ pass, place: { index, isInverse: true } })),
].map(({ pass, place }) => ({
  name: `${place.isInverse ? 'back' : 'forward'} ${place.index + 1}`,
  pass,
  place,
}));

describe.each(allPasses)('pass $name', ({ pass, place }) => {
  it('stays within its bounds with all roots and the largest inputs, and comes near them', () => {
    const { output, quotient } = worst(pass, place);
    expect(output).toBeLessThanOrEqual(1);
    expect(output).toBeGreaterThan(0.3);
    expect(quotient).toBeLessThanOrEqual(1);
  });

  it('could not round to a quarter of its steps: the search above would find that', () => {
    const finer = (product: Product): Product => ({ ...product, step: product.step - 2 });
    const { single, double } = pass;
    if (single.step >= 2) {
      expect(worst({ ...pass, single: finer(single) }, place).quotient).toBeGreaterThan(1);
    }
    if (double.step >= 2) {
      expect(worst({ ...pass, double: finer(double) }, place).quotient).toBeGreaterThan(1);
    }
  });
});

it('decision 14 has these bounds', () => {
  const page = readFileSync(
    new URL('../../../docs/decisions/0014-ml-dsa.md', import.meta.url),
    'utf8',
  );
  const inQ = ({ low, high }: Range): string =>
    `${(low / q).toFixed(2)} to ${(high / q).toFixed(2)}`;
  const passes = [
    ...forwardPasses.map((pass, index) => ({ name: `forward ${index + 1}`, pass })),
    ...inversePasses.map((pass, index) => ({ name: `inverse ${index + 1}`, pass })),
  ];
  for (const { name, pass } of passes) {
    const { single, double, output } = pass;
    expect(page).toContain(`| ${name} | ${single.step} | ${double.step} | ${inQ(output)} |`);
  }
  expect(page).toContain(`| folded | | | ${inQ(vectorRange)} |`);
  const rowRange = { low: -row.bound, high: row.bound };
  expect(page).toContain(`| product of a row | | ${row.step} | ${inQ(rowRange)} |`);
  expect(page).toContain(`| folded | | | ${inQ(inversePasses[1].input)} |`);
});

it('the model computes what the module does, bit for bit', () => {
  const parts = partsOf('ml-dsa-65');
  const [from, work, vectors] = ['COEFFICIENTS', 'WORK', 'VECTORS'].map(parts.address) as [
    number,
    number,
    number,
  ];
  const random = createRandom(2);
  for (let count = 0; count < 30; count += 1) {
    const input = Array.from({ length: 256 }, () => (random(2) * 2 - 1) * vectorBound);
    parts.integers.set(input, from / 4);
    parts.call('forward', from, work, vectors, 32);
    const coefficients = forwardModel(input, forwardPasses);
    expect(readVectors(parts, vectors, 32)).toEqual(coefficients);
    const back = inverseModel(coefficients, inversePasses);
    writeVectors(parts, work, 16, coefficients);
    parts.call('inverse', work, from);
    expect([...parts.integers.subarray(from / 4, from / 4 + 256)]).toEqual(back.map(modulo));
  }
});

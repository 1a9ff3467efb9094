/**
 * Writes the product of rows of the matrix with the vector, for each number of columns: offsets in memory have to be
 * literals.
 */
import { row } from './bounds.ts';

/** Columns of the three parameter sets (FIPS 204 Table 1), with the one of t. */
const widths = [5, 6, 8] as const;

/** How many rows are done at a time, so that each vector is read once for all of them. */
const rowsAtATime = 2;

const rows = Array.from({ length: rowsAtATime }, (_, index) => index);

function multiply(width: number): string {
  const terms = Array.from({ length: width }, (_, column) => [
    `z = v128.load(vector, ${32 * column}); zByQ = v128.load(vector, ${32 * column + 16});`,
    ...rows.map((index) => `a${index} = v128.load(row${index}, ${16 * column});`),
    ...rows.map((index) =>
      column === 0
        ? `sum${index} = i32x4.mul(a${index}, z); quotient${index} = f32x4.mul(f32x4.convert_i32x4_s(a${index}), zByQ);`
        : `sum${index} = i32x4.add(sum${index}, i32x4.mul(a${index}, z));
quotient${index} = f32x4.add(quotient${index}, f32x4.mul(f32x4.convert_i32x4_s(a${index}), zByQ));`,
    ),
  ]).flat();
  return `
function multiply${width}(slot: usize, row: i32): void {
const round = rounder(${row.step}), q = modulus(${row.step});
${rows.map((index) => `let row${index} = slotRow(slot, row + ${index});`).join('\n')}
let z = i32x4.splat(0), zByQ = i32x4.splat(0);
${rows.map((index) => ['a', 'sum', 'quotient'].map((name) => `let ${name}${index} = i32x4.splat(0);`).join(' ')).join('\n')}
let vector = VECTORS;
for (let to = WORK; to < WORK + 1024; to += 16) {
${terms.join('\n')}
${rows.map((index) => `quotient${index} = i32x4.sub(f32x4.add(quotient${index}, round), round);`).join('\n')}
${rows.map((index) => `v128.store(to, i32x4.sub(sum${index}, i32x4.mul(quotient${index}, q)), ${1024 * index});`).join('\n')}
${rows.map((index) => `row${index} += ${16 * width};`).join('\n')}
vector += ${32 * width};
}
}
`;
}

/** The source of the module \`row\`. */
export function rowSource(): string {
  return `
import { modulus, rounder } from './field';
import { VECTORS, WORK } from './layout';
import { COLUMNS } from './parameters';
import { slotRow } from './slot';
${widths.map(multiply).join('')}
export function multiplyRows(slot: usize, row: i32): void {
if (COLUMNS == 4) multiply5(slot, row);
else if (COLUMNS == 5) multiply6(slot, row);
else multiply8(slot, row);
}
`;
}

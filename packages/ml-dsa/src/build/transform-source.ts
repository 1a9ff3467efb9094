/**
 * Writes the number-theoretic transform and its inverse (FIPS 204 Algorithms 41 and 42) as AssemblyScript. Two layers
 * make a pass, so that a coefficient is read and written four times instead of eight, and goes through four products
 * in turn instead of eight. Written by a program because offsets in memory have to be literals, and because the
 * statements of a step are in an order that keeps the processor busy, which calls would not leave them in.
 */
import { forwardPasses, inversePasses, type Pass, type Product, resultBias } from './bounds.ts';

/** Bytes of the five roots of one step, each as an integer and as a quotient by q (`roots.ts`). */
const stepBytes = 160;

/** Where a pass finds the four vectors of each of its 16 steps, in bytes. */
interface Geometry {
  /** Between the four vectors of a step. */
  readonly stride: number;
  /** Steps that share their roots, side by side: a group. */
  readonly stepsInGroup: number;
}

/**
 * The outermost two layers on coefficients in their order; the others on four quarters, one in each lane
 * (`transposed`).
 */
const outermost: Geometry = { stride: 256, stepsInGroup: 16 };
const onQuarters = {
  wide: outermost,
  narrow: { stride: 64, stepsInGroup: 4 },
  narrowest: { stride: 16, stepsInGroup: 1 },
};

const variables = ['a', 'b', 'c', 'd'] as const;
const temporaries = ['f', 'g', 'h', 'i', 'j', 'k', 'l', 'm'] as const;

const root = (index: number): string => `v128.load(roots, ${32 * index})`;
const rootByQ = (index: number): string => `v128.load(roots, ${32 * index + 16})`;

/** `single` ← single · ζ0, `first` ← first · ζ1 + second · ζ3, `second` ← first · ζ2 + second · ζ4, all modulo q. */
const products = (single: string, first: string, second: string): readonly string[] => [
  // Approximate quotients by q, in single precision, rounded by adding a large number.
  `f = f32x4.convert_i32x4_s(${single});`,
  `g = f32x4.convert_i32x4_s(${first});`,
  `h = f32x4.convert_i32x4_s(${second});`,
  `f = f32x4.mul(f, ${rootByQ(0)});`,
  `i = f32x4.mul(g, ${rootByQ(2)});`,
  `j = f32x4.mul(h, ${rootByQ(4)});`,
  'f = f32x4.add(f, singleRounder);',
  `g = f32x4.mul(g, ${rootByQ(1)});`,
  `h = f32x4.mul(h, ${rootByQ(3)});`,
  'i = f32x4.add(i, j);',
  'g = f32x4.add(g, h);',
  'i = f32x4.add(i, doubleRounder);',
  'g = f32x4.add(g, doubleRounder);',
  // Products, of which the low 32 bits are enough.
  `k = i32x4.mul(${single}, ${root(0)});`,
  `l = i32x4.mul(${first}, ${root(1)});`,
  `h = i32x4.mul(${second}, ${root(3)});`,
  `m = i32x4.mul(${first}, ${root(2)});`,
  `j = i32x4.mul(${second}, ${root(4)});`,
  'l = i32x4.add(l, h);',
  'm = i32x4.add(m, j);',
  // Less the quotients times q.
  'f = i32x4.sub(f, singleZero);',
  'i = i32x4.sub(i, doubleZero);',
  'g = i32x4.sub(g, doubleZero);',
  'f = i32x4.mul(f, singleModulus);',
  'i = i32x4.mul(i, doubleModulus);',
  'g = i32x4.mul(g, doubleModulus);',
  `${single} = i32x4.sub(k, f);`,
  `${second} = i32x4.sub(m, i);`,
  `${first} = i32x4.sub(l, g);`,
];

/**
 * Two layers of Cooley and Tukey on a, b, c, d: c and d times ζ, then b + ζd times ζ' and b - ζd times ζ''. Multiplied
 * out, the five roots are ζ, ζ', ζ'', ζζ', -ζζ''.
 */
const forwardStep: readonly string[] = [
  ...products('c', 'b', 'd'),
  'f = i32x4.add(a, c);',
  'g = i32x4.sub(a, c);',
  'a = i32x4.add(f, b);',
  'b = i32x4.sub(f, b);',
  'c = i32x4.add(g, d);',
  'd = i32x4.sub(g, d);',
];

/**
 * Two layers of Gentleman and Sande, sums and differences times roots, with the inverses of the roots of that step
 * forward.
 */
const inverseStep: readonly string[] = [
  'f = i32x4.add(a, b);',
  'b = i32x4.sub(a, b);',
  'g = i32x4.add(c, d);',
  'd = i32x4.sub(c, d);',
  'a = i32x4.add(f, g);',
  'c = i32x4.sub(f, g);',
  ...products('c', 'b', 'd'),
];

/** The four vectors as the rows of a 4 × 4 matrix become its columns. */
const transposed: readonly string[] = [
  'f = i32x4.shuffle(a, b, 0, 4, 1, 5);',
  'g = i32x4.shuffle(a, b, 2, 6, 3, 7);',
  'h = i32x4.shuffle(c, d, 0, 4, 1, 5);',
  'i = i32x4.shuffle(c, d, 2, 6, 3, 7);',
  'a = i64x2.shuffle(f, h, 0, 2);',
  'b = i64x2.shuffle(f, h, 1, 3);',
  'c = i64x2.shuffle(g, i, 0, 2);',
  'd = i64x2.shuffle(g, i, 1, 3);',
];

const loads = (pointer: string, stride: number): readonly string[] =>
  variables.map((name, index) => `${name} = v128.load(${pointer}, ${index * stride});`);

const stores = (pointer: string, stride: number): readonly string[] =>
  variables.map((name, index) => `v128.store(${pointer}, ${name}, ${index * stride});`);

const each = (call: (name: string) => string): readonly string[] => variables.map(call);

/**
 * A pass: its step for each vector `p` of each group. With a bias, quotients are taken for so much less, and every
 * product ends up larger by as many times q.
 */
function passLoop(
  { stride, stepsInGroup }: Geometry,
  { single, double }: Pass,
  step: readonly string[],
  bias = 0,
): string {
  return `{
${constants('single', single, bias)}
${constants('double', double, bias)}
for (let group = from, end = from + 1024; group < end; group += ${4 * stride}) {
for (let p = group, groupEnd = group + ${16 * stepsInGroup}; p < groupEnd; p += 16) {
${step.join('\n')}
}
roots += ${stepBytes};
}
}`;
}

const constants = (name: string, { step }: Product, bias: number): string =>
  `const ${name}Rounder = rounder(${step}), ${name}Modulus = modulus(${step});
const ${name}Zero = i32x4.add(${name}Rounder, i32x4.splat(${bias / 2 ** step}));`;

const locals = [...variables, ...temporaries]
  .map((name) => `let ${name} = i32x4.splat(0);`)
  .join('\n');

function forward(): string {
  const { wide, narrow, narrowest } = onQuarters;
  const [first, second, third, last] = forwardPasses;
  const inPlace = ({ stride }: Geometry): readonly string[] => [
    ...loads('p', stride),
    ...forwardStep,
    ...stores('p', stride),
  ];
  return `
/**
 * NTT of the 256 coefficients at \`from\`, by way of \`work\`. Its 64 vectors go to \`to\` and on in steps of
 * \`columnBytes\`, each with its quotients by q behind it. Coefficient 64λ + v of the standard is lane λ of vector v.
 */
export function forward(from: usize, work: usize, to: usize, columnBytes: usize): void {
let roots = FORWARD_ROOTS, o = work;
${locals}
${passLoop(outermost, first, [...loads('p', outermost.stride), ...forwardStep, ...transposed, ...stores('o', 16), 'o += 64;'])}
from = work;
${passLoop(wide, second, inPlace(wide))}
${passLoop(narrow, third, inPlace(narrow))}
${passLoop(narrowest, last, [
  ...loads('p', narrowest.stride),
  ...forwardStep,
  ...each((name) => `storeVector(to, ${name}); to += columnBytes;`),
])}
}`;
}

function inverse(): string {
  const { wide, narrow, narrowest } = onQuarters;
  const [first, second, third, last] = inversePasses;
  const inPlace = ({ stride }: Geometry, end: readonly string[] = []): readonly string[] => [
    ...loads('p', stride),
    ...inverseStep,
    ...end,
    ...stores('p', stride),
  ];
  return `
/** 256 · NTT⁻¹ of the 64 vectors at \`from\`, which it overwrites: canonical coefficients in their order at \`to\`. */
export function inverse(from: usize, to: usize): void {
let roots = INVERSE_ROOTS, o = from;
${locals}
${passLoop(
  narrowest,
  first,
  inPlace(
    narrowest,
    each((name) => `${name} = folded(${name});`),
  ),
)}
${passLoop(narrow, second, inPlace(narrow))}
${passLoop(wide, third, inPlace(wide))}
from = to;
${passLoop(
  outermost,
  last,
  [
    ...loads('o', 16),
    'o += 64;',
    ...transposed,
    ...inverseStep,
    `a = i32x4.add(a, i32x4.splat(${resultBias} * Q));`,
    ...each((name) => `${name} = canonical(${name});`),
    ...stores('p', outermost.stride),
  ],
  resultBias,
)}
}`;
}

/** The source of the module `transform`. */
export function transformSource(): string {
  return `
import { canonical, folded, modulus, Q, rounder, storeVector } from './field';
import { FORWARD_ROOTS, INVERSE_ROOTS } from './layout';
${forward()}
${inverse()}
`;
}

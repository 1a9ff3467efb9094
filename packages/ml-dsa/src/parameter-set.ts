/** The three parameter sets of ML-DSA. */

export type ParameterSetName = 'ml-dsa-44' | 'ml-dsa-65' | 'ml-dsa-87';

/** FIPS 204 Table 1 as far as verification needs it, and the sizes of Table 2. */
export interface ParameterSet {
  readonly name: ParameterSetName;
  /** k and l: the size of the matrix A. */
  readonly rows: number;
  readonly columns: number;
  /** τ: nonzero coefficients of the challenge. */
  readonly tau: number;
  /** γ1 = 2^gamma1Bits, and β = τη: coefficients of z are below γ1 - β. */
  readonly gamma1Bits: number;
  readonly beta: number;
  /** (q - 1) / 2γ2: how many values the high bits of w have. */
  readonly highValues: number;
  /** ω: most hints. */
  readonly omega: number;
  /** λ / 4: bytes of c̃. */
  readonly challengeBytes: number;
  readonly publicKeyBytes: number;
  readonly signatureBytes: number;
}

/** What is chosen; the sizes follow from it. */
type Choice = Omit<ParameterSet, 'publicKeyBytes' | 'signatureBytes'>;

function parameterSet(choice: Choice): ParameterSet {
  const { rows, columns, gamma1Bits, omega, challengeBytes } = choice;
  return {
    ...choice,
    publicKeyBytes: 32 + 320 * rows,
    signatureBytes: challengeBytes + 32 * (gamma1Bits + 1) * columns + omega + rows,
  };
}

export const parameterSets: Readonly<Record<ParameterSetName, ParameterSet>> = {
  'ml-dsa-44': parameterSet({
    name: 'ml-dsa-44',
    rows: 4,
    columns: 4,
    tau: 39,
    gamma1Bits: 17,
    beta: 78,
    highValues: 44,
    omega: 80,
    challengeBytes: 32,
  }),
  'ml-dsa-65': parameterSet({
    name: 'ml-dsa-65',
    rows: 6,
    columns: 5,
    tau: 49,
    gamma1Bits: 19,
    beta: 196,
    highValues: 16,
    omega: 55,
    challengeBytes: 48,
  }),
  'ml-dsa-87': parameterSet({
    name: 'ml-dsa-87',
    rows: 8,
    columns: 7,
    tau: 60,
    gamma1Bits: 19,
    beta: 120,
    highValues: 16,
    omega: 75,
    challengeBytes: 64,
  }),
};

export const parameterSetNames: readonly ParameterSetName[] = [
  'ml-dsa-44',
  'ml-dsa-65',
  'ml-dsa-87',
];

/** The parts of the module, for tests that reach what no signature can. */
import { compiledModule } from '../compiled.ts';
import { readExports } from '../instance.ts';
import { type ParameterSetName, parameterSets } from '../parameter-set.ts';

export interface Parts {
  readonly bytes: Uint8Array;
  readonly integers: Int32Array;
  readonly floats: Float32Array;
  /** Where something is, in bytes. */
  address(name: string): number;
  call(name: string, ...values: readonly number[]): number;
}

/** A fresh instance with a megabyte for slots. */
export function partsOf(name: ParameterSetName): Parts {
  const instance = new WebAssembly.Instance(compiledModule());
  const { memory, functions } = readExports(instance);
  const set = parameterSets[name];
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
  memory.grow(16);
  return {
    bytes: new Uint8Array(memory.buffer),
    integers: new Int32Array(memory.buffer),
    floats: new Float32Array(memory.buffer),
    address(part) {
      const value = instance.exports[part];
      if (value instanceof WebAssembly.Global) return Number(value.value);
      throw new TypeError(`the module exports no ${part}`);
    },
    call(part, ...values) {
      const value = instance.exports[part];
      if (typeof value === 'function') return Number(value(...values));
      throw new TypeError(`the module exports no ${part}`);
    },
  };
}

/**
 * The coefficients of a transformed polynomial, in the order of the standard, from 64 vectors that are `step` bytes
 * apart.
 */
export function readVectors({ integers }: Parts, from: number, step: number): readonly number[] {
  return Array.from(
    { length: 256 },
    (_, index) => integers[(from + step * (index % 64)) / 4 + Math.floor(index / 64)] ?? 0,
  );
}

/** Writes them. */
export function writeVectors(
  { integers }: Parts,
  to: number,
  step: number,
  values: readonly number[],
): void {
  values.forEach((value, index) => {
    integers[(to + step * (index % 64)) / 4 + Math.floor(index / 64)] = value;
  });
}

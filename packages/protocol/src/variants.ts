/** Unions whose kinds have more said of them than how they are encoded. */
import type { RecordCodec, ValueOf } from './codec.ts';

/** A kind with the selector that it has in the union, and the codec of its parts. */
export interface Described {
  // biome-ignore lint/suspicious/noExplicitAny: a codec is invariant, so no narrower type takes them all
  readonly variant: readonly [selector: number, codec: RecordCodec<any>];
}

/** The parts of each kind. */
export type PartsOf<T extends Readonly<Record<string, Described>>> = {
  readonly [K in keyof T]: ValueOf<T[K]['variant'][1]>;
};

/** The variants of a table's kinds, as `union` takes them. */
export function variantsOf<T extends Readonly<Record<string, Described>>>(
  table: T,
): { readonly [K in keyof T]: T[K]['variant'] } {
  const variants = Object.entries(table).map(([type, { variant }]) => [type, variant]);
  // `Object.fromEntries` does not keep track of which key has which value.
  return Object.fromEntries(variants) as { readonly [K in keyof T]: T[K]['variant'] };
}

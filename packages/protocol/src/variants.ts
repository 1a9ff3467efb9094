/** Unions whose kinds have more said of them than how they are encoded. */
import type { RecordCodec } from './codec.ts';

interface Described {
  // biome-ignore lint/suspicious/noExplicitAny: a codec is invariant, so no narrower type takes them all
  readonly variant: readonly [selector: number, codec: RecordCodec<any>];
}

/** The variants of a table's kinds, as `union` takes them. */
export function variantsOf<T extends Readonly<Record<string, Described>>>(
  table: T,
): { readonly [K in keyof T]: T[K]['variant'] } {
  const variants = Object.entries(table).map(([type, { variant }]) => [type, variant]);
  // `Object.fromEntries` does not keep track of which key has which value.
  return Object.fromEntries(variants) as { readonly [K in keyof T]: T[K]['variant'] };
}

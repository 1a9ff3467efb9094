/** The facts about a kind of action that validators vote on. */
import type { Address } from '@trellis/crypto';
import type { Codec, RecordCodec, ValueOf } from './codec.ts';
import { container } from './codec-composite.ts';
import type { Feature } from './features.ts';
import { since } from './version-rules.ts';

/** The parts of an action by their codecs. */
// biome-ignore lint/suspicious/noExplicitAny: a codec is invariant, so no narrower type takes them all
export type ActionFields = Readonly<Record<string, Codec<any>>>;

export type ActionParts<F> = { readonly [K in keyof F]: ValueOf<F[K]> };

/** The accounts that an action names. */
export type Affects<P> = (parts: P) => readonly Address[];

export interface ActionDefinition<P> {
  readonly variant: readonly [selector: number, codec: RecordCodec<P>];
  readonly fields: ActionFields;
  readonly affects: Affects<P>;
}

/** Selectors are stable; a retired one is never used again. One that not all versions have names the feature that it begins with. */
export function action<F extends ActionFields>(
  selector: number,
  fields: F,
  affects: Affects<ActionParts<F>>,
  feature?: Feature,
): ActionDefinition<ActionParts<F>> {
  const codec = container(fields);
  const begun = feature === undefined ? codec : since(feature, codec);
  return { variant: [selector, begun], fields, affects };
}

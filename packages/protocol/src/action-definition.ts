/** What is to be said of a kind of action that validators vote on, all of it in one place. */
import type { Address } from '@trellis/crypto';
import type { Codec, RecordCodec, ValueOf } from './codec.ts';
import { container } from './codec-composite.ts';
import type { Sentence } from './sentence.ts';

/** The parts of an action by their codecs. */
// biome-ignore lint/suspicious/noExplicitAny: a codec is invariant, so no narrower type takes them all
export type ActionFields = Readonly<Record<string, Codec<any>>>;

type ActionParts<F> = { readonly [K in keyof F]: ValueOf<F[K]> };

/** What is known of an action from its parts alone. */
export interface ActionFacts<P> {
  /** Two or three words, for lists. */
  readonly label: string;
  /** What it is like once the action is done. */
  readonly sentence: (parts: P) => Sentence;
  /** The accounts that it names. */
  readonly affects: (parts: P) => readonly Address[];
}

interface ActionDefinition<P> extends ActionFacts<P> {
  readonly fields: ActionFields;
  readonly variant: readonly [selector: number, codec: RecordCodec<P>];
}

/** Selectors are stable; a retired one is never used again. */
export function action<F extends ActionFields>(
  selector: number,
  fields: F,
  facts: ActionFacts<ActionParts<F>>,
): ActionDefinition<ActionParts<F>> {
  return { fields, variant: [selector, container(fields)], ...facts };
}

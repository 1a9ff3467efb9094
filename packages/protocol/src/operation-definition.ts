/** The facts about a kind of operation, all of it in one place. */
import type { Address } from '@trellis/crypto';
import type { Codec, RecordCodec, ValueOf } from './codec.ts';
import { container } from './codec-composite.ts';
import type { Feature } from './features.ts';
import type { Movement, Units } from './movement.ts';
import type { Role } from './role.ts';
import { since } from './version-rules.ts';

/** The parts of an operation by their codecs; the policy of `source` must be met. */
export interface OperationFields {
  readonly source: Codec<Address>;
  // biome-ignore lint/suspicious/noExplicitAny: a codec is invariant, so no narrower type takes them all
  readonly [name: string]: Codec<any>;
}

export type OperationParts<F> = { readonly [K in keyof F]: ValueOf<F[K]> };

/** `held` is what is in the hold that the operation names, before it; `null` if that is not known. */
export type Moves<P> = (parts: P, held: Units | null) => readonly Movement[];

/** An operation on an amount, or on a hold, has to say what it moves; another says so with `null` if it moves nothing. */
export type MovesOf<F> =
  | Moves<OperationParts<F>>
  | (Extract<keyof F, 'amount' | 'hold'> extends never ? null : never);

/** What is known of an operation from its parts alone. */
export interface OperationFacts<P> {
  /** What the source must be allowed. */
  readonly role: Role;
  /** What it may act on with that role: an asset that it issues, or a hold whose rules name it. Else on anything. */
  readonly limitedTo?: 'ownAsset' | 'ownHold';
  /** The feature that it begins with; else it is as old as the first version. */
  readonly since?: Feature;
  /** Whose signatures it takes: that of the source's policy, or of its recovery policy. */
  readonly signedBy?: 'recovery';
  /** Accounts that have to sign as well as the source. */
  readonly cosignedBy?: (parts: P) => readonly Address[];
  /** Accounts beside the source that it pays to, acts on, names or makes. */
  readonly affects: (parts: P) => readonly Address[];
}

export interface OperationDefinition<P, M> extends OperationFacts<P> {
  readonly variant: readonly [selector: number, codec: RecordCodec<P>];
  readonly moves: M;
}

/** Selectors are stable; a retired one is never used again. */
export function operation<F extends OperationFields, M extends MovesOf<F>>(
  selector: number,
  fields: F,
  facts: OperationFacts<OperationParts<F>> & { readonly moves: M },
): OperationDefinition<OperationParts<F>, M> {
  const codec = container(fields);
  const begun = facts.since === undefined ? codec : since(facts.since, codec);
  return { variant: [selector, begun], ...facts };
}

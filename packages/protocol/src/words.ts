/** What kinds of operations and actions are called, and how one of a kind reads. */
import type { Sentence } from './sentence.ts';
import type { Described, PartsOf } from './variants.ts';

export interface Words<P> {
  /** Two or three words, for lists. */
  readonly label: string;
  readonly sentence: (parts: P) => Sentence;
}

/**
 * The words for each kind of a table. They stand below it in a constant of their own, so that programs
 * that show none do not load them.
 */
export type WordsOf<T extends Readonly<Record<string, Described>>> = {
  readonly [K in keyof T]: Words<PartsOf<T>[K]>;
};

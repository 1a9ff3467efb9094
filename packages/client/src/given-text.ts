/** Texts that programs give: one that is not type-checked may give anything else, and is told so. */
import { BuildError } from './errors.ts';

/** The text. Throws `BuildError` `bad_argument`, which says that `what` was to be given as text. */
export function givenText(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  const kind = value === null ? 'null' : typeof value;
  throw new BuildError('bad_argument', `expected ${what} as text, not ${kind}`);
}

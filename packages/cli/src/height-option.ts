/** Options that name a block by its height. */
import { type Height, toHeight } from '@trellis/protocol';
import { InvalidArgumentError } from 'commander';

/** A parser for `commander`. */
export function readHeight(text: string): Height {
  if (/^(0|[1-9][0-9]{0,17})$/.test(text)) return toHeight(BigInt(text));
  throw new InvalidArgumentError('expected a height.');
}

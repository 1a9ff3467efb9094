/** The blocks of a simulation: all that consensus can tell of a block is its id and its validity. */
import type { Address, Hash } from '../../packages/crypto/src/index.ts';
import type { Height } from '../../packages/protocol/src/index.ts';

export interface Block {
  readonly id: Hash;
  readonly height: Height;
  readonly builder: Address;
  readonly valid: boolean;
}

export interface BlockRegistry {
  build(block: Omit<Block, 'id'>): Hash;
  find(id: Hash): Block | undefined;
  /** All blocks built for a height. */
  of(height: Height): readonly Block[];
}

export function createBlockRegistry(): BlockRegistry {
  const blocks = new Map<Hash, Block>();
  const byHeight = new Map<Height, Block[]>();
  return {
    build(block) {
      const siblings = byHeight.get(block.height) ?? [];
      const id = shortBlockId(`${block.height}${letters(siblings.length)}`);
      const made = { ...block, id };
      blocks.set(id, made);
      byHeight.set(block.height, [...siblings, made]);
      return id;
    },
    find: (id) => blocks.get(id),
    of: (height) => byHeight.get(height) ?? [],
  };
}

/** A readable stand-in for 64 hex digits: consensus only compares ids. */
export function shortBlockId(text: string): Hash {
  return text as Hash;
}

/** 0 is A, 25 is Z, 26 is BA, … */
function letters(number: number): string {
  const last = String.fromCharCode(65 + (number % 26));
  return number < 26 ? last : letters(Math.floor(number / 26)) + last;
}

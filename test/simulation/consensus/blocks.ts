/** The blocks of a simulation: their id, when and by whom they were built, and the state they lead to. */
import type { Address, Hash } from '@trellis/crypto';
import type { Height } from '@trellis/protocol';

interface Block {
  readonly id: Hash;
  readonly height: Height;
  readonly builder: Address;
  /** By the builder's clock, which may be wrong. */
  readonly time: number;
  /** Of the state after this block, as its header says. */
  readonly root: StateRoot;
  readonly valid: boolean;
  readonly parent: Parent;
}

/** The end of the chain that a block was built on. */
interface Parent {
  readonly root: StateRoot;
  readonly time: number;
}

/** Stands for the root of a state tree: what executing a chain of blocks comes to. */
export type StateRoot = number;

/** Of the state before the first block. */
export const emptyRoot: StateRoot = 0x811c9dc5;

/** The root after this block on top of that state (FNV-1a). */
export function executed(root: StateRoot, blockId: Hash): StateRoot {
  let next = root;
  for (let i = 0; i < blockId.length; i++) {
    next = Math.imul(next ^ blockId.charCodeAt(i), 0x01000193);
  }
  return next >>> 0;
}

export interface BlockRegistry {
  build(block: Omit<Block, 'id' | 'root' | 'parent'>, parent: Parent): Hash;
  find(id: Hash): Block | undefined;
  /** All blocks built for a height. */
  of(height: Height): readonly Block[];
}

export function createBlockRegistry(): BlockRegistry {
  const blocks = new Map<Hash, Block>();
  const byHeight = new Map<Height, Block[]>();
  return {
    build(block, parent) {
      const siblings = byHeight.get(block.height) ?? [];
      const id = shortBlockId(`${block.height}${letters(siblings.length)}`);
      const time = Math.max(parent.time + 1, block.time);
      const made = { ...block, id, time, root: executed(parent.root, id), parent };
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

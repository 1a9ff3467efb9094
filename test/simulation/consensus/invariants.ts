/** What must hold after every event, whatever goes wrong. Each check throws a `Violation`. */
import type { Address, Hash } from '@trellis/crypto';
import {
  type CommitCertificate,
  type Height,
  isQuorum,
  type SignedProposal,
  type SignedVote,
  type ValidatorSet,
} from '@trellis/protocol';
import { Violation } from '../violation.ts';
import type { BlockRegistry, StateRoot } from './blocks.ts';
import type { DecidedBlock } from './message.ts';
import type { SignatureBook } from './signature-book.ts';

export interface Invariants {
  /** An honest node made this block final. */
  onDecided(
    node: number,
    block: DecidedBlock,
    chain: { readonly lengthBefore: number; readonly root: StateRoot },
  ): void;
  /** Anyone signed this. */
  onSigned(signer: Address, position: string, content: string): void;
  /** An honest node found this. */
  onEvidence(first: SignedVote | SignedProposal, second: SignedVote | SignedProposal): void;
}

export function createInvariants(options: {
  readonly validators: ValidatorSet;
  readonly isHonest: (address: Address) => boolean;
  readonly blocks: BlockRegistry;
}): Invariants {
  const { validators, isHonest, blocks } = options;
  const decided = new Map<Height, Hash>();
  const signedAt = new Map<string, string>();

  return {
    onDecided(node, { height, blockId }, { lengthBefore, root }) {
      // Agreement: one block a height, for all and forever.
      const known = decided.get(height);
      if (known !== undefined && known !== blockId) {
        throw new Violation(
          'agreement',
          `height ${height} is ${known}, but ${blockId} on n${node}`,
        );
      }
      decided.set(height, blockId);
      if (height !== BigInt(lengthBefore + 1)) {
        throw new Violation(
          'order',
          `n${node} holds ${lengthBefore} blocks, then decides ${height}`,
        );
      }
      // Validity: a block that was built for this height, and is valid.
      const block = blocks.find(blockId);
      if (block?.height !== height || !block.valid) {
        throw new Violation('validity', `n${node} decided ${blockId} at height ${height}`);
      }
      // The same state for all who hold the same blocks, and the one that the block's header names.
      if (block.root !== root) {
        throw new Violation('root', `n${node} comes to ${root} at ${height}, not ${block.root}`);
      }
    },
    onSigned(signer, position, content) {
      if (!isHonest(signer)) return;
      const key = `${signer} ${position}`;
      const before = signedAt.get(key);
      if (before !== undefined && before !== content) {
        const who = validators.indexOf.get(signer);
        throw new Violation('double sign', `v${who} at ${position}: ${before}, then ${content}`);
      }
      signedAt.set(key, content);
    },
    onEvidence(first, second) {
      const signer = 'type' in first ? first.validator : first.proposer;
      const same = 'type' in second ? second.validator : second.proposer;
      if (isHonest(signer) || signer !== same) {
        const who = validators.indexOf.get(signer);
        throw new Violation('evidence', `names v${who}, which is honest or not the signer of both`);
      }
    },
  };
}

/** Whether a certificate holds a quorum of distinct precommits that were really signed. */
export function isCertified(
  { height, round, blockId, signatures }: CommitCertificate,
  validators: ValidatorSet,
  book: SignatureBook,
): boolean {
  let power = 0;
  let previous = -1;
  for (const { validatorIndex, signature } of signatures) {
    const validator = validators.validators[validatorIndex];
    if (validator === undefined || validatorIndex <= previous) return false;
    const vote = {
      type: 'precommit',
      height,
      round,
      blockId,
      validator: validator.address,
    } as const;
    if (!book.verifyVote({ ...vote, signature })) return false;
    previous = validatorIndex;
    power += validator.power;
  }
  return isQuorum(validators, power);
}

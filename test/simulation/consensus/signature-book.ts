/**
 * A signature scheme that costs nothing and can't be forged: the book remembers who signed what.
 * Like a hedged scheme it gives another signature every time.
 */
import type { Address } from '@trellis/crypto';
import type { Proposal, SignedProposal, SignedVote, Vote } from '@trellis/protocol';

export interface SignatureBook {
  signVote(vote: Vote): SignedVote;
  signProposal(proposal: Proposal): SignedProposal;
  verifyVote(vote: SignedVote): boolean;
  verifyProposal(proposal: SignedProposal): boolean;
}

/** `onSigned` is told of each signature, to see who contradicts itself. */
export function createSignatureBook(
  onSigned: (signer: Address, position: string, content: string) => void,
): SignatureBook {
  const signed = new Map<number, string>();
  /** Messages as they were signed, which need no second look: nobody changes one. */
  const genuine = new WeakSet<SignedVote | SignedProposal>();

  function sign(signer: Address, position: string, content: string): Uint8Array {
    const number = signed.size + 1;
    signed.set(number, `${signer} ${position} ${content}`);
    onSigned(signer, position, content);
    return Uint8Array.of(number >>> 24, number >>> 16, number >>> 8, number);
  }

  function verify(signature: Uint8Array, expected: string): boolean {
    const [a = 0, b = 0, c = 0, d = 0] = signature;
    return signed.get(((a << 24) | (b << 16) | (c << 8) | d) >>> 0) === expected;
  }

  return {
    signVote(vote) {
      const signature = sign(vote.validator, votePosition(vote), voteContent(vote));
      const message = { ...vote, signature };
      genuine.add(message);
      return message;
    },
    signProposal(proposal) {
      const content = proposalContent(proposal);
      const signature = sign(proposal.proposer, proposalPosition(proposal), content);
      const message = { ...proposal, signature };
      genuine.add(message);
      return message;
    },
    verifyVote: (vote) =>
      genuine.has(vote) ||
      verify(vote.signature, `${vote.validator} ${votePosition(vote)} ${voteContent(vote)}`),
    verifyProposal: (proposal) =>
      genuine.has(proposal) ||
      verify(
        proposal.signature,
        `${proposal.proposer} ${proposalPosition(proposal)} ${proposalContent(proposal)}`,
      ),
  };
}

/** What an honest validator signs at most one message for. */
function votePosition({ height, round, type }: Vote): string {
  return `${height}/${round} ${type}`;
}

function proposalPosition({ height, round }: Proposal): string {
  return `${height}/${round} proposal`;
}

export function voteContent({ blockId }: Vote): string {
  return blockId ?? 'nil';
}

export function proposalContent({ blockId, validRound }: Proposal): string {
  return `${blockId} validRound ${validRound}`;
}

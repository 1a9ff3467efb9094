/** A signer with the key in this process, and the memory of what it signed last on disk. */
import { equalBytes, keyAddress, type SigningKey } from '@trellis/crypto';
import { type ChainId, proposalMessage, voteMessage } from '@trellis/protocol';
import type { Signer, SigningPosition } from '../ports/signer.ts';
import type { LastSigned, LastSignedFile } from './last-signed-file.ts';

const stepOrder = { proposal: 0, prevote: 1, precommit: 2 } as const;

/** Whether `a` comes before (-1), at (0) or after (1) `b`. */
function comparePositions(a: SigningPosition, b: SigningPosition): number {
  if (a.height !== b.height) return a.height < b.height ? -1 : 1;
  if (a.round !== b.round) return Math.sign(a.round - b.round);
  return Math.sign(stepOrder[a.step] - stepOrder[b.step]);
}

export function createLocalSigner(options: {
  readonly key: SigningKey;
  readonly chainId: ChainId;
  readonly file: LastSignedFile;
}): Signer {
  const { key, chainId, file } = options;
  let last: LastSigned | null = file.recovered.state === 'new' ? null : file.recovered.last;

  /** The signature for a position, from the key or, for the same message, from the disk. */
  async function signAt(
    position: SigningPosition,
    message: Uint8Array,
  ): Promise<Uint8Array | null> {
    const order = last === null ? 1 : comparePositions(position, last);
    if (last !== null && order === 0 && equalBytes(message, last.message)) return last.signature;
    if (order <= 0) return null;
    const signature = await key.sign(position.step, message);
    const record = { ...position, message, signature };
    await file.save(record);
    last = record;
    return signature;
  }

  return {
    address: keyAddress(key.scheme, key.publicKey),
    get last() {
      return last;
    },
    async signProposal(proposal) {
      const { height, round } = proposal;
      const message = proposalMessage(chainId, proposal);
      const signature = await signAt({ height, round, step: 'proposal' }, message);
      return signature === null ? null : { ...proposal, signature };
    },
    async signVote(vote) {
      const { height, round, type } = vote;
      const signature = await signAt({ height, round, step: type }, voteMessage(chainId, vote));
      return signature === null ? null : { ...vote, signature };
    },
  };
}

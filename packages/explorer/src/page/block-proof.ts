/** What proves a block as the node shows it. */
import { ProofError, verifyBlock, verifyHeader } from '@trellis/client';
import type { Hash } from '@trellis/crypto';
import { blockId, type Height } from '@trellis/protocol';
import type { BlockResponse } from '@trellis/protocol/http-api';
import { count } from './format.ts';
import type { Proof } from './proof.ts';
import type { Session } from './session.ts';

/** `asked`: the height or the id that the block was asked for by. */
export function blockProof(
  { verifier }: Pick<Session, 'verifier'>,
  block: BlockResponse,
  asked: Height | Hash,
): Proof {
  const { header, certificate, transactions } = block;
  const isHeaderAlone = block.evidence === null;
  return {
    what: `block ${header.height}`,
    header,
    certificate,
    how: isHeaderAlone
      ? 'The header alone: the node began with a snapshot, and has nothing of what was in the block'
      : `The ids of ${count(transactions.length, 'transaction')} hash to the transactions root of the header`,
    async verify(trusted) {
      const id = blockId(header);
      if (block.blockId !== id || (asked !== header.height && asked !== id)) {
        throw new ProofError('wrong_block', `the answer is block ${id} instead of ${asked}`);
      }
      if (isHeaderAlone) await verifyHeader(trusted, verifier, header, certificate);
      else await verifyBlock(trusted, verifier, header.height, block);
    },
  };
}

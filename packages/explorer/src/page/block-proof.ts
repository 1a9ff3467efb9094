/** What proves a block as the node shows it. */
import { ProofError, verifyBlock } from '@trellis/client';
import type { Hash } from '@trellis/crypto';
import { type Height, toHeight } from '@trellis/protocol';
import type { BlockResponse } from '@trellis/protocol/http-api';
import { count } from './format.ts';
import type { Proof } from './proof.ts';
import type { Session } from './session.ts';

/** `asked`: the height or the id that the block was asked for by. */
export function blockProof(
  { verifier }: Session,
  block: BlockResponse,
  asked: Height | Hash,
): Proof {
  const { blockId, header, certificate, transactions } = block;
  return {
    what: `block ${header.height}`,
    header,
    certificate,
    how: `The ids of ${count(transactions.length, 'transaction')} hash to the transactions root of the header`,
    async verify(trusted) {
      if (typeof asked === 'string' && blockId !== asked) {
        throw new ProofError('wrong_block', `the answer is block ${blockId} instead of ${asked}`);
      }
      const height = typeof asked === 'string' ? header.height : toHeight(asked);
      await verifyBlock(trusted, verifier, height, block);
    },
  };
}

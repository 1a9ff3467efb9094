/** What proves a block as the node shows it. */
import { verifyBlock } from '@trellis/client';
import type { BlockResponse } from '@trellis/protocol/http-api';
import { count } from './format.ts';
import type { Proof } from './proof.ts';
import type { Session } from './session.ts';

export function blockProof({ verifier }: Session, block: BlockResponse): Proof {
  const { header, certificate, transactions } = block;
  return {
    what: `block ${header.height}`,
    header,
    certificate,
    how: `The ids of ${count(transactions.length, 'transaction')} hash to the transactions root of the header`,
    verify: (trusted) => verifyBlock(trusted, verifier, header.height, block),
  };
}

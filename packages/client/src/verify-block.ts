/** The light client on blocks: the header asked for, final, with the transactions that it commits to. */
import { blockId, type Height, listRoot } from '@trellis/protocol';
import type { BlockResponse } from '@trellis/protocol/http-api';
import { ProofError } from './proof-error.ts';
import type { TrustedChain } from './trusted-chain.ts';
import type { SignatureVerifier } from './verifier.ts';
import { verifyHeader } from './verify-header.ts';

/**
 * Checks that this is the final block of its height, and that the ids listed are its transactions. What
 * the list says of them besides, such as their sizes, carries no proof. Throws `ProofError`.
 */
export async function verifyBlock(
  trusted: TrustedChain,
  verifier: SignatureVerifier,
  height: Height,
  { blockId: stated, header, certificate, transactions }: BlockResponse,
): Promise<void> {
  if (header.height !== height) {
    throw new ProofError(
      'wrong_block',
      `the answer is block ${header.height} instead of ${height}`,
    );
  }
  if (blockId(header) !== stated) {
    throw new ProofError('wrong_block', 'the answer states another id than its header has');
  }
  const ids = transactions.map(({ transactionId }) => transactionId);
  if (listRoot(ids) !== header.transactionsRoot) {
    throw new ProofError(
      'wrong_block',
      `the transactions listed are not those that block ${height} commits to`,
    );
  }
  await verifyHeader(trusted, verifier, header, certificate);
}

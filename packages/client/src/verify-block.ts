/** The light client on blocks: the header asked for, final, with what it commits to. */
import type { Hash } from '@trellis/crypto';
import {
  blockId,
  codeText,
  evidenceRoot,
  type Height,
  isUnknown,
  listRoot,
  type Receipt,
  receiptHash,
} from '@trellis/protocol';
import type { BlockResponse } from '@trellis/protocol/http-api';
import type { CertifiedHeader } from './certified-header.ts';
import { ProofError } from './proof-error.ts';
import type { TrustedChain } from './trusted-chain.ts';
import type { SignatureVerifier } from './verifier.ts';
import { verifyHeader } from './verify-header.ts';

/** How a block is asked for. */
export type BlockName = Height | Hash | 'latest';

/**
 * Checks that this is the final block that was asked for, that its transactions are all that are listed and ended
 * as is said, and that its evidence is all there is. What the list says of sizes carries no proof; nor does a block
 * whose `evidence` is `null` show more than its header. Throws `ProofError`.
 *
 * @example
 * const block = await getBlock(light, 'latest');
 * await verifyBlock(light.trusted(), verifier, block.blockId, block); // throws ProofError
 */
export async function verifyBlock(
  trusted: TrustedChain,
  verifier: SignatureVerifier,
  name: BlockName,
  block: BlockResponse & Pick<CertifiedHeader, 'descendants'>,
): Promise<void> {
  const { blockId: stated, header, certificate, descendants, evidence } = block;
  const id = blockId(header);
  if (name !== 'latest' && name !== header.height && name !== id) {
    const shown = typeof name === 'bigint' ? header.height : id;
    throw new ProofError('wrong_block', `the answer is block ${shown} instead of ${name}`);
  }
  if (id !== stated) {
    throw new ProofError('wrong_block', 'the answer states another id');
  }
  expectTransactions(block);
  const pieces = evidence?.map((one) => one.evidence);
  const isWithheld = pieces === undefined && block.transactions.length > 0;
  if (isWithheld || (pieces !== undefined && evidenceRoot(pieces) !== header.evidenceRoot)) {
    throw new ProofError(
      'evidence_not_proven',
      `block ${header.height}: its header does not name this evidence`,
    );
  }
  await verifyHeader(trusted, verifier, header, certificate, descendants);
}

function expectTransactions({ header, evidence, transactions }: BlockResponse): void {
  // A node that began with a snapshot has the header, and nothing of what is in the block.
  if (evidence === null && transactions.length === 0) return;
  const ids = transactions.map(({ transactionId }) => transactionId);
  if (listRoot(ids) !== header.transactionsRoot) {
    throw new ProofError(
      'wrong_block',
      `the transactions listed are not those that block ${header.height} commits to`,
    );
  }
  if (listRoot(transactions.map((one) => receiptHash(knownReceipt(one)))) !== header.receiptsRoot) {
    throw new ProofError(
      'receipt_not_proven',
      `the transactions listed did not end as block ${header.height} says`,
    );
  }
}

/** Throws `ProofError` for a way to end that this program does not know, and so can't prove. */
function knownReceipt({ status, ...rest }: BlockResponse['transactions'][number]): Receipt {
  if (!isUnknown(status)) return { ...rest, status };
  throw new ProofError(
    'receipt_not_proven',
    `transaction ${rest.transactionId} ended with "${codeText(status)}", which this version does not know and can’t prove`,
  );
}

/** The light client on transactions: id → transactions root, receipt → receipts root → certificate. */
import type { Hash } from '@trellis/crypto';
import { type Receipt, receiptHash, transactionId, verifyListLeaf } from '@trellis/protocol';
import type { FinalTransaction } from '@trellis/protocol/http-api';
import type { CertifiedHeader } from './certified-header.ts';
import { ProofError } from './proof-error.ts';
import type { TrustedChain } from './trusted-chain.ts';
import type { SignatureVerifier } from './verifier.ts';
import { verifyHeader } from './verify-header.ts';

/**
 * Checks that the transaction with this id is in a final block, that the body shown is its own, and
 * that the receipt is the block's. Returns the proven receipt. The witnesses shown are not part of the
 * id and carry no proof: validators have checked those that count. Throws `ProofError`.
 *
 * @example
 * const receipt = await verifyTransaction(light.trusted(), verifier, final.transactionId, final);
 */
export async function verifyTransaction(
  trusted: TrustedChain,
  provider: SignatureVerifier,
  id: Hash,
  final: FinalTransaction & Pick<CertifiedHeader, 'descendants'>,
): Promise<Receipt> {
  const { header, receipt, signed, transactionProof, receiptProof } = final;
  const recomputed = transactionId(signed.transaction);
  if (recomputed !== id || final.transactionId !== id) {
    throw new ProofError('wrong_transaction', `the answer shows ${recomputed} instead of ${id}`);
  }
  if (header.height !== final.height || transactionProof.index !== final.index) {
    throw new ProofError('wrong_transaction', 'the answer states another place in the chain');
  }
  if (!verifyListLeaf(header.transactionsRoot, id, transactionProof)) {
    throw new ProofError(
      'transaction_not_proven',
      `the proof does not lead from ${id} to block ${header.height}`,
    );
  }
  if (receipt.transactionId !== id || receiptProof.index !== transactionProof.index) {
    throw new ProofError('wrong_receipt', 'the receipt is another transaction’s');
  }
  if (!verifyListLeaf(header.receiptsRoot, receiptHash(receipt), receiptProof)) {
    throw new ProofError(
      'receipt_not_proven',
      `the receipt is not the one in block ${header.height}`,
    );
  }
  await verifyHeader(trusted, provider, header, final.certificate, final.descendants);
  return receipt;
}

/** A block with its transactions, each of them proven. */
import { getBlock, getReportedTransaction, type LightClient, ProofError } from '@trellis/client';
import { isUnknown, type Receipt, toHeight, transactionId } from '@trellis/protocol';
import type { BlockResponse } from '@trellis/protocol/http-api';
import type { WholeBlock } from './block-rows.ts';
import { ExportError } from './export-error.ts';

/** A node answers so many at once without keeping others waiting. */
const atOnce = 16;

/**
 * The final block of a height. Its certificate proves the header, that the ids and outcomes of its transactions; and an id is
 * the hash of what the transaction does. Throws `ProofError`, `ApiProblem`, `Unreachable`, and `ExportError`
 * `block_not_kept`.
 */
export async function readWholeBlock(light: LightClient, height: bigint): Promise<WholeBlock> {
  const block = await getBlock(light, toHeight(height));
  if (block.evidence === null) {
    throw new ExportError(
      'block_not_kept',
      `the node began with a snapshot and has no transactions of block ${height}; ask one that keeps all`,
    );
  }
  const transactions: WholeBlock['transactions'][number][] = [];
  for (let from = 0; from < block.transactions.length; from += atOnce) {
    const some = block.transactions.slice(from, from + atOnce);
    transactions.push(...(await Promise.all(some.map((one) => wholeTransaction(light, one)))));
  }
  return { header: block.header, transactions };
}

async function wholeTransaction(
  light: LightClient,
  { transactionId: id, status, failedOperation, fee }: BlockResponse['transactions'][number],
): Promise<WholeBlock['transactions'][number]> {
  const { final } = await getReportedTransaction(light.transport, id);
  if (final === null || transactionId(final.signed.transaction) !== id) {
    throw new ProofError('wrong_transaction', `the node shows another transaction than ${id}`);
  }
  // `getBlock` has refused what it could not prove.
  if (isUnknown(status)) throw new ProofError('receipt_not_proven', `transaction ${id}`);
  const receipt: Receipt = { transactionId: id, status, failedOperation, fee };
  return { receipt, signed: final.signed };
}

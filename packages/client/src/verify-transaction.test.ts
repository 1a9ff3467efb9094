import {
  type AssetCode,
  listRoot,
  proveListLeaf,
  receiptHash,
  toHeight,
  transactionId,
} from '@trellis/protocol';
import type { FinalTransaction } from '@trellis/protocol/http-api';
import { describe, expect, it } from 'vitest';
import { buildTransaction } from './build.ts';
import { transfer } from './operations.ts';
import { certify, fakeChain, fakeHeader, provider, testAddress } from './testing/fake-chain.ts';
import { verifyTransaction } from './verify-transaction.ts';

const chain = fakeChain();
const { trusted } = chain;
const [ann, ben] = [testAddress(1), testAddress(2)];

const transactions = [1n, 2n, 3n].map((sequence) =>
  buildTransaction({
    chainId: trusted.chainId,
    sender: ann,
    sequence,
    validUntil: 100n,
    operations: [transfer({ from: ann, to: ben, asset: 'EUR' as AssetCode, amount: 10n })],
  }),
);
const ids = transactions.map(transactionId);
const receipts = ids.map((id, index) =>
  index === 2
    ? { transactionId: id, status: 'insufficient_funds' as const, failedOperation: 0, fee: 0n }
    : { transactionId: id, status: 'success' as const, failedOperation: null, fee: 0n },
);
const header = fakeHeader(chain, {
  transactionsRoot: listRoot(ids),
  receiptsRoot: listRoot(receipts.map(receiptHash)),
});
const certificate = await certify(chain, header);

function answer(index: number): FinalTransaction {
  const [id, transaction, receipt] = [ids[index], transactions[index], receipts[index]];
  if (id === undefined || transaction === undefined || receipt === undefined) throw new Error('no');
  return {
    transactionId: id,
    height: header.height,
    index,
    receipt,
    signed: { transaction, witnesses: [] },
    transactionProof: proveListLeaf(ids, index),
    receiptProof: proveListLeaf(receipts.map(receiptHash), index),
    header,
    certificate,
  };
}

describe('a final transaction', () => {
  it.each([0, 1, 2])('is believed at place %i, with its receipt', async (index) => {
    const truth = answer(index);
    expect(await verifyTransaction(trusted, provider, truth.transactionId, truth)).toEqual(
      receipts[index],
    );
  });

  const good = answer(1);
  const failed = answer(2);
  const [firstId, secondId] = [answer(0).transactionId, good.transactionId];
  const claimsSuccess = {
    ...failed.receipt,
    status: 'success' as const,
    failedOperation: null,
    fee: 0n,
  };
  const lies: readonly (readonly [string, string, typeof firstId, FinalTransaction])[] = [
    ['another transaction', 'wrong_transaction', firstId, good],
    [
      'another transaction under the id asked for',
      'wrong_transaction',
      firstId,
      { ...good, transactionId: firstId },
    ],
    [
      'another body',
      'wrong_transaction',
      secondId,
      {
        ...good,
        signed: {
          transaction: { ...good.signed.transaction, memo: 'for rent' },
          witnesses: [],
        },
      },
    ],
    ['another height', 'wrong_transaction', secondId, { ...good, height: toHeight(8) }],
    ['another place in the block', 'wrong_transaction', secondId, { ...good, index: 0 }],
    [
      'the proof of another transaction',
      'transaction_not_proven',
      secondId,
      { ...good, index: 0, transactionProof: answer(0).transactionProof },
    ],
    [
      'a receipt of another transaction',
      'wrong_receipt',
      secondId,
      { ...good, receipt: answer(0).receipt, receiptProof: answer(0).receiptProof },
    ],
    [
      'a receipt of another place',
      'wrong_receipt',
      secondId,
      { ...good, receiptProof: answer(0).receiptProof },
    ],
    [
      'success, where it failed',
      'receipt_not_proven',
      failed.transactionId,
      { ...failed, receipt: claimsSuccess },
    ],
    [
      'a block of its own making',
      'header_not_certified',
      failed.transactionId,
      {
        ...failed,
        receipt: claimsSuccess,
        receiptProof: proveListLeaf([...receipts.slice(0, 2), claimsSuccess].map(receiptHash), 2),
        header: {
          ...header,
          receiptsRoot: listRoot([...receipts.slice(0, 2), claimsSuccess].map(receiptHash)),
        },
      },
    ],
    ['no certificate', 'certificate_missing', secondId, { ...good, certificate: null }],
  ];
  it.each(lies)('is not believed with %s (%s)', async (_name, code, id, lie) => {
    await expect(verifyTransaction(trusted, provider, id, lie)).rejects.toMatchObject({
      name: 'ProofError',
      code,
    });
  });
});

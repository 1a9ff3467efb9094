import { ProofError } from '@trellis/client';
import { type Hash, zeroHash } from '@trellis/crypto';
import {
  blockId,
  evidenceRoot,
  type Height,
  listRoot,
  receiptHash,
  toHeight,
} from '@trellis/protocol';
import type { BlockResponse } from '@trellis/protocol/http-api';
import { headers } from '@trellis/protocol/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { blockProof } from './block-proof.ts';

const sample = fc.sample(headers, { numRuns: 1, seed: 1 })[0];

const one = {
  transactionId: zeroHash,
  status: 'success' as const,
  failedOperation: null,
  fee: 0n,
  bytes: 1,
  signatureBytes: 1,
};

/** Block 7, which nobody has signed: what is right about it fails at its certificate alone. */
function blockWith(more: Partial<BlockResponse> = {}): BlockResponse {
  if (sample === undefined) throw new Error('no header');
  const header = {
    ...sample,
    height: toHeight(7n),
    transactionsRoot: listRoot([zeroHash]),
    receiptsRoot: listRoot([receiptHash(one)]),
    evidenceRoot: evidenceRoot([]),
  };
  return {
    blockId: blockId(header),
    header,
    certificate: null,
    evidence: [],
    transactions: [],
    ...more,
  };
}

async function codeOf(block: BlockResponse, asked: Height | Hash): Promise<string> {
  const verifier = { verify: async () => true };
  const trusted = { chainId: block.header.chainId, epochs: [] };
  try {
    await blockProof({ verifier }, block, asked).verify(trusted as never);
    return 'holds';
  } catch (error) {
    if (error instanceof ProofError) return error.code;
    throw error;
  }
}

it('is of the block that was asked for, with its transactions', async () => {
  const whole = blockWith({ transactions: [one] });
  const right = await codeOf(whole, toHeight(7n));
  expect(right).not.toBe('wrong_block');
  expect(await codeOf(whole, whole.blockId)).toBe(right);
  expect(await codeOf(whole, toHeight(8n))).toBe('wrong_block');
  expect(await codeOf(whole, zeroHash)).toBe('wrong_block');
  expect(await codeOf({ ...whole, blockId: zeroHash }, zeroHash)).toBe('wrong_block');
  expect(await codeOf(blockWith(), toHeight(7n))).toBe('wrong_block');
  const failed = blockWith({ transactions: [{ ...one, status: 'insufficient_funds' }] });
  expect(await codeOf(failed, toHeight(7n))).toBe('receipt_not_proven');
});

it('is of the header alone where a snapshot took the place of the block, and says so', async () => {
  const whole = blockWith({ transactions: [one] });
  const cut = blockWith({ evidence: null });
  expect(await codeOf(cut, toHeight(7n))).toBe(await codeOf(whole, toHeight(7n)));
  expect(await codeOf(cut, toHeight(8n))).toBe('wrong_block');
  expect(blockProof({ verifier: { verify: async () => true } }, cut, cut.blockId).how).toContain(
    'header alone',
  );
});

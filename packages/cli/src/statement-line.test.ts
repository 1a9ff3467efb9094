import { pay } from '@trellis/client';
import type { Address, Hash } from '@trellis/crypto';
import { type AssetCode, type ChainId, type Status, toHeight } from '@trellis/protocol';
import type { HistoryEntry } from '@trellis/protocol/http-api';
import { describe, expect, it } from 'vitest';
import { statementCsv, statementLine } from './statement-line.ts';

const [ann, ben] = [1, 2].map((byte) => new Uint8Array(20).fill(byte).toHex() as Address);
if (ann === undefined || ben === undefined) throw new Error('no addresses');
const asset = 'EUR' as AssetCode;
const names = {
  address: ann,
  asset,
  decimals: 2,
  nameOf: (one: Address) => (one === ben ? 'ben' : 'ann'),
};

const paid = (status: Status, after: bigint): HistoryEntry => ({
  height: toHeight(7),
  position: 1,
  time: 0n,
  before: 1000n,
  after,
  transactionId: '00'.repeat(32) as Hash,
  status,
  transaction: {
    chainId: 'test' as ChainId,
    sender: ann,
    sequence: 1n,
    validUntil: toHeight(9),
    operations: [pay({ from: ann, to: ben, asset, amount: 500n, remittance: {} })],
    memo: 'boat',
  },
});

describe('a line of a statement', () => {
  it('names whom a payment went to', () => {
    expect(statementLine(paid('success', 500n), names)).toMatchObject({
      debit: '5.00',
      counterparty: 'ben',
      status: 'success',
    });
  });

  it('does not show the fee of what failed as a payment', () => {
    const line = statementLine(paid('insufficient_funds', 985n), names);
    expect(line).toMatchObject({
      debit: '0.15',
      counterparty: 'fee of what failed',
      status: 'insufficient_funds',
    });
    expect(statementCsv([line])).toMatch(/,status\n.*,insufficient_funds\n$/);
  });
});

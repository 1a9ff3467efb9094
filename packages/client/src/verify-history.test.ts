import { type Address, type Hash, hash } from '@trellis/crypto';
import {
  type AssetCode,
  listRoot,
  noRemittance,
  type Operation,
  proveListLeaf,
  type Receipt,
  receiptHash,
  stateKey,
  type Transaction,
  toHeight,
  transactionId,
} from '@trellis/protocol';
import type { FinalTransaction, HistoryEntry } from '@trellis/protocol/http-api';
import { describe, expect, it } from 'vitest';
import { reserve, voidHold } from './hold-operations.ts';
import { pay, transfer } from './operations.ts';
import type { Proven } from './read-entries.ts';
import { certify, fakeChain, fakeHeader, provider, testAddress } from './testing/fake-chain.ts';
import { verifyHistory, verifyHistoryEntry } from './verify-history.ts';

const chain = fakeChain();
const { trusted } = chain;
const [ann, ben] = [testAddress(1), testAddress(2)];
const asset = 'EUR' as AssetCode;

/** A line by the only transaction of a block, or, of none, before all those of the block. */
const entry = (
  height: number,
  before: bigint,
  after: bigint,
  id: Hash | null = hash('transaction', Uint8Array.of(height)),
): HistoryEntry => ({
  height: toHeight(height),
  position: id === null ? 0 : 1,
  time: 1n,
  before,
  after,
  transactionId: id,
  status: null,
  transaction: null,
});

const provenBalance = (value: bigint): Proven<bigint> => ({
  value,
  header: fakeHeader(chain),
  certificate: null,
  entries: [
    { key: stateKey.balance(ann, asset), value: null, proof: { siblings: [], leaf: null } },
  ],
});

const check = (entries: readonly HistoryEntry[], amount: bigint, isWhole = false): void =>
  verifyHistory({ address: ann, asset, entries, balance: provenBalance(amount), isWhole });

describe('a statement', () => {
  const good = [entry(1, 0n, 10n), entry(2, 10n, 4n), entry(5, 4n, 100n)];

  it('is an unbroken line up to the proven balance', () => {
    check(good, 100n);
    check([], 100n);
  });

  it.each<[string, readonly HistoryEntry[], bigint]>([
    ['one left out', [good[0], good[2]].flatMap((one) => one ?? []), 100n],
    ['the last left out', good.slice(0, 2), 100n],
    ['one in the wrong place', [...good].reverse(), 10n],
    ['one twice', [entry(1, 5n, 5n, null), entry(1, 5n, 5n, null)], 5n],
    ['another balance at its end', good, 99n],
  ])('is refused with %s', (_what, entries, balance) => {
    expect(() => check(entries, balance)).toThrow(expect.objectContaining({ code: 'wrong_value' }));
  });

  it('has each transaction once, and none only before those of a block', () => {
    const refused = expect.objectContaining({ code: 'wrong_transaction' });
    const [first = entry(1, 0n, 0n)] = good;
    const again = { ...entry(2, 10n, 20n), transactionId: first.transactionId };
    expect(() => check([first, again], 20n)).toThrow(refused);
    expect(() => check([{ ...first, transactionId: null }], 10n)).toThrow(refused);
    expect(() => check([{ ...first, position: 0 }], 10n)).toThrow(refused);
  });

  it('begins with nothing if nothing is before it, or with what a snapshot brought forward', () => {
    const refused = expect.objectContaining({ code: 'wrong_value' });
    check(good, 100n, true);
    check([], 0n, true);
    check([entry(1, 10n, 10n, null), ...good.slice(1)], 100n, true);
    expect(() => check(good.slice(1), 100n, true)).toThrow(refused);
    expect(() => check([], 100n, true)).toThrow(refused);
  });
});

it('leads to the balance of the account and the asset that were asked for', () => {
  const balance = provenBalance(0n);
  const leadTo = (address: Address, of: AssetCode) => () =>
    verifyHistory({ address, asset: of, entries: [], balance });
  leadTo(ann, asset)();
  const refused = expect.objectContaining({ code: 'wrong_entry' });
  expect(leadTo(ben, asset)).toThrow(refused);
  expect(leadTo(ann, 'USD' as AssetCode)).toThrow(refused);
});

describe('a line of a statement', () => {
  async function final(
    operations: readonly Operation[],
    changes: Partial<Receipt> = {},
  ): Promise<{ readonly final: FinalTransaction; readonly line: HistoryEntry }> {
    const transaction = {
      chainId: trusted.chainId,
      sender: ann,
      sequence: 1n,
      validUntil: toHeight(99),
      operations,
      memo: '',
    };
    const id = transactionId(transaction);
    const receipt: Receipt = {
      transactionId: id,
      status: 'success',
      failedOperation: null,
      fee: 0n,
      ...changes,
    };
    const transactionProof = proveListLeaf([id], 0);
    const receiptProof = proveListLeaf([receiptHash(receipt)], 0);
    const header = fakeHeader(chain, {
      transactionsRoot: listRoot([id]),
      receiptsRoot: listRoot([receiptHash(receipt)]),
    });
    const certificate = await certify(chain, header);
    return {
      final: {
        transactionId: id,
        height: header.height,
        index: 0,
        receipt,
        signed: { transaction, witnesses: [] },
        transactionProof,
        receiptProof,
        header,
        certificate,
      },
      line: {
        ...entry(Number(header.height), 100n, 88n, id),
        time: header.time,
        status: receipt.status,
        transaction,
      },
    };
  }
  const moves = [
    transfer({ from: ann, to: ben, asset, amount: 10n }),
    pay({ from: ann, to: ben, asset, amount: 5n, remittance: noRemittance }),
    transfer({ from: ben, to: ann, asset, amount: 3n }),
    transfer({ from: ben, to: ann, asset: 'USD' as AssetCode, amount: 1_000n }),
  ];

  it('is what its proven transaction moved', async () => {
    const { final: one, line } = await final(moves);
    const check = (entry: HistoryEntry) =>
      verifyHistoryEntry(trusted, provider, { address: ann, asset, entry }, one);
    await check(line);
    await expect(check({ ...line, after: 87n })).rejects.toThrow('moved -12');
    await expect(check({ ...line, position: 2 })).rejects.toThrow('another place');
    await expect(check({ ...line, time: 7n })).rejects.toThrow('another place');
    const other = { ...line.transaction, memo: 'for something else' } as Transaction;
    const shown = 'shows another transaction';
    await expect(check({ ...line, transaction: other })).rejects.toThrow(shown);
    await expect(check({ ...line, transaction: null })).rejects.toThrow(shown);
    await expect(check({ ...line, transactionId: null })).rejects.toThrow('no transaction');
    await expect(check({ ...line, status: 'hold_expired' })).rejects.toThrow('says hold_expired');
  });

  it('is what was put on hold, and not known for what comes out of a hold', async () => {
    const held = reserve({
      from: ann,
      to: ben,
      asset,
      amount: 12n,
      expiresAt: 60_000n,
      release: { type: 'arbiter', arbiter: ben },
    });
    const lie = async (...operations: readonly Operation[]) => {
      const { final: one, line } = await final(operations);
      const entry = { ...line, after: 87n };
      await verifyHistoryEntry(trusted, provider, { address: ann, asset, entry }, one);
    };
    await expect(lie(held)).rejects.toThrow('moved -12');
    const hold = { id: 'ab'.repeat(32) as Hash, hold: { payer: ann, payee: ben } };
    await lie(held, voidHold(ben, hold));
  });

  it('moved nothing when its transaction failed', async () => {
    const { final: one, line } = await final(moves, {
      status: 'insufficient_funds',
      failedOperation: 0,
    });
    const of = { address: ann, asset, entry: line };
    await expect(verifyHistoryEntry(trusted, provider, of, one)).rejects.toThrow('moved 0');
  });
});

import type { Hash } from '@trellis/crypto';
import {
  type AssetCode,
  encodeStateRecord,
  listRoot,
  noRemittance,
  type Operation,
  proveListLeaf,
  type Receipt,
  receiptHash,
  type StateKey,
  stateKey,
  toHeight,
  transactionId,
} from '@trellis/protocol';
import type { BalanceResponse, FinalTransaction, HistoryEntry } from '@trellis/protocol/http-api';
import { describe, expect, it } from 'vitest';
import { reserve, voidHold } from './hold-operations.ts';
import { pay, transfer } from './operations.ts';
import {
  certify,
  fakeChain,
  fakeHeader,
  proveEntry,
  provider,
  testAddress,
} from './testing/fake-chain.ts';
import type { WantedBalance } from './verify-entry.ts';
import { verifyHistory, verifyHistoryEntry } from './verify-history.ts';

const chain = fakeChain();
const { trusted } = chain;
const [ann, ben] = [testAddress(1), testAddress(2)];
const asset = 'EUR' as AssetCode;

const entry = (height: number, before: bigint, after: bigint): HistoryEntry => ({
  height: toHeight(height),
  position: 1,
  time: 1n,
  before,
  after,
  transactionId: null,
  status: null,
  transaction: null,
});

const check = (entries: readonly HistoryEntry[], balance: BalanceResponse): Promise<void> =>
  verifyHistory(trusted, provider, { address: ann, asset }, { entries, balance });

async function provenBalance(amount: bigint): Promise<BalanceResponse> {
  const key = stateKey.balance(ann, asset);
  const state = new Map<StateKey, Uint8Array>([[key, encodeStateRecord(key, { amount })]]);
  const { root, value, proof } = proveEntry(state, key);
  const header = fakeHeader(chain, { stateRoot: root });
  const certificate = await certify(chain, header);
  return { address: ann, asset, amount, entry: { key, value, proof, header, certificate } };
}

describe('a statement', () => {
  const good = [entry(1, 0n, 10n), entry(2, 10n, 4n), entry(5, 4n, 100n)];

  it('is an unbroken line up to the proven balance', async () => {
    await check(good, await provenBalance(100n));
    await check([], await provenBalance(100n));
  });

  it.each<[string, readonly HistoryEntry[], bigint]>([
    ['one left out', [good[0], good[2]].flatMap((one) => one ?? []), 100n],
    ['the last left out', good.slice(0, 2), 100n],
    ['one in the wrong place', [...good].reverse(), 10n],
    ['one twice', [entry(1, 5n, 5n), entry(1, 5n, 5n)], 5n],
    ['another balance at its end', good, 99n],
  ])('is refused with %s', async (_what, entries, balance) => {
    const proven = await provenBalance(balance);
    await expect(check(entries, proven)).rejects.toMatchObject({
      code: 'wrong_value',
    });
  });

  it('is refused with a balance that is not proven', async () => {
    const lie = { ...(await provenBalance(100n)), amount: 99n };
    const entries = [entry(1, 0n, 99n)];
    await expect(check(entries, lie)).rejects.toThrow('100');
  });

  it('begins with nothing if nothing is before it, or with what a snapshot brought forward', async () => {
    const whole = async (entries: readonly HistoryEntry[], amount: bigint) =>
      verifyHistory(
        trusted,
        provider,
        { address: ann, asset },
        { entries, balance: await provenBalance(amount), isWhole: true },
      );
    await whole(good, 100n);
    await whole([], 0n);
    await whole([entry(1, 10n, 10n), ...good.slice(1)], 100n);
    await expect(whole(good.slice(1), 100n)).rejects.toMatchObject({ code: 'wrong_value' });
    await expect(whole([], 100n)).rejects.toMatchObject({ code: 'wrong_value' });
  });

  it('leads to the balance that was asked for: of this account, and of this block', async () => {
    const balance = await provenBalance(100n);
    const { height } = balance.entry.header;
    const leadTo = (wanted: WantedBalance) =>
      verifyHistory(trusted, provider, wanted, { entries: good, balance });
    await leadTo({ address: ann, asset, height });
    await expect(
      leadTo({ address: ann, asset, height: toHeight(height - 1n) }),
    ).rejects.toMatchObject({ code: 'wrong_block' });
    await expect(leadTo({ address: ben, asset })).rejects.toMatchObject({ code: 'wrong_entry' });
  });
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
        ...entry(Number(header.height), 100n, 88n),
        transactionId: id,
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

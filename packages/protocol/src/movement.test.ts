import { type Address, type Hash, keyAddress } from '@trellis/crypto';
import { describe, expect, it } from 'vitest';
import { toHeight } from './height.ts';
import { accountsOf, balanceChange } from './movement.ts';
import { type Operation, operationMovements } from './operation.ts';
import type { AssetCode, ChainId } from './scalars.ts';
import type { Status } from './status.ts';
import { type MovementFacts, transactionMovements } from './transaction-movements.ts';

const addressOf = (byte: number): Address => keyAddress('ed25519', new Uint8Array(32).fill(byte));
const [ann, ben, chris] = [addressOf(1), addressOf(2), addressOf(3)];
const [EUR, USD] = ['EUR', 'USD'] as readonly string[] as readonly [AssetCode, AssetCode];
const hold = 'ab'.repeat(32) as Hash;
const named = { source: chris, hold, from: ann, to: ben };
const post: Operation = { type: 'postHold', ...named, asset: EUR, amount: 7n };

describe('what an operation moves', () => {
  const change = (operation: Operation, account: Address, held: bigint | null, asset = EUR) =>
    balanceChange(
      operationMovements(operation, held === null ? null : { asset: EUR, amount: held }),
      { account, asset },
    );

  it('is known of a hold as far as the operation says it, and whole with what is in the hold', () => {
    expect(change(post, ben, null)).toBe(7n);
    expect(change(post, ann, null)).toBeUndefined();
    expect(change(post, ann, 10n)).toBe(3n);
    expect(change(post, ann, 7n)).toBe(0n);
    expect(change(post, chris, null)).toBe(0n);
    expect(change(post, ann, null, USD)).toBe(0n);
    const voided: Operation = { type: 'voidHold', ...named };
    expect(change(voided, ann, null)).toBeUndefined();
    expect(change(voided, ann, null, USD)).toBeUndefined();
    expect(change(voided, ann, 10n)).toBe(10n);
    expect(change(voided, ben, null)).toBe(0n);
  });

  it('is between accounts, or an account and a hold of two', () => {
    expect(operationMovements(post).map(accountsOf)).toEqual([
      [ann, ben, ben],
      [ann, ben, ann],
    ]);
    const mint: Operation = { type: 'mint', source: chris, to: ann, asset: EUR, amount: 1n };
    expect(operationMovements(mint).map(accountsOf)).toEqual([[ann]]);
  });
});

describe('what a transaction moves', () => {
  const transaction = {
    chainId: 'test' as ChainId,
    sender: chris,
    sequence: 1n,
    validUntil: toHeight(9),
    operations: [post],
    memo: '',
  };
  const change = (
    account: Address,
    { status = 'success', fee = 2n }: { readonly status?: Status; readonly fee?: bigint },
    facts?: MovementFacts,
  ) =>
    balanceChange(transactionMovements(transaction, { status, fee }, facts), {
      account,
      asset: EUR,
    });

  it('is its fee as well, of which it does not say in what asset and to whom', () => {
    expect(change(ben, {})).toBeUndefined();
    expect(change(ben, { fee: 0n })).toBe(7n);
    expect(change(chris, {}, { fees: { asset: EUR, recipient: ann } })).toBe(-2n);
    expect(change(chris, {}, { fees: { asset: USD, recipient: ann } })).toBe(0n);
    const heldIn = () => ({ asset: EUR, amount: 10n });
    expect(change(ann, {}, { fees: { asset: EUR, recipient: ann }, heldIn })).toBe(5n);
  });

  it('is nothing but its fee when it failed', () => {
    const failed = { status: 'hold_expired' } as const;
    expect(change(ben, failed, { fees: { asset: EUR, recipient: ann } })).toBe(0n);
    expect(change(ann, failed, { fees: { asset: EUR, recipient: ann } })).toBe(2n);
  });
});

import { keyAddress } from '@trellis/crypto';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { addressCodec, hashCodec } from './codec-basic.ts';
import { transferred } from './movement.ts';
import type { MovingOperation, OperationType } from './operation.ts';
import { operation } from './operation-definition.ts';
import { type AssetCode, amountCodec, assetCodeCodec } from './scalars.ts';

const said = {
  role: 'participant',
  affects: () => [],
} as const;
const source = { source: addressCodec };
const amount = { ...source, to: addressCodec, asset: assetCodeCodec, amount: amountCodec };

describe('an operation that moves units', () => {
  it('does not compile without what it moves', () => {
    // @ts-expect-error nothing is said of the amount
    operation(200, amount, said);
    // @ts-expect-error an amount is there to be moved
    operation(200, amount, { ...said, moves: null });
    // @ts-expect-error so is what is in a hold
    operation(200, { ...source, hold: hashCodec }, { ...said, moves: null });
    // @ts-expect-error every operation has to say it, if only that it is nothing
    operation(200, source, said);
    expect(operation(200, source, { ...said, moves: null }).moves).toBeNull();
  });

  it('says it in movements of its own parts', () => {
    const sweep = operation(200, amount, {
      ...said,
      moves: ({ source: from, ...rest }) => [transferred({ from, ...rest })],
    });
    const [from, to] = [1, 2].map((byte) => keyAddress('ed25519', new Uint8Array(32).fill(byte)));
    if (from === undefined || to === undefined) throw new Error('no addresses');
    expect(sweep.moves({ source: from, to, asset: 'EUR' as AssetCode, amount: 7n })).toEqual([
      {
        kind: 'transfer',
        from: { type: 'account', account: from },
        to: { type: 'account', account: to },
        asset: 'EUR',
        amount: 7n,
      },
    ]);
  });

  it('is told by its type from one that moves nothing', () => {
    expectTypeOf<Exclude<OperationType, MovingOperation>>().toEqualTypeOf<
      | 'createAccount'
      | 'setPolicy'
      | 'setEncryptionKey'
      | 'defineAsset'
      | 'setAuditor'
      | 'setAssetRules'
      | 'freeze'
      | 'unfreeze'
      | 'allowHolder'
      | 'disallowHolder'
      | 'setRecovery'
      | 'startRecovery'
      | 'vetoRecovery'
      | 'finishRecovery'
      | 'propose'
      | 'vote'
      | 'announceVersion'
      | 'setAlias'
      | 'removeAlias'
      | 'grantMandate'
      | 'revokeMandate'
      | 'revokeMandateByRecovery'
    >();
  });
});

/** The SDK has a builder for every operation of the ledger: the compiler says when one is missing. */
import * as client from '@trellis/client';
import { paySealed } from '@trellis/client/sealed-payment';
import { type OperationOf, type OperationType, operationCodec } from '@trellis/protocol';
import { expect, it } from 'vitest';

const builders = {
  createAccount: client.createAccount,
  setPolicy: client.setPolicy,
  defineAsset: client.defineAsset,
  mint: client.mint,
  burn: client.burn,
  transfer: client.transfer,
  pay: client.pay,
  paySealed,
  setEncryptionKey: client.setEncryptionKey,
  setAuditor: client.setAuditor,
  propose: client.propose,
  vote: client.vote,
  setRecovery: client.setRecovery,
  startRecovery: client.startRecovery,
  vetoRecovery: client.vetoRecovery,
  finishRecovery: client.finishRecovery,
  reserve: client.reserve,
  postHold: client.postHold,
  claimHold: client.claimHold,
  voidHold: client.voidHold,
  setAssetRules: client.setAssetRules,
  freeze: client.freeze,
  unfreeze: client.unfreeze,
  clawback: client.clawback,
  allowHolder: client.allowHolder,
  disallowHolder: client.disallowHolder,
} satisfies {
  readonly [T in OperationType]: (...parts: never[]) => OperationOf<T> | Promise<OperationOf<T>>;
};

it('builds every operation that can be encoded', () => {
  const types = operationCodec.schema.oneOf?.map(({ properties }) => properties?.type?.const);
  expect(Object.keys(builders).sort()).toEqual(types?.toSorted());
});

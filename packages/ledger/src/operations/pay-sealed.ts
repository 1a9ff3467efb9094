/**
 * paySealed: a transfer whose remittance is encrypted. The ledger can't read it, so it checks for whom it
 * says it is: a payment that the payee can't read, or that the asset's auditor can't, is none.
 */
import type { Address } from '@trellis/crypto';
import { type OperationOf, type Status, stateKey } from '@trellis/protocol';
import type { UnitsOverlay } from '../state/state.ts';
import { transfer } from './transfer.ts';

export function paySealed(
  state: UnitsOverlay,
  { source, to, asset, amount, sealed }: OperationOf<'paySealed'>,
): Status {
  const auditor = state.get(stateKey.auditor(asset))?.auditor;
  const expected: readonly Address[] =
    auditor === undefined || auditor === to ? [to] : [to, auditor];
  const { readers } = sealed;
  if (readers.length !== expected.length) return 'wrong_readers';
  for (const [index, account] of expected.entries()) {
    if (readers[index]?.account !== account) return 'wrong_readers';
    if (state.get(stateKey.encryption(account)) === undefined) return 'no_encryption_key';
  }
  return transfer(state, { type: 'transfer', source, to, asset, amount });
}

/** Accounts that a transaction creates: nobody could pay them who does not know their addresses. */
import { formatAddress } from '@trellis/crypto';
import { policyAddress, type Transaction } from '@trellis/protocol';
import type { JSX } from 'preact';
import { t } from '../../page/language.ts';
import { CopyButton } from '../../page/parts/copy-button.tsx';

/** The addresses follow from the policies, which the operations name; a fact of none when there is none. */
export function newAccountFacts({
  operations,
}: Transaction): readonly (readonly [string, readonly JSX.Element[]])[] {
  const addresses = operations.flatMap((one) =>
    one.type === 'createAccount' ? [formatAddress(policyAddress(one.policy))] : [],
  );
  if (addresses.length === 0) return [];
  return [
    [
      t('New account'),
      addresses.map((address) => (
        <span key={address} class="mono">
          {address} <CopyButton text={address} what={t('the address')} />{' '}
        </span>
      )),
    ],
  ];
}

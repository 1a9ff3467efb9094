/** Links to what things are named by. */
import { type Address, formatAddress, isMeantAsAddress } from '@trellis/crypto';
import type { JSX } from 'preact';
import { shortAddress, shortHash, whole } from '../format.ts';
import { t } from '../language.ts';
import { ownNames } from '../own-names.ts';
import { pathTo } from '../router.ts';
import { useStore } from '../store.ts';

/** An account, from its 32 bytes or its text. */
export function AccountLink({
  address,
  isWhole = false,
}: {
  readonly address: Address | string;
  readonly isWhole?: boolean;
}): JSX.Element {
  const text = isMeantAsAddress(address) ? address : formatAddress(address as Address);
  const name = useStore(ownNames).get(text);
  return (
    <>
      {name === undefined ? null : (
        <span
          class="own-name"
          title={t('Your own name for it: nothing proves it')}
        >{`“${name}” `}</span>
      )}
      <a href={pathTo('account', text)} class="mono" title={text}>
        {isWhole ? text : shortAddress(text)}
      </a>
    </>
  );
}

export function TransactionLink({ id }: { readonly id: string }): JSX.Element {
  return (
    <a href={pathTo('tx', id)} class="mono" title={id}>
      {shortHash(id)}
    </a>
  );
}

export function BlockLink({ height }: { readonly height: bigint }): JSX.Element {
  return (
    <a href={pathTo('block', height)} class="number">
      {whole(height)}
    </a>
  );
}

export function AssetLink({ asset }: { readonly asset: string }): JSX.Element {
  return <a href={pathTo('asset', asset)}>{asset}</a>;
}

export function ProposalLink({ number }: { readonly number: number }): JSX.Element {
  return <a href={pathTo('proposal', number)}>{number}</a>;
}

export function HoldLink({ id }: { readonly id: string }): JSX.Element {
  return (
    <a href={pathTo('hold', id)} class="mono" title={id}>
      {shortHash(id)}
    </a>
  );
}

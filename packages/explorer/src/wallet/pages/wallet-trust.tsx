/** What the wallet believes: one hash, that of the genesis, to be compared with one from elsewhere. */
import type { JSX } from 'preact';
import { CopyButton } from '../../page/parts/copy-button.tsx';
import { Facts } from '../../page/parts/facts.tsx';
import { useWallet } from '../wallet-context.ts';

export function WalletTrust(): JSX.Element {
  const { genesis, genesisHash, trust, client } = useWallet().session;
  return (
    <>
      <h1 tabIndex={-1}>Trust</h1>
      <p>
        Everything that the wallet calls proven follows from this genesis. Compare its hash with one
        from elsewhere, such as “trellis status”.
      </p>
      <Facts
        facts={[
          ['Chain', genesis.chainId],
          [
            'Genesis',
            <>
              <span class="mono">{genesisHash}</span>{' '}
              <CopyButton text={genesisHash} what="the hash" />
            </>,
          ],
          ['Known from', origins[trust]],
          ['Node', client.url],
        ]}
      />
    </>
  );
}

const origins = {
  'first visit': 'the node, just now: compare it',
  kept: 'the node, on an earlier visit',
  given: 'the link that you opened, or yourself',
} as const;

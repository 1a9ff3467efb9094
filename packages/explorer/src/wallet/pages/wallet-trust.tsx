/** What the wallet believes: one hash, that of the genesis, to be compared with one from elsewhere. */
import type { JSX } from 'preact';
import { t } from '../../page/language.ts';
import { CopyButton } from '../../page/parts/copy-button.tsx';
import { Facts } from '../../page/parts/facts.tsx';
import { useWallet } from '../wallet-context.ts';

export function WalletTrust(): JSX.Element {
  const { genesis, genesisHash, trust, transport } = useWallet().session;
  return (
    <>
      <h1 tabIndex={-1}>{t('Trust')}</h1>
      <p>
        {t(
          'Everything that the wallet calls proven follows from this genesis. Compare its hash with one from elsewhere, such as “trellis status”.',
        )}
      </p>
      <Facts
        facts={[
          [t('Chain'), genesis.chainId],
          [
            t('Genesis'),
            <>
              <span class="mono">{genesisHash}</span>{' '}
              <CopyButton text={genesisHash} what={t('the hash')} />
            </>,
          ],
          [t('Known from'), origins[trust]],
          [t('Node'), transport.url],
        ]}
      />
    </>
  );
}

const origins = {
  'first visit': t('the node, just now: compare it'),
  kept: t('the node, on an earlier visit'),
  given: t('the link that you opened, or yourself'),
} as const;

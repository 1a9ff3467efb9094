/** The decimals of the assets that a transaction names, as far as they are known; they never change. */
import { getAsset } from '@trellis/client';
import type { Transaction } from '@trellis/protocol';
import { useEffect, useState } from 'preact/hooks';
import { assetsIn } from './review.ts';
import type { Decimals } from './sentence-text.ts';
import { useWallet } from './wallet-context.ts';

export function useWalletDecimals(transaction: Transaction): Decimals {
  const { session } = useWallet();
  const [known, setKnown] = useState<Decimals>(new Map());
  const assets = [...assetsIn(transaction)];
  useEffect(() => {
    for (const asset of assets) {
      getAsset(session.light, asset).then(
        ({ value }) => setKnown((map) => new Map(map).set(asset, value.decimals)),
        // Then amounts stay in smallest units, which is true as well.
        () => undefined,
      );
    }
  }, [assets.join()]);
  return known;
}

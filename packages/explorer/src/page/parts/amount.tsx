/** An amount of an asset, with the decimals that the asset has. */
import { isAssetCode } from '@trellis/protocol';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useApp } from '../app-context.ts';
import { amountText, whole } from '../format.ts';
import { t } from '../language.ts';
import { getAsset } from '../light-client.ts';
import { useStore } from '../store.ts';
import { AssetLink } from './links.tsx';

export function Amount({
  amount,
  asset,
}: {
  readonly amount: bigint;
  readonly asset: string;
}): JSX.Element {
  return (
    <span class="number">
      <AmountNumber amount={amount} asset={asset} /> <AssetLink asset={asset} />
    </span>
  );
}

/** An amount without the code of its asset. */
export function AmountNumber({
  amount,
  asset,
}: {
  readonly amount: bigint;
  readonly asset: string;
}): JSX.Element {
  const known = useDecimals(asset);
  return <>{known === undefined ? t('{0} units', whole(amount)) : amountText(amount, known)}</>;
}

/** The decimals of an asset, asked for once a visit; they never change. */
export function useDecimals(asset: string): number | undefined {
  const { session, decimals } = useApp();
  const known = useStore(decimals).get(asset);
  useEffect(() => {
    if (known !== undefined || !isAssetCode(asset)) return;
    getAsset(session.light, asset).then(
      ({ value }) => decimals.change((map) => new Map(map).set(asset, value.decimals)),
      // Without them the amount stays in smallest units, which is true as well.
      () => undefined,
    );
  }, [asset, known]);
  return known;
}

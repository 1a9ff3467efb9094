/** Which balance is meant, from what people write. */
import { type AssetCode, isAssetCode } from '@trellis/protocol';
import type { BalanceName } from './account-history.ts';
import { BuildError } from './errors.ts';
import { givenText } from './given.ts';
import type { LightClient } from './light-client.ts';
import { payeeOf } from './payee.ts';

/** The balance of an address or alias in an asset. Throws `BuildError` `unknown_payee` or `unknown_asset`. */
export async function balanceNamed(
  light: LightClient,
  owner: string,
  asset: string,
): Promise<BalanceName> {
  return { address: await payeeOf(light, owner), asset: assetOf(asset) };
}

/** Throws `BuildError` `unknown_asset`. */
export function assetOf(given: string): AssetCode {
  const text = givenText(given, 'the code of an asset');
  if (isAssetCode(text)) return text;
  throw new BuildError('unknown_asset', `"${text.slice(0, 64)}" is not the code of an asset`);
}

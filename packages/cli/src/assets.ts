/** Assets and amounts as commands take and show them. */
import { type Client, formatAmount, getAsset, parseAmount } from '@trellis/client';
import { type AssetCode, isAssetCode } from '@trellis/protocol';
import { UsageError } from './command-error.ts';

/** Throws `UsageError` for what can't be an asset code. */
export function assetCode(text: string): AssetCode {
  if (isAssetCode(text)) return text;
  throw new UsageError(
    'bad_asset',
    `"${text}" is not an asset code; use 1 to 12 of A-Z, 0-9 and .`,
  );
}

/** Reads an amount by the decimals of its asset, which the node is asked for. */
export async function readAmount(
  client: Client,
  text: string,
  asset: AssetCode,
): Promise<{ readonly amount: bigint; readonly decimals: number }> {
  const { decimals } = (await getAsset(client, asset)).asset;
  const amount = parseAmount(text, decimals);
  if (amount !== undefined && amount > 0n) return { amount, decimals };
  throw new UsageError(
    'bad_amount',
    `"${text}" is not an amount of ${asset}; write a number above zero with at most ${decimals} decimals, such as ${formatAmount(1250n, decimals)}`,
  );
}

/** `12.50 EUR` */
export function showAmount(amount: bigint, decimals: number, asset: AssetCode): string {
  return `${formatAmount(amount, decimals)} ${asset}`;
}

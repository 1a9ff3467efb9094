/** Assets and amounts as commands take and show them. */
import { formatAmount, getAsset, parseAmount } from '@trellis/client';
import { type AssetCode, type AssetRecord, assetCodeForm, isAssetCode } from '@trellis/protocol';
import { UsageError } from './command-error.ts';
import type { Session } from './session.ts';

/** Throws `UsageError` for what can't be an asset code. */
export function assetCode(text: string): AssetCode {
  if (isAssetCode(text)) return text;
  throw new UsageError('bad_asset', `"${text}" is not an asset code: use ${assetCodeForm}`);
}

/** An asset as the node proves it. */
export async function fetchAsset(session: Session, code: AssetCode): Promise<AssetRecord> {
  return (await getAsset(await session.light(), code)).value;
}

/** Reads an amount by the decimals of its asset. They are proven: a wrong number would move too much. */
export async function fetchAmount(
  session: Session,
  text: string,
  code: AssetCode,
): Promise<{ readonly amount: bigint; readonly asset: AssetRecord }> {
  const asset = await fetchAsset(session, code);
  return { amount: readAmount(text, asset), asset };
}

/** Reads an amount above zero. Throws `UsageError`. */
export function readAmount(
  text: string,
  { asset, decimals }: Pick<AssetRecord, 'asset' | 'decimals'>,
): bigint {
  const amount = parseAmount(text, decimals);
  if (amount !== undefined && amount > 0n) return amount;
  const digits = decimals === 0 ? 'without decimals' : `with at most ${decimals} decimals`;
  throw new UsageError(
    'bad_amount',
    `"${text}" is not an amount of ${asset}: write a number above zero ${digits}, such as ${formatAmount(1250n, decimals)}`,
  );
}

/** `12.50 EUR` */
export function showAmount(amount: bigint, decimals: number, asset: AssetCode): string {
  return `${formatAmount(amount, decimals)} ${asset}`;
}

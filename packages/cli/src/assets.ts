/** Assets and amounts as commands take and show them. */
import {
  ApiProblem,
  formatAmount,
  getAsset,
  getAssets,
  type LightClient,
  type Proven,
  ProvenAbsent,
  parseAmount,
} from '@trellis/client';
import { knownNamesText } from '@trellis/keystore/nearest-name';
import { type AssetCode, type AssetRecord, assetCodeForm, isAssetCode } from '@trellis/protocol';
import { UsageError } from './command-error.ts';
import type { Session } from './session.ts';

/** Throws `UsageError` for what can't be an asset code. */
export function assetCode(text: string): AssetCode {
  if (isAssetCode(text)) return text;
  const capitals = text.toUpperCase();
  const meant = isAssetCode(capitals) ? `; did you mean ${capitals}?` : '';
  throw new UsageError('bad_asset', `"${text}" is not an asset code: use ${assetCodeForm}${meant}`);
}

/** An asset as the node proves it. Throws as `ofAsset`. */
export function findAsset(session: Session, code: AssetCode): Promise<Proven<AssetRecord>> {
  return ofAsset(session, code, (light) => getAsset(light, code));
}

/** Reads something of an asset. Throws `ApiProblem` `not_found` with the nearest that the node lists, if there is no such asset. */
export async function ofAsset<T>(
  session: Session,
  code: AssetCode,
  read: (light: LightClient) => Promise<T>,
): Promise<T> {
  try {
    return await read(await session.light());
  } catch (error) {
    if (!(error instanceof ProvenAbsent)) throw error;
    const known = await getAssets(session.transport).catch(() => ({ assets: [] }));
    const names = known.assets.map(({ asset }) => asset);
    const detail = `${error.message}; ${knownNamesText(code, names)}`;
    const { status } = error;
    throw new ApiProblem({ type: '', title: '', status, code: error.code, detail });
  }
}

/** As `findAsset`, without the proof. */
export async function fetchAsset(session: Session, code: AssetCode): Promise<AssetRecord> {
  return (await findAsset(session, code)).value;
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

/** What operations are described with: names of accounts, and how many decimals assets have. */
import { ApiProblem } from '@trellis/client';
import { type Address, formatAddress } from '@trellis/crypto';
import { listKeys } from '@trellis/keystore';
import { type AssetCode, type Operation, operationSentence } from '@trellis/protocol';
import { fetchAsset } from './assets.ts';
import type { Globals } from './globals.ts';
import type { NounNames } from './sentence-text.ts';
import { readTrustedGenesis, type Session } from './session.ts';

/** What is known without asking a node: from the home folder, the trusted genesis, and themselves. */
export async function knownNames(
  globals: Globals,
  operations: readonly Operation[],
): Promise<NounNames> {
  const [{ keys }, genesis] = await Promise.all([
    listKeys(globals.home),
    readTrustedGenesis(globals),
  ]);
  const names = new Map<Address, string>(keys.map(({ account, name }) => [account, name]));
  const decimals = new Map([
    ...definedDecimals(operations),
    ...(genesis?.assets.map((asset) => [asset.asset, asset.decimals] as const) ?? []),
  ]);
  return {
    nameOf: (account) => names.get(account) ?? formatAddress(account),
    decimalsOf: (asset) => decimals.get(asset),
  };
}

/** As `knownNames`, with the assets of these operations as the node proves them. */
export async function fetchNames(
  session: Session,
  operations: readonly Operation[],
): Promise<NounNames> {
  return withAssets(
    session,
    await knownNames(session.globals, operations),
    operations.flatMap(amountAssets),
  );
}

/** What is known without asking a node, with these assets as the node proves them. */
export async function namesWith(
  session: Session,
  assets: readonly AssetCode[],
): Promise<NounNames> {
  return withAssets(session, await knownNames(session.globals, []), assets);
}

async function withAssets(
  session: Session,
  known: NounNames,
  assets: readonly AssetCode[],
): Promise<NounNames> {
  const fetched = new Map<AssetCode, number>();
  for (const asset of assets) {
    if (known.decimalsOf(asset) !== undefined || fetched.has(asset)) continue;
    const decimals = await fetchDecimals(session, asset);
    if (decimals !== undefined) fetched.set(asset, decimals);
  }
  return { ...known, decimalsOf: (asset) => known.decimalsOf(asset) ?? fetched.get(asset) };
}

/** The assets that the sentence for an operation has amounts of. */
function amountAssets(operation: Operation): readonly AssetCode[] {
  return operationSentence(operation).flatMap((part) =>
    typeof part !== 'string' && part.type === 'units' ? [part.asset] : [],
  );
}

/** The decimals of the assets that these operations define. */
export function definedDecimals(operations: readonly Operation[]): ReadonlyMap<AssetCode, number> {
  return new Map(
    operations.flatMap((one) =>
      one.type === 'defineAsset' ? [[one.asset, one.decimals] as const] : [],
    ),
  );
}

/** An operation may name an asset that does not exist, or not yet. */
async function fetchDecimals(session: Session, asset: AssetCode): Promise<number | undefined> {
  try {
    return (await fetchAsset(session, asset)).decimals;
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'not_found') return undefined;
    throw error;
  }
}

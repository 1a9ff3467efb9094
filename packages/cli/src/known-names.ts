/** The names and assets that are known without asking a node: from the home folder and the genesis. */
import { type Address, formatAddress } from '@trellis/crypto';
import type { AssetCode } from '@trellis/protocol';
import type { Globals } from './globals.ts';
import { listKeys } from './key-store.ts';
import type { OperationNames } from './operation-view.ts';
import { readTrustedGenesis } from './session.ts';

/** `more` are assets that a node has told of. */
export async function knownNames(
  globals: Globals,
  more: readonly { readonly asset: AssetCode; readonly decimals: number }[] = [],
): Promise<OperationNames> {
  const [{ keys }, genesis] = await Promise.all([
    listKeys(globals.home),
    readTrustedGenesis(globals),
  ]);
  const names = new Map<Address, string>(keys.map(({ address, name }) => [address, name]));
  const decimals = new Map(
    [...more, ...(genesis?.assets ?? [])].map(({ asset, decimals: count }) => [asset, count]),
  );
  return {
    nameOf: (account) => names.get(account) ?? formatAddress(account),
    decimalsOf: (asset) => decimals.get(asset),
  };
}

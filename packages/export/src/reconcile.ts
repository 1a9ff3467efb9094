/** Comparing what is stored with what the chain proves. */
import { getAsset, getAssets, type LightClient } from '@trellis/client';
import type { AssetCode } from '@trellis/protocol';
import { ExportError } from './export-error.ts';
import type { ExportTarget, StoredTotals } from './target.ts';

/** The supply of an asset, as the state of a block proves it. */
export interface ProvenSupply {
  readonly asset: AssetCode;
  readonly height: bigint;
  readonly supply: bigint;
}

/** Of all assets that the node names; each is proven. */
export async function provenSupplies(light: LightClient): Promise<readonly ProvenSupply[]> {
  const { assets } = await getAssets(light.transport);
  const supplies: ProvenSupply[] = [];
  for (const { asset } of assets) {
    const { value, header } = await getAsset(light, asset);
    supplies.push({ asset, height: header.height, supply: value.supply });
  }
  return supplies;
}

export interface Reconciled {
  readonly totals: StoredTotals;
  readonly supplies: readonly ProvenSupply[];
}

/**
 * Counts the stored rows: every block once and no gap, every transaction that they name once, and of each asset what came
 * into being less what was burnt must be its supply as the state proves it. The export has to have the blocks of these
 * proofs. Throws `ExportError` `export_differs` that says where.
 */
export async function reconcile(
  target: ExportTarget,
  supplies: readonly ProvenSupply[],
): Promise<Reconciled> {
  const totals = await target.totals();
  const { blocks, firstBlock, lastBlock, namedTransactions, transactions } = totals;
  if (blocks > 0n && (firstBlock !== 1n || lastBlock !== blocks)) {
    throw differs(target, `${blocks} blocks from ${firstBlock} to ${lastBlock}`);
  }
  if (namedTransactions !== transactions) {
    throw differs(
      target,
      `${transactions} transactions, where its blocks have ${namedTransactions}`,
    );
  }
  for (const { asset, height, supply } of supplies) {
    if (height > lastBlock) throw differs(target, `no block ${height}, which proves a supply`);
    const stored = await target.supply(asset, height);
    if (stored === supply) continue;
    const problem = `${stored} units of ${asset} at block ${height}, where the state has ${supply}`;
    throw differs(target, problem);
  }
  return { totals, supplies };
}

const differs = ({ name }: ExportTarget, what: string): ExportError =>
  new ExportError('export_differs', `${name} has ${what}; do not use it`);

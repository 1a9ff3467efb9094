/** What the payments of a file come to, by payer and asset. */
import type { Address } from '@trellis/crypto';
import type { AssetRecord } from '@trellis/protocol';
import type { PlannedTransfer } from './planned-transfer.ts';

export interface PayersTotal {
  readonly from: Address;
  readonly asset: AssetRecord;
  readonly count: number;
  /** In smallest units. */
  readonly amount: bigint;
}

export function totalsOf(plans: readonly PlannedTransfer[]): readonly PayersTotal[] {
  const totals = new Map<string, PayersTotal>();
  for (const plan of plans) {
    if (plan.type !== 'payment') continue;
    const { from, asset, amount } = plan;
    const key = `${from} ${asset.asset}`;
    const { count, amount: before } = totals.get(key) ?? { count: 0, amount: 0n };
    totals.set(key, { from, asset, count: count + 1, amount: before + amount });
  }
  return [...totals.values()];
}

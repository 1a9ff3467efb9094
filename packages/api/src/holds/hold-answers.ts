/** Answers about holds: units between their payer and their payee. */

import type { Address, Hash } from '@trellis/crypto';
import type { HoldRecord } from '@trellis/protocol';
import { limits } from '@trellis/protocol';
import type { HoldsResponse } from '@trellis/protocol/http-api';
import type { ApiSources } from '../http/sources.ts';

/** Reads all open holds, a few at a time; those that end first come first. */
export async function holdsAnswer(
  { engine, store }: ApiSources,
  address: Address,
): Promise<HoldsResponse> {
  const { height } = engine.chain.head().header;
  const holds: { id: Hash; hold: HoldRecord }[] = [];
  for await (const [key, hold] of store.records('hold')) {
    if (concerns(hold, address)) holds.push({ id: key.slice('hold/'.length) as Hash, hold });
  }
  holds.sort((a, b) => Number(a.hold.expiresAt - b.hold.expiresAt));
  return { height, holds: holds.slice(0, limits.holdsShownMax) };
}

function concerns({ payer, payee, release }: HoldRecord, account: Address): boolean {
  const arbiter = release.type === 'arbiter' ? release.arbiter : undefined;
  return account === payer || account === payee || account === arbiter;
}

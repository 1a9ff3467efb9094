/** Gives values of a database from before the checksums that they lack, some at a time. */

import { checkedValue } from './checksum.ts';
import type { Batch, RawDatabase } from './database-interface.ts';
import { keys } from './keyspace.ts';

/** Of one step; blocks are large. */
const stepBytesMax = 1024 * 1024;

/** Goes through so many keys; returns from which on values may still lack a checksum, `null` when none does. */
export async function upgradeStep(
  raw: RawDatabase,
  batch: Batch,
  from: Uint8Array,
  options: { readonly count: number; readonly format: number },
): Promise<Uint8Array | null> {
  let [seen, bytes] = [0, 0];
  let next: Uint8Array | null = null;
  for await (const [key, stored] of raw.iterator({ gte: from, limit: options.count })) {
    if (checkedValue(key, stored) === undefined) batch.put(key, stored);
    seen += 1;
    bytes += stored.length;
    // The first key behind this one.
    next = Uint8Array.of(...key, 0);
    if (bytes > stepBytesMax) break;
  }
  const done = seen < options.count && bytes <= stepBytesMax;
  // With the first step, versions that know of no checksums no longer read this database.
  batch.put(keys.meta('format'), Uint8Array.of(options.format));
  if (done || next === null) batch.del(keys.meta('plainFrom'));
  else batch.put(keys.meta('plainFrom'), next);
  await batch.write();
  return done ? null : next;
}

/** What is looked at before a node takes part: its newest blocks, and the pages at the top of its state's tree. */
import { pageLevels } from '@trellis/ledger';
import { decode, type Height, toHeight } from '@trellis/protocol';
import { keys } from '../level/keyspace.ts';
import { headerRecordCodec } from '../level/records.ts';
import type { ValueCheckParts } from './check-value.ts';
import { storedProblem } from './heal-value.ts';

const newestBlocks = 4n;

export interface Damage {
  readonly key: Uint8Array;
  readonly what: string;
}

/** What of these is damaged or missing. */
export async function quickCheck(parts: ValueCheckParts, base: Height): Promise<readonly Damage[]> {
  const found: Damage[] = [];
  const head = parts.head();
  async function check(key: Uint8Array): Promise<void> {
    const what = await storedProblem(parts, key);
    if (what !== null) found.push({ key, what });
  }
  for (let height = head; height > base && head - height < newestBlocks; ) {
    const key = keys.header(height);
    await check(key);
    const record = found.length > 0 ? undefined : parts.database.getSync(key);
    const header = record && decode(headerRecordCodec, record);
    if (header?.ok) {
      await check(keys.body(header.value.blockId));
      await check(keys.witnesses(header.value.blockId));
    }
    await check(keys.receipts(height));
    height = toHeight(height - 1n);
  }
  const root = keys.treePage('');
  await check(root);
  if (found.length > 0) return found;
  for (let page = 0; page < 2 ** pageLevels; page++) {
    const key = keys.treePage(page.toString(2).padStart(pageLevels, '0'));
    // A small tree has no pages there.
    const what = await storedProblem(parts, key);
    if (what !== null && what !== 'it is missing') found.push({ key, what });
  }
  return found;
}

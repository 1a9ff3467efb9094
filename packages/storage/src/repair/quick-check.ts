/** What is looked at before a node takes part: its newest blocks, and the pages at the top of its state's tree. */
import { pageLevels } from '@trellis/ledger';
import { type Height, toHeight } from '@trellis/protocol';
import { keys } from '../level/keyspace.ts';
import { readHeader } from '../level/stored-block.ts';
import type { ValueCheckParts } from './check-value.ts';
import { storedProblem } from './heal-value.ts';
import { type Alternatives, wantedFor } from './wanted-values.ts';

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
  /** Those that are there; if none is, the first. */
  async function checkOneOf(alternatives: Alternatives): Promise<void> {
    const problems = new Map<Uint8Array, string | null>();
    for (const key of alternatives) problems.set(key, await storedProblem(parts, key));
    const bad = [...problems].filter(([, what]) => what !== null && what !== 'it is missing');
    for (const [key, what] of bad) if (what !== null) found.push({ key, what });
    if ([...problems.values()].every((what) => what === 'it is missing')) {
      found.push({ key: alternatives[0], what: 'it is missing' });
    }
  }
  for (let height = head; height > base && head - height < newestBlocks; ) {
    await check(keys.header(height));
    const final = found.length > 0 ? undefined : readHeader(parts.database, height);
    if (final === undefined) {
      await check(keys.receipts(height));
    } else {
      for (const alternatives of wantedFor(parts.database, final, base)) {
        await checkOneOf(alternatives);
      }
    }
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

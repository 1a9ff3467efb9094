/** Replacing a damaged or missing value: by one of a peer that is what the chain says, or by none where it can be done without. */
import { equalBytes } from '@trellis/crypto';
import { type Prefix, prefixOf, sharedKinds } from '../level/keyspace.ts';
import { askedKey } from '../level/shared-value.ts';
import { problemOf, uncoveredKinds, type ValueCheckParts } from './check-value.ts';
import { isPruned } from './wanted-values.ts';

/** What peers have under a key, one after another; `null` of a peer that has nothing there. */
export type AskPeers = (key: Uint8Array) => AsyncIterable<Uint8Array | null>;

export type Healing =
  /** It was written again meanwhile, or was not damaged. */
  | 'intact'
  | 'replaced'
  /** It is not needed: a block that did not become final, evidence that its finder will tell again. */
  | 'dropped'
  /** No peer has what it must be. */
  | 'failed';

/** The node can do without them, or makes them again. */
const dispensable: ReadonlySet<Prefix> = new Set([
  ...(['proposedBlock', 'evidence', 'keyedTransaction', 'past', 'pastKeys'] as const),
]);

/** Whether the node can't continue without the right value: what no root covers is only shown. */
export function isNeeded(key: Uint8Array): boolean {
  const prefix = prefixOf(key);
  return prefix !== undefined && !dispensable.has(prefix) && !uncoveredKinds.has(prefix);
}

/** Of values that no root covers, so many peers must have the same. */
const agreeingMin = 2;

export async function healValue(
  parts: ValueCheckParts,
  key: Uint8Array,
  askPeers: AskPeers,
): Promise<Healing> {
  const { database } = parts;
  const prefix = prefixOf(key);
  // No block may be on its way to the disk meanwhile: the state and its root would not be of one block.
  const problem = await database.rewrite(() => storedProblem(parts, key));
  if (problem === null) return 'intact';
  if (prefix === undefined || dispensable.has(prefix)) {
    await database.del(key, { sync: true });
    return 'dropped';
  }
  if (!sharedKinds.has(prefix)) return 'failed';
  const candidate = await findCandidate(parts, key, askPeers, uncoveredKinds.has(prefix));
  if (candidate === undefined) return 'failed';
  return database.rewrite(async (batch) => {
    // Blocks continued meanwhile, and may have written there or changed what must stand there.
    if ((await storedProblem(parts, key)) === null) return 'intact';
    if ((await problemOf(parts, key, candidate)) !== undefined) return 'failed';
    batch.put(key, candidate);
    await batch.write({ sync: true });
    return 'replaced';
  });
}

async function findCandidate(
  parts: ValueCheckParts,
  key: Uint8Array,
  askPeers: AskPeers,
  isUncovered: boolean,
): Promise<Uint8Array | undefined> {
  const seen: Uint8Array[] = [];
  for await (const value of askPeers(askedKey(key))) {
    if (value === null || (await problemOf(parts, key, value)) !== undefined) continue;
    seen.push(value);
    const agreeing = seen.filter((one) => equalBytes(one, value)).length;
    if (!isUncovered || agreeing >= agreeingMin) return value;
  }
  return undefined;
}

/** What is wrong with what stands under a key now; `null` if nothing is. */
export async function storedProblem(
  parts: ValueCheckParts,
  key: Uint8Array,
): Promise<string | null> {
  const [entry] = await parts.database.inspect({ gte: key, lte: key, limit: 1 }).all();
  if (entry === undefined) return isPruned(parts.database, key) ? null : 'it is missing';
  const [, value] = entry;
  if (value === null) return 'its checksum does not match';
  return (await problemOf(parts, key, value)) ?? null;
}

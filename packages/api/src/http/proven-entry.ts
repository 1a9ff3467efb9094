/** Entries of a final state with everything that proves them. */
import { openTree, proveKey } from '@trellis/ledger';
import {
  decodeTrustedStateRecord,
  type Height,
  mapKeyHash,
  type StateKey,
  type StateKind,
} from '@trellis/protocol';
import type { EntriesOf, ProvenEndpoint, ProvenEntry } from '@trellis/protocol/http-api';
import { ApiError } from './problem.ts';
import type { ApiSources } from './sources.ts';

/**
 * Entries of the newest final state, as an endpoint proves them; synchronous, so that all are of one block. Throws
 * `ApiError` `not_found`, with the proof, when what the endpoint is about does not exist.
 */
export function provenEntries<E extends ProvenEndpoint>(
  sources: ApiSources,
  endpoint: E,
  path: Parameters<E['keys']>[0],
): EntriesOf<ReturnType<E['keys']>> {
  const absence = endpoint.absence?.(path);
  if (absence !== undefined && sources.store.state.get(absence.key) === undefined) {
    const { record: _, ...absent } = provenEntry(sources, absence.key);
    throw new ApiError('not_found', `there is no ${absence.what}`, { absent });
  }
  const entries = Object.entries<StateKey>(endpoint.keys(path)).map(
    ([name, key]) => [name, provenEntry(sources, key)] as const,
  );
  // Each is of the kind of its key.
  return Object.fromEntries(entries) as EntriesOf<ReturnType<E['keys']>>;
}

function provenEntry<K extends StateKind>(
  { engine, store }: ApiSources,
  key: StateKey<K>,
): ProvenEntry<K> {
  const { header, certificate } = engine.chain.head();
  const record = store.state.get(key) ?? null;
  const proof = proveKey(engine.chain.tree(), mapKeyHash(key));
  return { key, record, proof, header, certificate };
}

/** An entry of the state after a block. Throws `ApiError` `not_found` or `state_not_kept`. */
export async function provenEntryAt<K extends StateKind>(
  sources: ApiSources,
  key: StateKey<K>,
  height: Height,
): Promise<ProvenEntry<K>> {
  const { engine, store } = sources;
  const newest = engine.chain.head().header.height;
  if (height === newest) return provenEntry(sources, key);
  if (height > newest) {
    throw new ApiError('not_found', `there is no block ${height}; the newest is ${newest}`);
  }
  const past = await store.pastEntry(key, height);
  const final = store.finalHeader(height);
  if (past === undefined || final === undefined) {
    throw new ApiError(
      'state_not_kept',
      `this node does not keep the state of block ${height}; it has those from block ${store.statesFrom()} on`,
    );
  }
  const { value, pages } = past;
  const { header, certificate } = final;
  const tree = openTree(header.stateRoot, (path) => pages.get(path));
  const proof = proveKey(tree, mapKeyHash(key));
  const record = value === null ? null : decodeTrustedStateRecord(key, value);
  return { key, record, proof, header, certificate };
}

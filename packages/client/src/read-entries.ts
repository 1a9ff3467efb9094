/**
 * Reading from the state through a light client: the one way from an answer to a record. Whatever is returned
 * is what the state of a final block has under the keys that were asked for.
 */
import {
  type BlockHeader,
  blockId,
  type CommitCertificate,
  type Height,
  type RecordOf,
  type StateKey,
  type StateKind,
} from '@trellis/protocol';
import type {
  AnswerOf,
  ArgumentsOf,
  Endpoint,
  Parameters,
  ProvenEntry,
} from '@trellis/protocol/http-api';
import { call } from './call.ts';
import type { LightClient } from './light-client.ts';
import { checkOf, ProofError } from './proof-error.ts';
import { type VerifiedEntry, verifyEntry } from './verify-entry.ts';
import { verifyHeader } from './verify-header.ts';

/** What was found to be true, as of a block: how old that is, its header says. */
export interface AsOf {
  readonly header: BlockHeader;
  readonly certificate: CommitCertificate | null;
  /** What proves it, for whoever wants to check it again. */
  readonly entries: readonly VerifiedEntry[];
}

/** A value of the state with the block that proves it. */
export interface Proven<T> extends AsOf {
  readonly value: T;
}

type KindOf<Key> = Key extends StateKey<infer K extends StateKind> ? K : never;
type Keys = Readonly<Record<string, StateKey>>;
type EntriesOf<K extends Keys> = { readonly [N in keyof K]: ProvenEntry<KindOf<K[N]>> };
type RecordsOf<K extends Keys> = { readonly [N in keyof K]: RecordOf<KindOf<K[N]>> | null };

/** What is asked for. */
export interface EntryQuestion<K extends Keys, E extends Endpoint> {
  readonly endpoint: E;
  readonly given: ArgumentsOf<E>;
  /** Under which keys the entries of the answer have to be, by their names in it. */
  readonly keys: K;
  /** Of which block the state has to be; the newest when none is named. */
  readonly height?: Height;
}

/**
 * Asks, checks every entry of the answer down to the certificate, and gives the records by the names of the
 * entries. What else is in the answer is the node's word. Throws `ProofError`, `ApiProblem` or `Unreachable`.
 */
export async function readEntries<
  K extends Keys,
  A extends EntriesOf<K>,
  E extends Endpoint<Parameters, null, A>,
>(
  light: LightClient,
  { endpoint, given, keys, height }: EntryQuestion<K, E>,
): Promise<{
  readonly records: RecordsOf<K>;
  readonly asOf: AsOf;
  readonly rest: Omit<AnswerOf<E>, keyof K>;
}> {
  const floor = light.floor();
  const answer = await call(light.client, endpoint, given);
  const named = Object.entries<StateKey>(keys).map(
    ([name, key]) => [name, key, answer[name] as ProvenEntry] as const,
  );
  const [first] = named;
  if (first === undefined) throw new TypeError('a question about no entry');
  const { header, certificate } = first[2];
  return checkOf(first[2], async () => {
    const entries = named.map(([, key, entry]) => verifyEntry(key, entry));
    expectBlock(header, named, height);
    await light.check(header.height, (trusted) =>
      verifyHeader(trusted, light.verifier, header, certificate),
    );
    if (height === undefined) light.noteNewest(header, floor);
    else light.noteFinal(header);
    const records = Object.fromEntries(named.map(([name, , { record }]) => [name, record]));
    return {
      records: records as RecordsOf<K>,
      asOf: { header, certificate, entries },
      rest: answer,
    };
  });
}

/** Several entries tell of one state; and an old state is the one that was asked for. Throws `ProofError`. */
function expectBlock(
  header: BlockHeader,
  named: readonly (readonly [string, StateKey, ProvenEntry])[],
  height: Height | undefined,
): void {
  if (height !== undefined && header.height !== height) {
    throw new ProofError('wrong_block', `the proof is of block ${header.height}, not of ${height}`);
  }
  const id = blockId(header);
  if (named.some(([, , entry]) => blockId(entry.header) !== id)) {
    throw new ProofError('wrong_block', 'the entries of the answer are of different blocks');
  }
}

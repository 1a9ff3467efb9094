/**
 * Reading from the state through a light client: the one way from an answer to a record. Whatever is returned
 * is what the state of a final block has under the keys that were asked for.
 */
import {
  type BlockHeader,
  blockId,
  decodeAnswer,
  type Height,
  type StateKey,
} from '@trellis/protocol';
import {
  type Absence,
  type AnswerOf,
  type ArgumentsOf,
  absenceProblemCodec,
  type EntriesOf,
  type ProvenEndpoint,
  type ProvenEntry,
  type RecordsOf,
} from '@trellis/protocol/http-api';
import type { AsOf } from './as-of.ts';
import { ask } from './call.ts';
import type { CertifiedHeader } from './certified-header.ts';
import { ApiProblem } from './errors.ts';
import { certifiedHeight, withFinality } from './finality.ts';
import type { FreshnessFloor } from './freshness.ts';
import { givenLight } from './given-light.ts';
import type { LightClient } from './light-client.ts';
import { checkOf, ProofError } from './proof-error.ts';
import { ProvenAbsent } from './proven-absent.ts';
import { verifyEntry } from './verify-entry.ts';
import { verifyHeader } from './verify-header.ts';

/** A value of the state with the block that proves it. */
export interface Proven<T> extends AsOf {
  readonly value: T;
}

type KeysOf<E extends ProvenEndpoint> = ReturnType<E['keys']>;

/** What came of a question about the state. */
interface ReadEntries<E extends ProvenEndpoint> {
  /** By the names of the entries in the answer. */
  readonly records: RecordsOf<KeysOf<E>>;
  readonly asOf: AsOf;
  /** The rest of the answer, which the node reports. */
  readonly rest: Omit<AnswerOf<E>, keyof KeysOf<E>>;
}

/**
 * Asks, and checks every entry of the answer down to the certificate, under the keys that follow from the question;
 * of the state of a block, if one is named, else of the newest. Throws `ProvenAbsent`, `ProofError`, `ApiProblem` or
 * `Unreachable`.
 */
export async function readEntries<E extends ProvenEndpoint>(
  light: LightClient,
  endpoint: E,
  given: ArgumentsOf<E>,
  height?: Height,
): Promise<ReadEntries<E>> {
  const floor = givenLight(light).floor();
  const answer = await ask(light.transport, endpoint, given).catch(async (error: unknown) => {
    const saysAbsent = error instanceof ApiProblem && error.code === 'not_found';
    // That it has no such block yet is nothing that a node could prove.
    if (!saysAbsent || height !== undefined) throw error;
    throw await absenceShownBy(error, endpoint.absence?.(given), light, floor);
  });
  // The table has a codec with an entry for each of these names.
  const entriesByName = answer as EntriesOf<KeysOf<E>>;
  const named = Object.entries<StateKey>(endpoint.keys(given)).map(
    ([name, key]) => [name, key, entriesByName[name] as ProvenEntry] as const,
  );
  const asOf = await verifyEntries(
    light,
    named.map(([, key, entry]) => [key, entry]),
    { floor, height },
  );
  const records = Object.fromEntries(named.map(([name, , { record }]) => [name, record]));
  return { records: records as RecordsOf<KeysOf<E>>, asOf, rest: answer };
}

/** Checks the proof of an answer that there is no such thing. Throws `ProofError` when it does not prove that. */
async function absenceShownBy(
  { body, message: said }: ApiProblem,
  absence: Absence | undefined,
  light: LightClient,
  floor: FreshnessFloor,
): Promise<ProvenAbsent> {
  const problem = decodeAnswer(absenceProblemCodec, body);
  if (absence === undefined || !problem.ok) {
    throw new ProofError('entry_not_proven', `the node says without a proof: ${said}`);
  }
  const { absent, ...rest } = problem.value;
  const asOf = await verifyEntries(light, [[absence.key, { ...absent, record: null }]], { floor });
  const detail = `there is no ${absence.what}, as block ${asOf.header.height} proves`;
  return new ProvenAbsent({ ...rest, detail }, asOf);
}

/** Checks entries of one state, down to its certificate. Throws `ProofError`. */
async function verifyEntries(
  light: LightClient,
  all: readonly (readonly [key: StateKey, entry: ProvenEntry])[],
  { floor, height }: { readonly floor: FreshnessFloor; readonly height?: Height | undefined },
): Promise<AsOf> {
  const [first] = all;
  if (first === undefined) throw new TypeError('a question about no entry');
  const final = await withFinality<CertifiedHeader>(light.transport, first[1]);
  const { header, certificate, descendants = [] } = final;
  return checkOf(final, async () => {
    const entries = all.map(([key, entry]) => verifyEntry(key, entry));
    expectBlock(header, all, height);
    await light.check(certifiedHeight(final), (trusted) =>
      verifyHeader(trusted, light.verifier, header, certificate, descendants),
    );
    if (height === undefined) light.noteNewest(header, floor);
    else light.noteFinal(header);
    const linked = descendants.length === 0 ? {} : { descendants };
    return { header, certificate, ...linked, entries };
  });
}

/** Several entries tell of one state; and an old state is the one that was asked for. Throws `ProofError`. */
function expectBlock(
  header: BlockHeader,
  all: readonly (readonly [key: StateKey, entry: ProvenEntry])[],
  height: Height | undefined,
): void {
  if (height !== undefined && header.height !== height) {
    throw new ProofError('wrong_block', `the proof is of block ${header.height}, not of ${height}`);
  }
  const id = blockId(header);
  if (all.some(([, entry]) => blockId(entry.header) !== id)) {
    throw new ProofError('wrong_block', 'the entries of the answer are of different blocks');
  }
}

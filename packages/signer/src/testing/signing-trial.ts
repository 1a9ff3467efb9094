/**
 * One seeded life of a signer: nodes that ask for whatever comes to their mind, questions that arrive late or twice, and
 * kills of the signer between any two of its writes. What has ever left it is kept, and must not contradict itself.
 */
import {
  asciiBytes,
  createProvider,
  generateSeed,
  type Hash,
  hash,
  keyAddress,
} from '@trellis/crypto';
import type { GuardRecord } from '@trellis/engine';
import { seededRandom } from '@trellis/fault-injection';
import {
  type BlockHeader,
  blockId,
  type ChainId,
  createValidatorSet,
  type Height,
  type SignedVote,
  toHeight,
  type Vote,
  type VoteType,
  validatorSetHash,
  voteMessage,
} from '@trellis/protocol';
import type { LastSigned, LastSignedFile } from '@trellis/storage';
import { nothingSigned } from '@trellis/storage';
import type { Answer, Question } from '../messages.ts';
import { memoryOn } from '../open-memory.ts';
import { type SignedMessage, type SignedMessages, withMessage } from '../signed-messages.ts';
import { createSigningService, type SigningService } from '../signing-service.ts';
import type { ChainStep } from '../trusted-validators.ts';

const chainId = 'trial' as ChainId;
const provider = createProvider('native');
const open = () => provider.openKey('ed25519', generateSeed('ed25519'));
const keys = [open(), open(), open(), open()] as const;
export const addresses = keys.map((key) => keyAddress(key.scheme, key.publicKey));
export const blocks = ['a', 'b', 'c'].map((name) => hash('header', asciiBytes(name)));
const made = createValidatorSet(
  keys.map(({ scheme, publicKey }) => ({ scheme, publicKey, power: 1 })),
);
if (!made.ok) throw new Error(made.problem);
const { set } = made;
const validators = { from: toHeight(1), set };

/** Genuine prevotes of the three other validators. */
export function prevotesOf(
  round: number,
  blockId: Hash,
  height = toHeight(1),
): Promise<SignedVote[]> {
  return Promise.all(
    keys.slice(1).map(async (key, index) => {
      const of = { height, round, blockId };
      const signature = await key.sign('prevote', voteMessage(chainId, of));
      return {
        type: 'prevote',
        ...of,
        validator: addresses[index + 1] ?? '',
        signature,
      } as SignedVote;
    }),
  );
}

/** The final block of a height, after which the same validators decide. */
export async function stepOf(height: Height): Promise<ChainStep> {
  const [proposer] = addresses;
  if (proposer === undefined) throw new Error('four validators');
  const nothing = hash('header', asciiBytes('nothing'));
  const decide = validatorSetHash(set);
  const header: BlockHeader = {
    ...{ chainId, height, time: 0n, proposer, previousBlockId: nothing },
    ...{ transactionsRoot: nothing, witnessRoot: nothing, evidenceRoot: nothing },
    ...{ stateRoot: nothing, receiptsRoot: nothing, version: 1 },
    ...{ validatorSetHash: decide, nextValidatorSetHash: decide },
  };
  const of = { height, round: 0, blockId: blockId(header) };
  const signatures = await Promise.all(
    keys.slice(1).map(async (key) => ({
      validatorIndex: set.indexOf.get(keyAddress(key.scheme, key.publicKey)) ?? -1,
      signature: await key.sign('precommit', voteMessage(chainId, of)),
    })),
  );
  signatures.sort((one, other) => one.validatorIndex - other.validatorIndex);
  return { header, certificate: { ...of, signatures }, validators: set.validators };
}

/** What would survive a kill. */
export interface Disk {
  last: LastSigned;
  guard: GuardRecord;
  messages: readonly SignedMessage[] | null;
  /** Told of every position that is written down as used. */
  signed?: () => void;
  /** Whether the file of the messages can't be written. */
  isFull?: boolean;
}

export const newDisk = (): Disk => ({
  last: nothingSigned,
  guard: { limit: toHeight(0n), doubt: 'none' },
  messages: [],
});

interface Life {
  readonly service: SigningService;
  /** Resolves when it is killed: at the write after the last one that it is left. */
  readonly killed: Promise<null>;
}

const never = new Promise<void>(() => undefined);

/** A signer on a disk; it stops for good, in the middle of what it does, after so many writes. */
export async function startLife(
  disk: Disk,
  writesLeft: number,
  elapsed: () => number,
): Promise<Life> {
  const { promise: killed, resolve: kill } = Promise.withResolvers<null>();
  let left = writesLeft;
  const write = async (change: () => void): Promise<void> => {
    if (left <= 0) {
      kill(null);
      return never;
    }
    left -= 1;
    change();
  };
  const file: LastSignedFile = {
    recovered: { state: 'intact', last: disk.last },
    guard: disk.guard,
    isOriginal: true,
    save: (last, guard) =>
      write(() => {
        if (last !== disk.last) disk.signed?.();
        Object.assign(disk, { last, guard });
      }),
    close: async () => undefined,
  };
  let known = disk.messages ?? [];
  const messages: SignedMessages = {
    all: () => known,
    add: (message) =>
      write(() => {
        if (disk.isFull === true) throw new Error('the disk is full');
        known = withMessage(known, message);
        disk.messages = known;
      }),
  };
  const found = disk.messages === null ? null : messages;
  const begin = async () => messages;
  const parts = { keys: [keys[0]], provider, chainId, recoveries: [] };
  const memory = await memoryOn({ file, found, begin }, parts);
  const service = createSigningService({
    ...{ chainId, validators, recoveries: [], memory, turnMs: 2_000 },
    verify: provider.verify,
    clock: { elapsed },
  });
  return { service, killed };
}

/** A vote, and the round of the prevotes that came with it. */
interface Asked {
  readonly vote: Vote;
  readonly polkaRound: number | null;
}

export interface TrialResult {
  readonly left: readonly Vote[];
  readonly kills: number;
  /** Two votes of one position, or a vote against the lock that nothing allowed. */
  readonly contradictions: readonly string[];
}

const questionsMax = 120;

export async function runTrial(seed: number): Promise<TrialResult> {
  const random = seededRandom(seed);
  const below = (bound: number): number => Math.floor(random() * bound);
  const disk = newDisk();
  const polkas = new Map<string, readonly SignedVote[]>();
  /** In the order in which it was written down, sent or not; and what has left the signer. */
  const signed: Asked[] = [];
  const left: Vote[] = [];
  let asked: Asked | null = null;
  disk.signed = () => {
    if (asked !== null) signed.push(asked);
  };
  let nowMs = 0;
  let kills = 0;
  let life = await startLife(disk, below(12), () => nowMs);
  const fences = new Map<string, bigint>();

  /** `null`: the signer was killed on the way. */
  async function ask(node: string, question: Question): Promise<Answer | null> {
    const answered = life.service.answer(node, question);
    const answer = await Promise.race([answered, life.killed]);
    if (answer !== null) return answer;
    kills += 1;
    life = await startLife(disk, 1 + below(40), () => nowMs);
    fences.clear();
    return null;
  }

  for (let count = 0; count < questionsMax; count++) {
    nowMs += below(400);
    const node = random() < 0.5 ? 'one' : 'two';
    const fence = fences.get(node) ?? 0n;
    const kind = random();
    if (kind < 0.12 || fence === 0n) {
      const answer = await ask(node, { type: 'take' });
      if (answer?.type === 'turn') fences.set(node, answer.fence);
      continue;
    }
    if (kind < 0.2) {
      await ask(node, { type: 'guard', fence, limit: toHeight(0n), doubt: 'none' });
      continue;
    }
    if (kind < 0.3) {
      await ask(node, { type: 'keep', fence });
      continue;
    }
    const blockId = random() < 0.2 ? null : (blocks[below(3)] ?? null);
    const step: VoteType = random() < 0.5 ? 'prevote' : 'precommit';
    const round = below(2 + Math.floor(count / 8));
    const polkaRound = blockId === null || random() < 0.6 ? null : below(round + 2);
    const key = `${polkaRound} ${blockId}`;
    if (polkaRound !== null && blockId !== null && !polkas.has(key)) {
      polkas.set(key, await prevotesOf(polkaRound, blockId));
    }
    const polka = polkaRound === null ? [] : [...(polkas.get(key) ?? [])];
    const validator = addresses[0];
    if (validator === undefined) throw new Error('four validators');
    const at = { height: toHeight(1), round, blockId, validator };
    // An old fencing number now and then, as of a message that was delayed.
    const said = random() < 0.1 ? fence - 1n : fence;
    const times = random() < 0.1 ? 2 : 1;
    asked = { vote: { type: step, ...at }, polkaRound };
    for (let time = 0; time < times; time++) {
      const answer = await ask(node, { type: 'vote', fence: said, step, ...at, polka, steps: [] });
      if (answer?.type === 'signed') left.push(asked.vote);
    }
  }
  return { left, kills, contradictions: [...contradictionsIn(signed), ...unknownIn(left, signed)] };
}

/** What left the signer and is not what it wrote down for the position. */
function unknownIn(left: readonly Vote[], signed: readonly Asked[]): readonly string[] {
  return left
    .filter(
      (one) =>
        !signed.some(
          ({ vote }) =>
            vote.type === one.type && vote.round === one.round && vote.blockId === one.blockId,
        ),
    )
    .map(({ type, round }) => `${type} ${round} left and was not written down`);
}

/** In the order in which they were signed. */
function contradictionsIn(left: readonly Asked[]): readonly string[] {
  const found: string[] = [];
  const at = new Map<string, Vote['blockId']>();
  let lock: { readonly round: number; readonly blockId: Hash } | null = null;
  for (const { vote, polkaRound } of left) {
    const { type, round, blockId } = vote;
    const place = `${type} ${round}`;
    const before = at.get(place);
    const isAgain = at.has(place) && before === blockId;
    if (at.has(place) && !isAgain) found.push(`two at ${place}`);
    at.set(place, blockId);
    if (isAgain || blockId === null) continue;
    if (lock !== null && lock.blockId !== blockId) {
      const allowed: boolean =
        polkaRound !== null &&
        (type === 'prevote'
          ? lock.round <= polkaRound && polkaRound < round
          : polkaRound === round);
      if (!allowed) found.push(`${place} against the lock of round ${lock.round}`);
    }
    if (type === 'precommit') lock = { round, blockId };
  }
  return found;
}

/**
 * The node's end: a `Signer` whose key is with another process. It asks for the turn over and over; while it has the turn,
 * it is the validator. Without it, or without a line, it signs nothing, and the node follows.
 */
import { type Address, keyAddress, type SchemeName } from '@trellis/crypto';
import {
  type AwaySigner,
  type Clock,
  comparePositions,
  type GuardRecord,
  inBackground,
  type Logger,
  lockOf,
  type Signer,
  type SigningPosition,
} from '@trellis/engine';
import {
  type ChainId,
  decode,
  encode,
  type Height,
  type Proposal,
  proposalMessage,
  type RecoveryPoint,
  type SignedProposal,
  type SignedVote,
  signingDomain,
  toHeight,
  type Vote,
  voteMessage,
} from '@trellis/protocol';
import type { Line, LineHandlers } from './line.ts';
import { needsPolka } from './lock-rule.ts';
import {
  type Answer,
  answeredCodec,
  askedCodec,
  type Question,
  type SignerMemory,
} from './messages.ts';
import { fromWire, type SignedMessage, withMessage } from './signed-messages.ts';
import type { ChainStep } from './trusted-validators.ts';

export interface AwaySignerParts {
  /** The public keys that the signer has. */
  readonly keys: readonly { readonly scheme: SchemeName; readonly publicKey: Uint8Array }[];
  readonly chainId: ChainId;
  readonly recoveries: readonly RecoveryPoint[];
  /** Opens a line; rejects when it can't. */
  readonly dial: (handlers: LineHandlers) => Promise<Line>;
  /** What shows who decides a height, of somebody who knows it up to this height. */
  readonly stepsTo: (height: Height, from: Height) => Promise<readonly ChainStep[]>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface ConnectedSigner extends Signer {
  readonly away: AwaySigner;
  /** Gives the turn back. */
  close(): Promise<void>;
}

/** How often the turn is asked for, or kept: several times in a turn. */
const askEveryMs = 300;
/** Longer than a signer takes for anything; the line is given up then. */
const answerMs = 2_000;

type Last = (SigningPosition & { readonly message: Uint8Array }) | null;

interface Turn {
  readonly fence: bigint;
  /** On the clock's `elapsed`, counted from before it was asked for: never later than at the signer. */
  untilMs: number;
}

interface Run extends AwaySignerParts {
  readonly waiting: Map<number, (answer: Answer | null) => void>;
  readonly listeners: (() => void)[];
  line: Line | null;
  nextId: number;
  turn: Turn | null;
  turnMs: number;
  memory: SignerMemory | null;
  last: Last;
  signed: readonly SignedMessage[];
  hasSigned: boolean;
  isClosed: boolean;
  wasActive: boolean;
}

export function createAwaySigner(parts: AwaySignerParts): ConnectedSigner {
  const run: Run = {
    ...parts,
    ...{ waiting: new Map(), listeners: [], line: null, nextId: 0, turn: null, turnMs: 0 },
    ...{
      memory: null,
      last: null,
      signed: [],
      hasSigned: false,
      isClosed: false,
      wasActive: false,
    },
  };
  const keys = new Map<Address, (typeof parts.keys)[number]>(
    parts.keys.map((key) => [keyAddress(key.scheme, key.publicKey), key]),
  );
  const stopped = Promise.withResolvers<void>();
  inBackground(keepTurn(run, stopped.promise), (error) =>
    parts.logger.error({ error }, 'the signer is not asked any more'),
  );
  return {
    addresses: new Set(keys.keys()),
    keys,
    away: {
      isActive: () => isActive(run),
      signed: () => run.signed,
      onChange(changed) {
        run.listeners.push(changed);
      },
    },
    get memory() {
      return {
        isIntact: run.memory?.isIntact ?? false,
        isOriginal: run.memory?.isOriginal ?? false,
      };
    },
    get last() {
      return run.last;
    },
    get guard() {
      return { limit: run.memory?.limit ?? toHeight(0n), doubt: run.memory?.doubt ?? 'none' };
    },
    hasSigned: () => run.hasSigned,
    keepGuard: (record) => keepGuard(run, record),
    signProposal: (proposal) => signProposal(run, proposal),
    signVote: (vote, polka = []) => signVote(run, vote, polka),
    async close() {
      run.isClosed = true;
      const { turn } = run;
      if (turn !== null) await ask(run, { type: 'end', fence: turn.fence });
      stopped.resolve();
      run.line?.close();
    },
  };
}

function isActive({ turn, clock, isClosed }: Run): boolean {
  return !isClosed && turn !== null && clock.elapsed() < turn.untilMs;
}

/** Tells whoever has to know that the turn began or ended. */
function consider(run: Run): void {
  const active = isActive(run);
  if (active === run.wasActive) return;
  run.wasActive = active;
  run.logger.info(
    { fence: run.turn?.fence },
    active ? 'the signer signs for this node' : 'the signer does not sign for this node',
  );
  for (const listener of run.listeners) listener();
}

async function keepTurn(run: Run, stopped: Promise<void>): Promise<void> {
  while (!run.isClosed) {
    if (run.line === null) await openLine(run);
    if (run.line !== null) await askForTurn(run);
    consider(run);
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = run.clock.after(askEveryMs, resolve);
    await Promise.race([promise, stopped]);
    cancel();
  }
}

async function openLine(run: Run): Promise<void> {
  try {
    const line = await run.dial({
      onMessage: (bytes) => takeAnswer(run, bytes),
      onClose: () => lineClosed(run),
    });
    run.line = line;
    if (run.isClosed) line.close();
  } catch (error) {
    run.logger.debug({ error }, 'the signer can’t be reached');
  }
}

function lineClosed(run: Run): void {
  run.line = null;
  // Whoever comes again gets a new turn, with a new number.
  run.turn = null;
  for (const answer of run.waiting.values()) answer(null);
  run.waiting.clear();
  consider(run);
}

function takeAnswer(run: Run, bytes: Uint8Array): void {
  const answered = decode(answeredCodec, bytes);
  if (!answered.ok) {
    run.line?.close();
    return;
  }
  const { id, answer } = answered.value;
  run.waiting.get(id)?.(answer);
  run.waiting.delete(id);
}

/** `null`: there is no line, or no answer in time; the line is closed then. */
async function ask(run: Run, question: Question): Promise<Answer | null> {
  const { line, clock } = run;
  if (line === null) return null;
  run.nextId = (run.nextId + 1) % 2 ** 32;
  const id = run.nextId;
  const { promise, resolve } = Promise.withResolvers<Answer | null>();
  run.waiting.set(id, resolve);
  const cancel = clock.after(answerMs, () => {
    run.waiting.delete(id);
    resolve(null);
    line.close();
  });
  line.send(encode(askedCodec, { id, question }));
  const answer = await promise;
  cancel();
  return answer;
}

async function askForTurn(run: Run): Promise<void> {
  const { turn, clock } = run;
  const askedAt = clock.elapsed();
  if (turn !== null && askedAt < turn.untilMs) {
    const answer = await ask(run, { type: 'keep', fence: turn.fence });
    if (answer?.type === 'done' && run.turn === turn) turn.untilMs = askedAt + run.turnMs;
    else if (answer?.type === 'refused' && run.turn === turn) run.turn = null;
    return;
  }
  run.turn = null;
  consider(run);
  const answer = await ask(run, { type: 'take' });
  if (answer?.type !== 'turn') return;
  const { fence, turnMs, memory } = answer;
  run.memory = memory;
  run.last = memory.last;
  run.signed = memory.signed.map(fromWire);
  run.turnMs = turnMs;
  run.turn = { fence, untilMs: askedAt + turnMs };
}

/** What is asked of the signer in this turn; `null` without one, and when it is refused. */
async function askInTurn(run: Run, question: (fence: bigint) => Question): Promise<Answer | null> {
  const { turn } = run;
  if (turn === null || !isActive(run)) return null;
  const answer = await ask(run, question(turn.fence));
  if (answer?.type === 'refused') {
    const { code } = answer;
    run.logger.warn({ code }, 'the signer refused');
    if (code === 'no_turn' || code === 'not_guarded') run.turn = null;
    consider(run);
  }
  // An answer to an earlier turn must not change what is known in this one.
  return run.turn === turn ? answer : null;
}

async function keepGuard(run: Run, record: GuardRecord): Promise<void> {
  const answer = await askInTurn(run, (fence) => ({ type: 'guard', fence, ...record }));
  if (answer?.type === 'done' && run.memory !== null) {
    run.memory = { ...run.memory, ...record, isIntact: true, isOriginal: true };
    return;
  }
  run.turn = null;
  consider(run);
}

async function signProposal(run: Run, proposal: Proposal): Promise<SignedProposal | null> {
  const { height, round, validRound, blockId, proposer } = proposal;
  const answer = await askInTurn(run, (fence) => {
    const of = validRound === -1 ? null : validRound;
    return { type: 'proposal', fence, height, round, validRound: of, blockId, proposer };
  });
  if (answer?.type !== 'signed') return null;
  const signed = { ...proposal, signature: answer.signature };
  const message = proposalMessage(signingDomain(run.chainId, run.recoveries, height), proposal);
  note(run, signed, { height, round, step: 'proposal', message });
  return signed;
}

async function signVote(
  run: Run,
  vote: Vote,
  prevotes: readonly SignedVote[],
): Promise<SignedVote | null> {
  const { type: step, height, round, blockId, validator } = vote;
  const isAgainstLock = needsPolka(lockOf(run.signed, height), vote);
  const from = run.memory?.validatorsFrom ?? toHeight(1n);
  const steps = isAgainstLock ? await run.stepsTo(height, from) : [];
  const polka = isAgainstLock ? prevotes : [];
  const answer = await askInTurn(run, (fence) => {
    return { type: 'vote', fence, step, height, round, blockId, validator, polka, steps };
  });
  if (answer?.type !== 'signed') return null;
  const signed = { ...vote, signature: answer.signature };
  const message = voteMessage(signingDomain(run.chainId, run.recoveries, height), vote);
  note(run, signed, { height, round, step, message });
  return signed;
}

/** What was signed again, of an earlier position, moves nothing. */
function note(run: Run, signed: SignedMessage, at: NonNullable<Last>): void {
  run.hasSigned = true;
  if (run.last !== null && comparePositions(at, run.last) <= 0) return;
  run.last = at;
  run.signed = withMessage(run.signed, signed);
}

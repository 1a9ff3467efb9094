/**
 * What a signer answers to its nodes, whatever the line: one question at a time, so that no two of them see the same
 * memory. The order of the checks is that of docs/signer.md.
 */

import type { VerifyClaim } from '@trellis/crypto';
import { type Clock, lockOf } from '@trellis/engine';
import {
  type ChainId,
  type Height,
  type Proposal,
  type RecoveryPoint,
  signingDomain,
  type Vote,
  voteClaim,
} from '@trellis/protocol';
import PQueue from 'p-queue';
import { allowingPolka, needsPolka } from './lock-rule.ts';
import type { Answer, Question, Refusal } from './messages.ts';
import type { OpenedMemory } from './open-memory.ts';
import { type SignedMessage, toWire } from './signed-messages.ts';
import { follow, type TrustedValidators } from './trusted-validators.ts';
import { endTurn, isTurn, keepTurn, noTurns, type Turns, takeTurn } from './turns.ts';

export interface SigningService {
  /** `node`: the name that the line's other end has proven. Once this has rejected, nothing is answered any more. */
  answer(node: string, question: Question): Promise<Answer>;
}

export interface SigningServiceParts {
  readonly chainId: ChainId;
  /** Who decides the first block, by the genesis. */
  readonly validators: TrustedValidators;
  readonly recoveries: readonly RecoveryPoint[];
  readonly memory: Pick<OpenedMemory, 'local' | 'messages' | 'forgotten'>;
  readonly verify: VerifyClaim;
  readonly clock: Pick<Clock, 'elapsed'>;
  /** How long a turn lasts that is not kept. */
  readonly turnMs: number;
  /** Called with every turn that begins, for the log. */
  readonly onTurn?: (node: string, fence: bigint) => void;
}

interface Run extends Omit<SigningServiceParts, 'validators'> {
  turns: Turns;
  /** Whether a node has compared the memory with the network since the start. */
  isGuarded: boolean;
  validators: TrustedValidators;
}

type Of<Type extends Question['type']> = Extract<Question, { readonly type: Type }>;

export function createSigningService(parts: SigningServiceParts): SigningService {
  const run: Run = {
    ...parts,
    turns: noTurns,
    isGuarded: false,
  };
  const queue = new PQueue({ concurrency: 1 });
  const next = async (node: string, question: Question): Promise<Answer> => {
    try {
      return await answerTo(run, node, question);
    } catch (error) {
      // What is known here may be behind what is on disk, a lock too: only the next start reads it again.
      queue.pause();
      throw error;
    }
  };
  return { answer: (node, question) => queue.add(() => next(node, question)) };
}

async function answerTo(run: Run, node: string, question: Question): Promise<Answer> {
  if (question.type === 'take') return take(run, node);
  const { clock, turns, turnMs } = run;
  const nowMs = clock.elapsed();
  if (!isTurn(turns, question.fence, nowMs) || turns.holder?.node !== node)
    return refused('no_turn');
  switch (question.type) {
    case 'keep':
      run.turns = keepTurn(turns, { nowMs, turnMs });
      return { type: 'done' };
    case 'end':
      run.turns = endTurn(turns);
      return { type: 'done' };
    case 'guard':
      return guard(run, question);
    case 'proposal':
      return proposal(run, question);
    case 'vote':
      return vote(run, question);
  }
}

function take(run: Run, node: string): Answer {
  const { clock, turnMs } = run;
  const taken = takeTurn(run.turns, node, { nowMs: clock.elapsed(), turnMs });
  if (!taken.ok) return { type: 'busy', remainingMs: Math.ceil(taken.remainingMs) };
  run.turns = taken.turns;
  run.onTurn?.(node, taken.turns.fence);
  const { local, messages } = run.memory;
  const { isIntact, isOriginal } = local.memory;
  const memory = {
    ...{ isIntact, isOriginal, ...local.guard, last: local.last },
    signed: messages.all().map(toWire),
    validatorsFrom: run.validators.from,
  };
  return { type: 'turn', fence: taken.turns.fence, turnMs, memory };
}

async function guard(run: Run, { limit, doubt }: Of<'guard'>): Promise<Answer> {
  const { local } = run.memory;
  // Whoever gave its last words signs nothing more of this chain, whatever a node says.
  if (local.guard.doubt === 'withdrawn') return refused('position_used');
  await local.keepGuard({ limit, doubt });
  run.isGuarded = true;
  return { type: 'done' };
}

async function proposal(run: Run, question: Of<'proposal'>): Promise<Answer> {
  const { height, round, validRound, blockId, proposer } = question;
  const wanted: Proposal = { height, round, validRound: validRound ?? -1, blockId, proposer };
  const obstacle = obstacleAt(run, height);
  if (obstacle !== null) return refused(obstacle);
  const before = signedBefore(run, (one) => !('type' in one) && isSameProposal(one, wanted));
  if (before !== null) return before;
  return keep(run, await run.memory.local.signProposal(wanted));
}

async function vote(run: Run, question: Of<'vote'>): Promise<Answer> {
  const { step, height, round, blockId, validator, polka, steps } = question;
  const wanted: Vote = { type: step, height, round, blockId, validator };
  const obstacle = obstacleAt(run, wanted.height);
  if (obstacle !== null) return refused(obstacle);
  const before = signedBefore(run, (one) => 'type' in one && isSameVote(one, wanted));
  if (before !== null) return before;
  if (!(await isAllowed(run, wanted, { polka, steps }))) return refused('locked');
  return keep(run, await run.memory.local.signVote(wanted));
}

function obstacleAt({ isGuarded, memory }: Run, height: Height): Refusal | null {
  if (!isGuarded) return 'not_guarded';
  return memory.forgotten === height ? 'height_forgotten' : null;
}

/** What was signed before is given again: the line, or the node, may have been lost with it. */
function signedBefore(
  { memory }: Run,
  isWanted: (message: SignedMessage) => boolean,
): Answer | null {
  const found = memory.messages.all().find(isWanted);
  return found === undefined ? null : { type: 'signed', signature: found.signature };
}

async function isAllowed(
  run: Run,
  wanted: Vote,
  { polka, steps }: Pick<Of<'vote'>, 'polka' | 'steps'>,
): Promise<boolean> {
  const { chainId, recoveries, verify, memory } = run;
  const lock = lockOf(memory.messages.all(), wanted.height);
  if (lock === null || !needsPolka(lock, wanted)) return true;
  const known = await follow(run.validators, steps, { chainId, recoveries, verify });
  if (known === null || known.from !== wanted.height) return false;
  run.validators = known;
  const prevotes = allowingPolka(lock, wanted, polka, known.set);
  if (prevotes === null) return false;
  const domain = signingDomain(chainId, recoveries, wanted.height);
  for (const one of prevotes) {
    const index = known.set.indexOf.get(one.validator);
    const validator = index === undefined ? undefined : known.set.validators[index];
    if (validator === undefined || !(await verify(voteClaim(domain, one, validator)))) return false;
  }
  return true;
}

/** A signature leaves when it would not be forgotten. */
async function keep({ memory }: Run, signed: SignedMessage | null): Promise<Answer> {
  if (signed === null) return refused('position_used');
  await memory.messages.add(signed);
  return { type: 'signed', signature: signed.signature };
}

function isSameVote(one: Vote, other: Vote): boolean {
  return one.type === other.type && isSamePlace(one, other) && one.validator === other.validator;
}

function isSameProposal(one: Proposal, other: Proposal): boolean {
  return (
    one.validRound === other.validRound &&
    isSamePlace(one, other) &&
    one.proposer === other.proposer
  );
}

function isSamePlace(
  one: Pick<Vote, 'height' | 'round' | 'blockId'>,
  other: Pick<Vote, 'height' | 'round' | 'blockId'>,
): boolean {
  return one.height === other.height && one.round === other.round && one.blockId === other.blockId;
}

function refused(code: Refusal): Answer {
  return { type: 'refused', code };
}

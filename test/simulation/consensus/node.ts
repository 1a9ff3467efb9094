/**
 * A small model of a node's loop around the real state machine: write-ahead log, signer, block
 * fetching, exchange of round states, catching up. It crashes between any two of its steps and comes
 * back with what was durable.
 */

import {
  type ConsensusState,
  createEarlyMessages,
  type EarlyMessages,
  type Effect,
  type Input,
  keepEarlyMessage,
} from '@trellis/consensus';
import type { Hash } from '@trellis/crypto';
import {
  type CommitCertificate,
  type Height,
  nextHeight,
  type SignedProposal,
  type SignedVote,
  toHeight,
} from '@trellis/protocol';
import { Violation } from '../violation.ts';
import { emptyRoot, executed, type StateRoot } from './blocks.ts';
import { describeEffect, describeInput } from './describe.ts';
import { createHeldBlocks, type HeldBlocks } from './held-blocks.ts';
import { isCertified } from './invariants.ts';
import type { DecidedBlock, Message } from './message.ts';
import type { Desk, Speaker } from './speaker.ts';
import type { Machine, SimulatedNode, World } from './world.ts';

/** Times of the node's own, in milliseconds. */
const exchangeMs = 1000;
const heightPauseMaxMs = 200;
/** Decided blocks sent at once to a node that lags. */
const decidedBatch = 16;

/** What a crash destroys. */
interface Memory {
  state: ConsensusState;
  early: EarlyMessages;
  readonly blocks: HeldBlocks;
  /** Inputs waiting for the one in work. */
  readonly queue: { readonly input: Input; readonly isLogged: boolean }[];
  /** What the input in work asked for and is not carried out yet. */
  readonly effects: Effect[];
  isBusy: boolean;
  /** Writes that are not safe yet: nothing else is begun meanwhile. */
  writes: number;
}

class Crash extends Error {
  override readonly name = 'Crash';
}

export function createNode(
  world: World,
  self: number,
  speaker: Speaker,
  machine: Machine = world.machine,
): SimulatedNode {
  const { random, scheduler, validators, invariants } = world;
  const address = world.addressOf(self);
  const chain: DecidedBlock[] = [];
  /** Of the state on disk, which moves on with the chain in one step. */
  let root: StateRoot = emptyRoot;
  const log = world.createLog();
  let memory: Memory | null = null;
  let crashes = 0;

  const peers = Array.from({ length: world.instances }, (_, i) => i).filter((i) => i !== self);
  const send = (to: number, message: Message) => {
    for (const said of speaker.says(to, message)) world.send(self, to, said);
  };
  const broadcast = (message: Message) => {
    for (const peer of peers) send(peer, message);
  };
  const boundary = () => {
    if (random.chance(world.faults().crash)) throw new Crash();
  };
  const note = (event: string, detail: () => string) => {
    const { trace } = world;
    if (trace.enabled) trace.add({ atMs: scheduler.now(), node: self, event, detail: detail() });
  };
  const heightInWork = (): Height => toHeight(chain.length + 1);
  const headTime = (): number => {
    const head = chain.at(-1);
    return head === undefined ? 0 : (world.blocks.find(head.blockId)?.time ?? 0);
  };

  /** Runs a part of the node's work; a crash in it takes the node down for a while. */
  function run(work: (mine: Memory) => void): void {
    if (memory === null) return;
    try {
      work(memory);
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      crash();
    }
  }

  /** The same later, unless the node crashed in between. */
  function later(delayMs: number, work: (mine: Memory) => void): void {
    const mine = memory;
    scheduler.after(delayMs, () => {
      if (memory === mine) run(work);
    });
  }

  function crash(): void {
    if (memory === null) return;
    memory = null;
    crashes++;
    log.crash(random);
    note('crash', () => `${log.records().length} inputs are safe, ${chain.length} blocks`);
    scheduler.after(random.between(1, world.faults().downMaxMs), start);
  }

  function start(): void {
    if (memory !== null) return;
    const mine: Memory = {
      state: machine.createConsensus(world.timeouts),
      early: createEarlyMessages(nextHeight(heightInWork())),
      blocks: createHeldBlocks({
        held: chain.map(({ blockId }) => blockId),
        ask: (blockId) => send(random.pick(peers), { kind: 'blockRequest', blockId }),
        later: (delayMs, work) => later(delayMs, work),
        height: heightInWork,
      }),
      queue: [],
      effects: [],
      isBusy: false,
      writes: 0,
    };
    memory = mine;
    note('start', () => `${log.records().length} inputs to replay, ${chain.length} blocks`);
    run(() => {
      replay(mine);
      later(random.between(1, exchangeMs), exchange);
    });
  }

  /** Feeds the logged inputs again, then carries out what they asked for: the node can't know how
   * much of that was done. The log holds the blocks it was told about, too. */
  function replay(mine: Memory): void {
    for (const input of [startInput(), ...log.records()]) {
      const result = machine.step(mine.state, input);
      mine.state = result.state;
      mine.effects.push(...result.effects);
      if (input.type === 'blockBuilt') mine.blocks.hold(input.blockId);
      if (input.type === 'proposalChecked' && input.valid) mine.blocks.hold(input.blockId);
    }
    work(mine);
  }

  function startInput(): Input {
    return { type: 'startHeight', height: heightInWork(), validators, self: address };
  }

  /** Takes an input now, or after the one in work. */
  function take(mine: Memory, input: Input, isLogged = false): void {
    mine.queue.push({ input, isLogged });
    work(mine);
  }

  function work(mine: Memory): void {
    if (mine.isBusy) return;
    mine.isBusy = true;
    while (mine.writes === 0) {
      const effect = mine.effects.shift();
      if (effect !== undefined) {
        boundary();
        perform(mine, effect);
        continue;
      }
      const next = mine.queue.shift();
      if (next === undefined) break;
      const { input, isLogged } = next;
      if (!isLogged) log.append(input);
      note('input', () => describeInput(input, validators));
      const result = machine.step(mine.state, input);
      mine.state = result.state;
      mine.effects.push(...result.effects);
    }
    mine.isBusy = false;
  }

  /** Continues when what is being written is safe, which takes as long as the disk does. */
  function onDisk(mine: Memory, then: () => void): void {
    const delayMs = random.below(world.faults().diskMaxMs + 1);
    if (delayMs === 0) {
      then();
      return;
    }
    mine.writes++;
    later(delayMs, () => {
      mine.writes--;
      then();
      work(mine);
    });
  }

  function perform(mine: Memory, effect: Effect): void {
    note('effect', () => describeEffect(effect, validators));
    const executionMs = () => random.between(1, world.faults().executionMaxMs);
    switch (effect.type) {
      case 'buildBlock':
        later(executionMs(), () => {
          if (effect.height !== heightInWork()) return;
          const time = world.clock(self);
          const block = { height: effect.height, builder: address, time, valid: true };
          const blockId = world.blocks.build(block, { root, time: headTime() });
          mine.blocks.hold(blockId);
          take(mine, { ...effect, type: 'blockBuilt', blockId });
        });
        return;
      case 'checkProposal':
        mine.blocks.with(effect.proposal.blockId, () =>
          later(executionMs(), () => answerCheck(mine, effect.proposal)),
        );
        return;
      case 'wantBlock':
        mine.blocks.with(effect.blockId, () =>
          later(executionMs(), () => answerCheck(mine, effect)),
        );
        return;
      case 'signProposal':
        speaker.propose(effect.proposal, desk);
        return;
      case 'signVote':
        speaker.vote(effect.vote, desk);
        return;
      case 'scheduleTimeout': {
        const { height, round, step, durationMs } = effect;
        const timer = world.timer(self, durationMs);
        later(timer, () => take(mine, { type: 'timeout', height, round, step }));
        return;
      }
      case 'decide': {
        const { certificate } = effect;
        mine.blocks.with(certificate.blockId, () => {
          onDisk(mine, () => {
            if (certificate.height === heightInWork()) persist(certificate);
            later(random.below(heightPauseMaxMs), startNext);
          });
        });
        return;
      }
      case 'evidence':
        invariants.onEvidence(effect.first, effect.second);
        return;
      case 'safetyViolation':
        throw new Violation('safety violation', `n${self} validated ${effect.blockId} as invalid`);
    }
  }

  function answerCheck(
    mine: Memory,
    { height, round, blockId }: { height: Height; round: number; blockId: Hash },
  ): void {
    const block = world.blocks.find(blockId);
    const valid =
      block?.valid === true &&
      block.height === height &&
      block.time > headTime() &&
      block.root === executed(root, blockId);
    const timely =
      block !== undefined && isTimely(block.time, headTime(), world.clock(self), round);
    take(mine, { type: 'proposalChecked', height, round, blockId, valid, timely });
  }

  const desk: Desk = {
    sync(then) {
      if (memory === null) return;
      onDisk(memory, () => {
        log.sync();
        then();
      });
    },
    loopBack(input) {
      if (memory !== null) take(memory, input);
    },
    broadcast,
    send,
    boundary,
  };

  /** One atomic, synced step: the block, its certificate and the state it makes. */
  function persist(certificate: CommitCertificate): void {
    const { height, blockId } = certificate;
    if (!isCertified(certificate, validators, world.book)) {
      throw new Violation('certificate', `n${self} holds a bad one for ${blockId}`);
    }
    const block = { height, blockId, certificate };
    root = executed(root, blockId);
    invariants.onDecided(self, block, { lengthBefore: chain.length, root });
    chain.push(block);
    note('final', () => `${height} ${blockId} in round ${certificate.round}`);
    boundary();
    log.clear();
  }

  function startNext(mine: Memory): void {
    if (mine.state.current?.height === heightInWork()) return;
    take(mine, startInput(), true);
    const { height, messages } = mine.early;
    mine.early = createEarlyMessages(nextHeight(heightInWork()));
    if (height !== heightInWork()) return;
    for (const message of messages) take(mine, messageInput(message));
  }

  function receiveSigned(mine: Memory, message: SignedProposal | SignedVote): void {
    const isGenuine =
      'type' in message ? world.book.verifyVote(message) : world.book.verifyProposal(message);
    if (!isGenuine) note('forged', () => 'dropped');
    else if (message.height === mine.state.current?.height) take(mine, messageInput(message));
    else mine.early = keepEarlyMessage(mine.early, message);
  }

  function exchange(mine: Memory): void {
    broadcast(whereabouts(mine));
    later(exchangeMs - random.below(200), exchange);
  }

  function whereabouts(mine: Memory): Message {
    return {
      kind: 'roundState',
      roundState: machine.roundState(mine.state),
      decided: chain.length,
    };
  }

  function receive(mine: Memory, from: number, message: Message): void {
    switch (message.kind) {
      case 'proposal':
        if (message.withBlock) mine.blocks.hold(message.proposal.blockId);
        receiveSigned(mine, message.proposal);
        return;
      case 'vote':
        receiveSigned(mine, message.vote);
        return;
      case 'roundState': {
        if (message.decided < chain.length) {
          const blocks = chain.slice(message.decided, message.decided + decidedBatch);
          send(from, { kind: 'decided', blocks });
          return;
        }
        for (const missing of machine.missingFor(mine.state, message.roundState)) {
          send(
            from,
            'type' in missing
              ? { kind: 'vote', vote: missing }
              : { kind: 'proposal', proposal: missing, withBlock: false },
          );
        }
        return;
      }
      case 'blockRequest': {
        const { blockId } = message;
        if (mine.blocks.has(blockId)) send(from, { kind: 'block', blockId });
        return;
      }
      case 'block':
        mine.blocks.hold(message.blockId);
        return;
      case 'decided':
        catchUp(mine, from, message.blocks);
        return;
    }
  }

  function catchUp(mine: Memory, from: number, blocks: readonly DecidedBlock[]): void {
    const before = chain.length;
    for (const { height, blockId, certificate } of blocks) {
      if (height !== heightInWork() || certificate.blockId !== blockId) continue;
      if (certificate.height !== height || !world.believes(certificate)) continue;
      mine.blocks.hold(blockId);
      persist(certificate);
    }
    if (chain.length === before) return;
    startNext(mine);
    if (blocks.length === decidedBatch) send(from, whereabouts(mine));
  }

  return {
    start,
    crash,
    crashes: () => crashes,
    chain,
    deliver: (from, message) => run((mine) => receive(mine, from, message)),
    isUp: () => memory !== null,
    round: () => memory?.state.current?.round ?? null,
  };
}

/** As the node validates a new block's time, in this simulation's shorter measure. */
function isTimely(time: number, parent: number, now: number, round: number): boolean {
  const precisionMs = 100;
  const messageDelayMs = 400 * (round + 1);
  const aheadMaxMs = 3_600_000;
  const age = now - time;
  if (age < -precisionMs) return time === parent + 1 && -age <= aheadMaxMs;
  return age <= messageDelayMs + precisionMs;
}

function messageInput(message: SignedProposal | SignedVote): Input {
  return 'type' in message
    ? { type: 'vote', vote: message }
    : { type: 'proposal', proposal: message };
}

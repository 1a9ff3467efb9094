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
} from '../../packages/consensus/src/index.ts';
import type { Hash } from '../../packages/crypto/src/index.ts';
import {
  type CommitCertificate,
  type Height,
  nextHeight,
  type SignedProposal,
  type SignedVote,
  toHeight,
} from '../../packages/protocol/src/index.ts';
import { describeEffect, describeInput } from './describe.ts';
import { createHeldBlocks, type HeldBlocks } from './held-blocks.ts';
import { isCertified } from './invariants.ts';
import type { DecidedBlock, Message } from './message.ts';
import type { Desk, Speaker } from './speaker.ts';
import { Violation } from './violation.ts';
import type { SimulatedNode, World } from './world.ts';

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
  isBusy: boolean;
}

class Crash extends Error {
  override readonly name = 'Crash';
}

export function createNode(world: World, self: number, speaker: Speaker): SimulatedNode {
  const { machine, random, scheduler, validators, invariants } = world;
  const address = validators.validators[self]?.address ?? null;
  const chain: DecidedBlock[] = [];
  const log = world.createLog();
  let memory: Memory | null = null;

  const peers = validators.validators.map((_, index) => index).filter((index) => index !== self);
  const broadcast = (message: Message) => {
    for (const peer of peers) world.send(self, peer, message);
  };
  const boundary = () => {
    if (random.chance(world.faults().crash)) throw new Crash();
  };
  const note = (event: string, detail: () => string) => {
    const { trace } = world;
    if (trace.enabled) trace.add({ atMs: scheduler.now(), node: self, event, detail: detail() });
  };
  const heightInWork = (): Height => toHeight(chain.length + 1);

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
        ask: (blockId) => world.send(self, random.pick(peers), { kind: 'blockRequest', blockId }),
        later: (delayMs, work) => later(delayMs, work),
        height: heightInWork,
      }),
      queue: [],
      isBusy: false,
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
    const effects: Effect[] = [];
    for (const input of [startInput(), ...log.records()]) {
      const result = machine.step(mine.state, input);
      mine.state = result.state;
      effects.push(...result.effects);
      if (input.type === 'blockBuilt') mine.blocks.hold(input.blockId);
      if (input.type === 'proposalChecked' && input.valid) mine.blocks.hold(input.blockId);
    }
    mine.isBusy = true;
    for (const effect of effects) perform(mine, effect);
    mine.isBusy = false;
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
    for (let next = mine.queue.shift(); next !== undefined; next = mine.queue.shift()) {
      const { input, isLogged } = next;
      if (!isLogged) log.append(input);
      note('input', () => describeInput(input));
      const result = machine.step(mine.state, input);
      mine.state = result.state;
      for (const effect of result.effects) {
        boundary();
        perform(mine, effect);
      }
    }
    mine.isBusy = false;
  }

  function perform(mine: Memory, effect: Effect): void {
    note('effect', () => describeEffect(effect));
    const executionMs = () => random.between(1, world.faults().executionMaxMs);
    switch (effect.type) {
      case 'buildBlock':
        later(executionMs(), () => {
          if (address === null || effect.height !== heightInWork()) return;
          const block = { height: effect.height, builder: address, valid: true };
          const blockId = world.blocks.build(block);
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
        later(durationMs, () => take(mine, { type: 'timeout', height, round, step }));
        return;
      }
      case 'decide': {
        const { certificate } = effect;
        mine.blocks.with(certificate.blockId, () => {
          if (certificate.height === heightInWork()) persist(certificate);
          later(random.below(heightPauseMaxMs), startNext);
        });
        return;
      }
      case 'evidence':
        invariants.onEvidence(effect.first, effect.second);
        return;
      case 'contradiction':
        throw new Violation('contradiction', `n${self} judged ${effect.blockId} invalid`);
    }
  }

  function answerCheck(
    mine: Memory,
    { height, round, blockId }: { height: Height; round: number; blockId: Hash },
  ): void {
    const block = world.blocks.find(blockId);
    const valid = block?.valid === true && block.height === height;
    const timely = world.isTimely(self, blockId);
    take(mine, { type: 'proposalChecked', height, round, blockId, valid, timely });
  }

  const desk: Desk = {
    sync: log.sync,
    loopBack(input) {
      if (memory !== null) take(memory, input);
    },
    broadcast,
    send: (to, message) => world.send(self, to, message),
    boundary,
  };

  /** One atomic, synced step: the block, its certificate and the state it makes. */
  function persist(certificate: CommitCertificate): void {
    const { height, blockId } = certificate;
    if (!isCertified(certificate, validators, world.book)) {
      throw new Violation('certificate', `n${self} holds a bad one for ${blockId}`);
    }
    const block = { height, blockId, certificate };
    invariants.onDecided(self, block, chain.length);
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
    for (const peer of peers) tell(mine, peer);
    later(exchangeMs - random.below(200), exchange);
  }

  function tell(mine: Memory, peer: number): void {
    const roundState = machine.roundState(mine.state);
    world.send(self, peer, { kind: 'roundState', roundState, decided: chain.length });
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
          world.send(self, from, { kind: 'decided', blocks });
          return;
        }
        for (const missing of machine.missingFor(mine.state, message.roundState)) {
          world.send(
            self,
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
        if (mine.blocks.has(blockId)) world.send(self, from, { kind: 'block', blockId });
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
      if (certificate.height !== height || !isCertified(certificate, validators, world.book))
        continue;
      mine.blocks.hold(blockId);
      persist(certificate);
    }
    if (chain.length === before) return;
    startNext(mine);
    if (blocks.length === decidedBatch) tell(mine, from);
  }

  return {
    start,
    crash,
    chain,
    deliver: (from, message) => run((mine) => receive(mine, from, message)),
    isUp: () => memory !== null,
    round: () => memory?.state.current?.round ?? null,
  };
}

function messageInput(message: SignedProposal | SignedVote): Input {
  return 'type' in message
    ? { type: 'vote', vote: message }
    : { type: 'proposal', proposal: message };
}

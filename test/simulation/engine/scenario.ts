/**
 * One run of real engines from a seed: faults and liars for a while, payments all the time, nodes and
 * validators that come, go and change their keys; then it heals and must make every payment final. One event
 * happens, everything that follows at once happens, and then the next event does: time passes only between them.
 */
import type { Address, SchemeName, SigningKey } from '@trellis/crypto';
import { directMessageCodec } from '@trellis/engine';
import { decode, isAdmitted, nextHeight, stateKey, validatorAddress } from '@trellis/protocol';
import { makeGenesis, nodeName, payment, peerName } from '../../small-chain.ts';
import { type Changes, courseOfChance, noChanges } from '../changes.ts';
import { createRandom } from '../random.ts';
import { createScheduler } from '../scheduler.ts';
import { createTrace, type TraceMode } from '../trace.ts';
import type { Violation } from '../violation.ts';
import { type Client, startClient } from './client.ts';
import { falseClaim, falseOffset, type KnownClock } from './clock-claims.ts';
import { createCouncil } from './council.ts';
import { createDisk } from './disk.ts';
import { createLie } from './liar.ts';
import { createLife } from './life.ts';
import { createEngineNetwork, type Said } from './network.ts';
import { createEngineNode, type EnginePlant, epochMs, replacementMs } from './node.ts';
import {
  type ClockChange,
  clientsMax,
  describeEnginePlan,
  isFair,
  makeEnginePlan,
  noEngineFaults,
} from './plan.ts';
import { createReferee } from './referee.ts';
import { fakeSignatures, realSignatures } from './signatures.ts';

export interface EngineScenario {
  readonly seed: number;
  readonly validators: number;
  readonly changes?: Changes;
  readonly trace?: TraceMode;
  /** Real signatures instead of ones that cost nothing. */
  readonly scheme?: SchemeName;
  readonly plant?: EnginePlant;
}

export interface EngineOutcome {
  readonly seed: number;
  readonly violation: Violation | null;
  readonly events: number;
  /** Heights every honest node reached that is still one of the network. */
  readonly heights: number;
  readonly crashes: number;
  readonly evidence: number;
  /** Payments that became final. */
  readonly payments: number;
  /** Changes of nodes and validators that became final. */
  readonly voted: number;
  /** Chains that began with a snapshot. */
  readonly restored: number;
  readonly rounds: number;
  /** The most rounds that a height took which was decided after healing. */
  readonly recoveryRounds: number;
  readonly recoveryMs: number;
  readonly traceHash: string;
  readonly trace: readonly string[];
  readonly summary: string;
}

/** Heights that every honest node must gain after healing, and the virtual time it may take. */
const recoveryHeights = 2;
const recoveryMaxMs = 60_000;

/** How long it is watched whether those sign twice that may halt the chain. */
const haltedMs = 15_000;

/** Rounds that a height may take which was begun after healing. */
const recoveryRoundsMax = 20;

/** Peers are asked for their time every ten seconds, and once more if the answer of before was lost. */
const clocksComparedMs = 25_000;

/** When everybody has asked everybody since the last clock was moved. */
function settledAtMs({ atMs, kind }: ClockChange, healAtMs: number): number {
  return Math.max(atMs + kind.overMs, healAtMs) + clocksComparedMs;
}

/** Before a node joins, another one is started again: nodes make their snapshots when they start. */
const snapshotAheadMs = 1_000;

/** Keys of each node that it may vote with, one at a time. */
const keysEach = 2;

export async function runEngines(scenario: EngineScenario): Promise<EngineOutcome> {
  const { seed, validators: count, plant = {} } = scenario;
  const changes = scenario.changes ?? noChanges;
  const random = createRandom(courseOfChance(seed, changes));
  const plan = makeEnginePlan(seed, count, changes);
  const { powers, liars, healAtMs, joinAtMs } = plan;
  const [observer, joiner] = [count, count + 1];
  let faults = plan.faults;
  const scheduler = createScheduler();
  const trace = createTrace(scenario.trace ?? 'off');
  const note = (node: number, event: string, detail: () => string): void => {
    if (trace.enabled) trace.add({ atMs: scheduler.now(), node, event, detail: detail() });
  };

  const signatures =
    scenario.scheme === undefined ? fakeSignatures() : realSignatures(scenario.scheme);
  const keysOf = (index: number): readonly [SigningKey, ...SigningKey[]] => {
    const others = Array.from({ length: keysEach - 1 }, (_, turn) =>
      signatures.key(100 * (turn + 1) + index),
    );
    return [signatures.key(index), ...others];
  };
  /** All nodes that there ever are, by their number. */
  const members = new Map<number, { readonly key: SigningKey; readonly power: number }>();
  for (const [index, power] of powers) members.set(index, { key: keysOf(index)[0], power });
  if (plan.hasObserver) members.set(observer, { key: keysOf(observer)[0], power: 0 });
  if (joinAtMs !== null) members.set(joiner, { key: keysOf(joiner)[0], power: 0 });
  const governor = signatures.key(999);
  const accounts = Array.from({ length: clientsMax }, (_, i) => signatures.key(1000 + i));
  const genesis = makeGenesis({
    chainId: 'simulated',
    time: epochMs,
    nodes: members,
    accounts: [governor, ...accounts],
  });
  const honestOwners = new Map<Address, number>();
  for (const index of members.keys()) {
    if (liars.has(index)) continue;
    for (const key of keysOf(index)) honestOwners.set(validatorAddress(key), index);
  }
  const noFaults = { scheduler, random, crash: () => 0, diskMaxMs: () => 0, onCrash: () => {} };
  const referee = await createReferee({
    genesis,
    verifier: signatures.verifier,
    store: await createDisk().openStore(createLife(noFaults)),
    honestOwner: (address) => honestOwners.get(address),
  });

  // Each node is an instance of its own number. A twin is one more, with the keys and the name of its validator.
  const owners = [
    ...Array.from({ length: joiner + 1 }, (_, index) => index),
    ...[...liars].flatMap(([index, vice]) => (vice === 'twin' ? [index] : [])),
  ];
  /** What nobody received that remembers it is nowhere: neither they nor others can know of it. */
  const restored = new Set(plan.oldCopies.map(({ node }) => node));
  const isHonest = (instance: number): boolean => !liars.has(owners[instance] ?? -1);
  const lies = owners.map((index) => {
    const vice = liars.get(index);
    if (vice === undefined) return null;
    return createLie(vice, { random, keys: keysOf(index), chainId: genesis.chainId });
  });
  const network = createEngineNetwork({
    names: owners.map(peerName),
    random,
    scheduler,
    faults: () => faults,
    says(from, to, said) {
      if (isHonest(from) && !restored.has(from)) referee.onSaid(said);
      if (plan.diskLoss !== null && isVote(said)) noteVote(from);
      return lies[from]?.says(to, said) ?? [said];
    },
    onArrival(from, to, said) {
      if (isHonest(from) && restored.has(from) && !restored.has(to)) referee.onSaid(said);
    },
    answers: (from, piece) => lies[from]?.answers(piece) ?? piece,
    onStranger(at, from) {
      if (isHonest(at)) referee.report('admission', `n${at} listens to n${from}, which is no node`);
    },
    onDisconnect(by, peer, reason) {
      // Its peers can't tell an old copy from a lie, and leave it alone for half a minute.
      const wasPutBack = restored.has(peer) && reason.startsWith('took its height back');
      if (isHonest(by) && isHonest(peer) && !wasPutBack) {
        referee.report('accusation', `n${by} sends the honest n${peer} away: ${reason}`);
      }
    },
    onFailure: (error) => referee.report('network', String(error)),
    note,
  });
  const nodes = owners.flatMap((index, instance) => {
    if (!members.has(index)) return [];
    const node = createEngineNode({
      instance,
      genesis,
      keys: index === observer ? [] : keysOf(index),
      verifier: signatures.verifier,
      offersSnapshot: joinAtMs !== null,
      wantsSnapshot: index === joiner,
      scheduler,
      random,
      faults: () => faults,
      clockChange: [index, 'all'].includes(plan.clockChange?.node ?? '') ? plan.clockChange : null,
      network,
      referee,
      isHonest: isHonest(instance),
      hasAmnesia: liars.get(index) === 'amnesia',
      plant,
      note,
    });
    return [{ ...node, index, isHonest: isHonest(instance) }];
  });
  const honest = nodes.filter((node) => node.isHonest);
  for (const { index, start } of nodes) {
    const isLate = index === joiner && joinAtMs !== null;
    scheduler.after(isLate ? joinAtMs : random.below(500), start);
    if (isLate) scheduler.after(joinAtMs - snapshotAheadMs, () => random.pick(honest).crash());
  }
  /**
   * Whoever loses its disk, when it votes once more and all others have voted: whoever has never signed anything may
   * have to look on for a height as well, and together they would be too many.
   */
  let losing: number | null = null;
  if (plan.diskLoss !== null) {
    const { node, atMs } = plan.diskLoss;
    scheduler.after(atMs, () => {
      losing = node;
    });
  }
  const haveVoted = new Set<number>();
  function noteVote(by: number): void {
    haveVoted.add(by);
    if (by !== losing || haveVoted.size < powers.size) return;
    losing = null;
    scheduler.after(0, () => {
      nodes.find(({ index }) => index === by)?.loseDisk();
      // Where one more vote is needed, the height is still in progress when the other is back.
      const others = nodes.filter(({ index }) => index !== by);
      random.pick(others).crash(3 * replacementMs);
    });
  }

  for (const { node, copiedAtMs, restoredAtMs, part } of plan.oldCopies) {
    const its = nodes.find(({ index }) => index === node);
    scheduler.after(copiedAtMs, () => its?.copyDisk());
    scheduler.after(restoredAtMs, () => its?.putBack(part));
  }

  /** Those that the newest final state has; whoever was removed may stay where it is. */
  const admitted = () =>
    honest.filter(({ index }) => {
      const node = referee.chain.state().get(stateKey.node(nodeName(index)));
      return node !== undefined && isAdmitted(node, nextHeight(referee.chain.head().header.height));
    });

  function cutPower(): void {
    if (faults.powerCutMaxMs === 0) return;
    const hit = random.pick([0.5, 1]);
    note(-1, 'power cut', () => (hit === 1 ? 'everywhere' : 'here and there'));
    for (const node of nodes) if (random.chance(hit)) node.crash();
    scheduler.after(random.between(10, faults.powerCutMaxMs), cutPower);
  }
  if (faults.powerCutMaxMs > 0) scheduler.after(random.below(faults.powerCutMaxMs), cutPower);

  let goal: bigint | null = null;
  let firstAfter = 0;
  scheduler.after(healAtMs, () => {
    faults = noEngineFaults;
    network.heal();
    const foremost = honest.map((node) => node.height()).reduce((a, b) => (a > b ? a : b));
    firstAfter = Number(foremost) + 2;
    goal = foremost + BigInt(recoveryHeights);
    note(-1, 'heal', () => `goal ${goal}`);
  });

  const council = createCouncil({
    governor,
    proposedBlocks: new Map(
      nodes.map(({ index, isHonest, engine }) => [
        index,
        {
          keys: keysOf(index),
          observes: index === observer,
          isHonest,
          isRunning: () => engine() !== null,
        },
      ]),
    ),
    kinds: plan.votedChanges,
    referee,
    random,
  });
  const { chainId } = genesis;
  const outside = { chainId, nodes: honest, referee, random, scheduler };
  /** Nothing new is submitted once all is healed. */
  const whileOpen = <T>(next: () => T): (() => T | null) => {
    return () => (goal === null ? next() : null);
  };
  const payers = plan.clients.flatMap((client): Client[] => {
    const [key, to] = [accounts[client], accounts[(client + 1) % clientsMax]];
    if (key === undefined || to === undefined) return [];
    return [startClient({ ...outside, key, next: whileOpen(() => payment(key, to)) })];
  });
  const changer =
    plan.votedChanges.length === 0
      ? null
      : startClient({ ...outside, key: governor, next: whileOpen(council.next) });
  const clients = changer === null ? payers : [...payers, changer];

  /** Nodes of the same height hold the same, however they came there. */
  async function compareDisks(): Promise<void> {
    const digests = new Map<string, { readonly digest: string; readonly instance: number }>();
    for (const node of honest) {
      const { current, past } = await node.digest();
      const digested = node.base() === 0n ? { current, past } : { current };
      for (const [what, digest] of Object.entries(digested)) {
        const key = `${what} of ${node.height()}`;
        const other = digests.get(key);
        if (other !== undefined && other.digest !== digest) {
          referee.report('root', `n${node.index} and n${other.instance} differ: ${key}`);
        }
        digests.set(key, { digest, instance: node.index });
      }
    }
  }

  /** The others may be no quorum without those that forgot: nothing but safety is promised. */
  const mayHalt = (restored.size > 0 || plan.clockChange !== null) && !isFair(plan);
  const clocksSettledAt = plan.clockChange === null ? 0 : settledAtMs(plan.clockChange, healAtMs);
  const isOver = (): boolean =>
    scheduler.now() >= clocksSettledAt &&
    ((mayHalt && scheduler.now() > healAtMs + haltedMs) ||
      (goal !== null &&
        admitted().every((node) => node.height() >= (goal ?? 0n)) &&
        clients.every((client) => client.isServed())));

  const running = (): readonly KnownClock[] =>
    honest.flatMap((node) =>
      node.engine() === null ? [] : [{ ...node, name: nodeName(node.index) }],
    );
  const reportClocks = (claim: string | undefined): void => {
    if (claim !== undefined) referee.report('clocks', claim);
  };
  /** A clock that was moved alone makes nothing false that its node says of others, not for a moment. */
  let clocksComparedAt = 0;
  function compareMovedClock(): void {
    const now = scheduler.now();
    // When all heals, the other clocks move as well.
    if (plan.clockChange === null || now < clocksComparedAt || now >= healAtMs) return;
    clocksComparedAt = now + 100;
    const name = plan.clockChange.node === 'all' ? null : nodeName(plan.clockChange.node);
    const moved = running().find((node) => node.name === name);
    if (moved !== undefined) reportClocks(falseOffset(moved, running()));
  }

  let events = 0;
  while (referee.violation() === null && !isOver()) {
    if (scheduler.now() > healAtMs + recoveryMaxMs || !scheduler.advance()) {
      const where = admitted().map(
        (node) => `n${node.index} ${node.height()}/${node.engine()?.roundState().round ?? 'down'}`,
      );
      const open = clients.filter((client) => !client.isServed()).length;
      referee.report(
        'progress',
        `goal ${goal}, nodes at ${where.join(', ')}, ${open} transactions open`,
      );
    }
    events++;
    compareMovedClock();
    // Everything that follows without waiting: promises, and what the store hands to the next tick.
    do await new Promise(setImmediate);
    while (signatures.verifier.pending() > 0);
  }
  if (referee.violation() === null) await compareDisks();
  if (plan.clockChange !== null) reportClocks(falseClaim(running()));
  const rounds = referee.rounds();
  const recoveryRounds = Math.max(0, ...rounds.slice(firstAfter - 1)) + 1;
  if (recoveryRounds > recoveryRoundsMax && !mayHalt) {
    referee.report('progress', `a height took ${recoveryRounds} rounds after healing`);
  }
  return {
    seed,
    violation: referee.violation(),
    events,
    heights: Math.min(...admitted().map((node) => Number(node.height()))),
    crashes: nodes.reduce((sum, node) => sum + node.crashes(), 0),
    evidence: referee.evidence(),
    payments: payers.reduce((sum, client) => sum + client.done(), 0),
    voted: changer?.done() ?? 0,
    restored: nodes.filter((node) => node.base() > 0n).length,
    rounds: Math.max(0, ...rounds),
    recoveryRounds,
    recoveryMs: scheduler.now() - healAtMs,
    traceHash: trace.hash(),
    trace: trace.lines(),
    summary: describeEnginePlan(plan),
  };
}

function isVote({ kind, bytes }: Said): boolean {
  if (kind !== 'direct') return false;
  const message = decode(directMessageCodec, bytes);
  return message.ok && message.value.type === 'vote';
}

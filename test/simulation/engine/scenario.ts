/**
 * One run of real engines from a seed: faults and liars for a while, payments all the time, then it heals
 * and must make every payment final. One event happens, everything that follows at once happens, and then
 * the next event does: time passes only between them.
 */
import type { Address, Hash, SchemeName, SigningKey } from '@trellis/crypto';
import {
  encodedTransactionId,
  splitSignedTransaction,
  toHeight,
  validatorAddress,
} from '@trellis/protocol';
import { createRandom } from '../random.ts';
import { createScheduler } from '../scheduler.ts';
import { createTrace, type TraceMode } from '../trace.ts';
import type { Violation } from '../violation.ts';
import { createDisk } from './disk.ts';
import { makeGenesis, pay, peerName } from './genesis.ts';
import { createLie } from './liar.ts';
import { createLife } from './life.ts';
import { createEngineNetwork } from './network.ts';
import { createEngineNode, type EngineNode, type EnginePlant } from './node.ts';
import { describeEnginePlan, makeEnginePlan, noEngineFaults } from './plan.ts';
import { createReferee } from './referee.ts';
import { fakeSignatures, realSignatures } from './signatures.ts';

export interface EngineScenario {
  readonly seed: number;
  readonly validators: number;
  readonly trace?: TraceMode;
  /** Real signatures instead of ones that cost nothing. */
  readonly scheme?: SchemeName;
  readonly plant?: EnginePlant;
}

export interface EngineOutcome {
  readonly seed: number;
  readonly violation: Violation | null;
  readonly events: number;
  /** Heights every honest node reached. */
  readonly heights: number;
  readonly crashes: number;
  readonly evidence: number;
  /** Payments that became final. */
  readonly payments: number;
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

const accountsCount = 4;
const patienceMs = 1_000;

export async function runEngines(scenario: EngineScenario): Promise<EngineOutcome> {
  const { seed, validators: count, plant = {} } = scenario;
  const random = createRandom(seed);
  const plan = makeEnginePlan(random, count);
  const { liars, healAtMs } = plan;
  let faults = plan.faults;
  const scheduler = createScheduler();
  const trace = createTrace(scenario.trace ?? 'off');
  const note = (node: number, event: string, detail: () => string): void => {
    if (trace.enabled) trace.add({ atMs: scheduler.now(), node, event, detail: detail() });
  };

  const signatures =
    scenario.scheme === undefined ? fakeSignatures() : realSignatures(scenario.scheme);
  const keys = Array.from({ length: count }, (_, index) => signatures.key(index));
  const accounts = Array.from({ length: accountsCount }, (_, i) => signatures.key(1000 + i));
  const genesis = makeGenesis({ validators: keys, powers: plan.powers, accounts });
  const liarAddresses = new Set<Address>();
  for (const [index, key] of keys.entries()) {
    if (liars.has(index)) liarAddresses.add(validatorAddress(key));
  }
  const noFaults = { scheduler, random, crash: () => 0, diskMaxMs: () => 0, onCrash: () => {} };
  const referee = await createReferee({
    genesis,
    verifier: signatures.verifier,
    store: await createDisk().openStore(createLife(noFaults)),
    isHonest: (address) => !liarAddresses.has(address),
  });

  // A twin is one more instance with the key and the name of its validator.
  const owners = [
    ...keys.keys(),
    ...[...liars].flatMap(([index, vice]) => (vice === 'twin' ? [index] : [])),
  ];
  const isHonest = (instance: number): boolean => !liars.has(owners[instance] ?? -1);
  const lies = owners.map((index) => {
    const [vice, key] = [liars.get(index), keys[index]];
    if (vice === undefined || key === undefined) return null;
    return createLie(vice, { random, key, chainId: genesis.chainId });
  });
  const network = createEngineNetwork({
    names: owners.map(peerName),
    random,
    scheduler,
    faults: () => faults,
    says(from, to, said) {
      if (isHonest(from)) referee.onSaid(said);
      return lies[from]?.(to, said) ?? [said];
    },
    onDisconnect(by, peer, reason) {
      if (isHonest(by) && isHonest(peer)) {
        referee.report('accusation', `n${by} sends the honest n${peer} away: ${reason}`);
      }
    },
    note,
  });
  const nodes = owners.flatMap((index, instance) => {
    const key = keys[index];
    if (key === undefined) return [];
    return createEngineNode({
      instance,
      genesis,
      key,
      verifier: signatures.verifier,
      scheduler,
      random,
      faults: () => faults,
      network,
      referee,
      isHonest: isHonest(instance),
      hasAmnesia: liars.get(index) === 'amnesia',
      plant,
      note,
    });
  });
  const honest = nodes.filter((_, instance) => isHonest(instance));
  for (const node of nodes) scheduler.after(random.below(500), node.start);

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

  const clients = accounts.map((from, index) =>
    startClient(from, accounts[(index + 1) % accountsCount] ?? from, honest),
  );

  /** Hands one payment in again and again, at any node, until it is final; then the next one. */
  function startClient(from: SigningKey, to: SigningKey, at: readonly EngineNode[]) {
    let sequence = 0n;
    let waiting: { readonly id: Hash; readonly encoded: Uint8Array } | null = null;
    let done = 0;
    function turn(): void {
      if (waiting !== null && referee.isFinal(waiting.id)) {
        waiting = null;
        done++;
      }
      if (waiting === null && goal === null) {
        sequence += 1n;
        const validUntil = toHeight(referee.height() + 1000n);
        pay({ from, to, sequence, validUntil }).then((encoded) => {
          const { transaction } = splitSignedTransaction(encoded);
          waiting = { id: encodedTransactionId(transaction), encoded };
          submit();
        });
      } else submit();
      scheduler.after(patienceMs, turn);
    }
    function submit(): void {
      if (waiting !== null) void random.pick(at).engine()?.submit(waiting.encoded);
    }
    scheduler.after(random.below(patienceMs), turn);
    const isFinal = () => waiting !== null && referee.isFinal(waiting.id);
    return {
      isServed: () => waiting === null || isFinal(),
      done: () => done + (isFinal() ? 1 : 0),
    };
  }

  /** Nodes of the same height hold the same, however they came there. */
  async function compareDisks(): Promise<void> {
    const digests = new Map<bigint, { readonly digest: string; readonly instance: number }>();
    for (const [instance, node] of nodes.entries()) {
      if (!isHonest(instance)) continue;
      const [height, digest] = [node.height(), await node.digest()];
      const other = digests.get(height);
      if (other !== undefined && other.digest !== digest) {
        referee.report('root', `n${instance} and n${other.instance} differ at ${height}`);
      }
      digests.set(height, { digest, instance });
    }
  }

  const isOver = (): boolean =>
    goal !== null &&
    honest.every((node) => node.height() >= (goal ?? 0n)) &&
    clients.every((client) => client.isServed());

  let events = 0;
  while (referee.violation() === null && !isOver()) {
    if (scheduler.now() > healAtMs + recoveryMaxMs || !scheduler.advance()) {
      const where = honest.map(
        (node) => `${node.height()}/${node.engine()?.roundState().round ?? 'down'}`,
      );
      const open = clients.filter((client) => !client.isServed()).length;
      referee.report(
        'progress',
        `goal ${goal}, nodes at ${where.join(' ')}, ${open} payments open`,
      );
    }
    events++;
    // Everything that follows without waiting: promises, and what the store hands to the next tick.
    do await new Promise(setImmediate);
    while (signatures.verifier.pending() > 0);
  }
  if (referee.violation() === null) await compareDisks();
  const rounds = referee.rounds();
  return {
    seed,
    violation: referee.violation(),
    events,
    heights: Math.min(...honest.map((node) => Number(node.height()))),
    crashes: nodes.reduce((sum, node) => sum + node.crashes(), 0),
    evidence: referee.evidence(),
    payments: clients.reduce((sum, client) => sum + client.done(), 0),
    rounds: Math.max(0, ...rounds),
    recoveryRounds: Math.max(0, ...rounds.slice(firstAfter - 1)) + 1,
    recoveryMs: scheduler.now() - healAtMs,
    traceHash: trace.hash(),
    trace: trace.lines(),
    summary: describeEnginePlan(plan),
  };
}

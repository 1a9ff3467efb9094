/** `pnpm soak`: what takes too long for `pnpm test`, on real processes. Prints what it measures. */
import { parseArgs } from 'node:util';
import { checkSigning, removeLeftTestnets } from '@trellis/testnet';
import { startNetwork, type TestNetwork } from '../e2e/network.ts';
import { startPageGround } from '../e2e/page-ground.ts';
import { runPageSequence, sequenceOf } from '../e2e/page-sequences.ts';
import { soakGateway } from '../gateway/soak.ts';
import { runLong } from '../soak/long-run.ts';
import { problemsOf, reportLines } from '../soak/report.ts';
import { soakPayer } from '../submissions/soak.ts';
import { runTrials } from './damage-trial.ts';
import { endAndCheck, ends, longCommands } from './ended-commands.ts';
import { soakKills } from './kills.ts';
import { measureBlockTimes, measureHalt } from './liveness.ts';
import { loseDisks } from './lost-disks.ts';
import { restoreOldCopies, restoreTwo } from './old-copies.ts';
import { buildRecorder, cutPower } from './power-cuts.ts';
import { loseAndRecover } from './recover-chain.ts';
import { tryRequests } from './requests/request-trial.ts';
import { restoreBackups } from './restores.ts';
import { trySigner } from './signer.ts';

const { values } = parseArgs({
  options: {
    /** Nodes to kill under load, in all. */
    kills: { type: 'string' },
    seed: { type: 'string', default: '1' },
    /** Nodes whose power is cut under load, in all: what they had not synced is taken away. */
    'power-cuts': { type: 'string' },
    /** Kills of a script that pays fifty times, of its node, and lost answers, in all. */
    'payer-kills': { type: 'string' },
    /** Kills of a gateway that pays `--instructions` of one file, of its node, and times without an outbox, in all. */
    gateway: { type: 'string' },
    instructions: { type: 'string', default: '10000' },
    /** Damage a file of a stopped node, `--trials` times: each file in each way, in an order drawn from the seed. */
    damage: { type: 'boolean', default: false },
    trials: { type: 'string', default: '210' },
    /** Where to begin in what the seed draws, of damages or old copies: a long run in pieces. */
    from: { type: 'string', default: '0' },
    /** Measure what a dead validator costs, and how soon a halted network continues. */
    liveness: { type: 'boolean', default: false },
    /** Send hostile bodies, queries and frames to one node. */
    requests: { type: 'boolean', default: false },
    /** So many times, lose the disks of 2 of 4 validators, and of 3 of 7, and ask the others what is final. */
    'lost-disks': { type: 'string' },
    /** So many times, lose the disks of 2 of 4 validators, and of 3 of 7, recover the chain, and continue. */
    recover: { type: 'string' },
    /** Random sequences of what can happen to a page that is open, in so many browsers one after another. */
    browser: { type: 'string' },
    turns: { type: 'string', default: '5' },
    /** End each long command in each way at three moments, or those whose name has this text. */
    ended: { type: 'string' },
    /** Put back the data of validators under load from copies of any age, so many times, then that of two at once. */
    'old-copies': { type: 'string' },
    /** Restore validators under load from backups of any age, so many times, each in one of three ways. */
    backups: { type: 'string' },
    /** So many faults of a validator whose key is with a signer: of its nodes, of the signer, of their lines. */
    signer: { type: 'string' },
    /** Run so many hours under load, with everything that operators do and, in pieces of their own, with faults. */
    hours: { type: 'string' },
    /** Payments a second of that run. */
    rate: { type: 'string', default: '200' },
    /** Of the pieces of that run, those of one kind alone: `steady` or `faults`. */
    only: { type: 'string' },
  },
});

const cuts = values['power-cuts'];
const copies = values['old-copies'];
const payerKills = values['payer-kills'];

const lostDisks = values['lost-disks'];
const ended = values.ended;
const { damage: isDamage, liveness: isLiveness, requests: isRequests } = values;
const recoveries = values.recover;
const sequences = values.browser;
const isCounted = [
  values.kills,
  cuts,
  copies,
  lostDisks,
  recoveries,
  payerKills,
  sequences,
  values.backups,
  values.signer,
  ended,
  values.hours,
  values.gateway,
].some((one) => one !== undefined);
if (!isCounted && !isDamage && !isLiveness && !isRequests) {
  say(
    'usage: pnpm soak [--kills N] [--power-cuts N] [--lost-disks N] [--recover N] [--payer-kills N] [--gateway N [--instructions N]] [--seed N] [--damage [--trials N] [--from PLACE]] [--old-copies N [--from PLACE]] [--backups N] [--signer N] [--hours N [--rate N] [--only steady|faults]] [--requests] [--browser N] [--ended TEXT] [--liveness [--turns N]]',
  );
  process.exitCode = 2;
}
const kinds = ['steady', 'faults'] as const;
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
await removeLeftTestnets(say);
if (values.kills !== undefined) await withNetwork(soak(Number(values.kills), Number(values.seed)));
if (cuts !== undefined) await withNetwork(powerCuts(Number(cuts), Number(values.seed)));
if (payerKills !== undefined) {
  // One validator decides as many would, and leaves the processor to the script, which starts over and over.
  const alone = { validators: 1 };
  const options = { kills: Number(payerKills), seed: Number(values.seed) };
  await withNetwork((network) => soakPayer(network, options, say), alone);
}
if (values.gateway !== undefined) {
  const kills = Number(values.gateway);
  const options = { kills, seed: Number(values.seed), instructions: Number(values.instructions) };
  await withNetwork((network) => soakGateway(network, options, say), { validators: 1 });
}
if (values.damage)
  await withNetwork(damage(Number(values.trials), Number(values.seed), Number(values.from)));
if (lostDisks !== undefined) await loseDisksOften(Number(lostDisks));
if (recoveries !== undefined) await recoverOften(Number(recoveries));
if (copies !== undefined)
  await withNetwork(oldCopies(Number(copies), Number(values.seed), Number(values.from)));
if (sequences !== undefined) await tryPages(Number(sequences), Number(values.seed));
if (values.backups !== undefined) {
  await withNetwork(restores(Number(values.backups), Number(values.seed)));
}
if (values.signer !== undefined) {
  await withNetwork(signer(Number(values.signer), Number(values.seed)));
}
if (values.hours !== undefined) {
  await runHours(Number(values.hours), Number(values.seed), Number(values.rate));
}
if (values.requests) await withNetwork(requests(Number(values.seed)));
if (ended !== undefined) await endCommands(ended);
if (values.liveness) await withNetwork(liveness(Number(values.turns)));

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function withNetwork(
  run: (network: TestNetwork) => Promise<void>,
  options: Parameters<typeof startNetwork>[0] = {},
): Promise<void> {
  const network = await startNetwork({ drill: true, logLevel: 'info', ...options });
  const interrupt = (): void => {
    network.remove().then(
      () => process.exit(130),
      () => process.exit(1),
    );
  };
  for (const signal of signals) process.once(signal, interrupt);
  try {
    await run(network);
  } finally {
    for (const signal of signals) process.removeListener(signal, interrupt);
    await network.remove();
  }
}

async function tryPages(count: number, seed: number): Promise<void> {
  const ground = await startPageGround();
  try {
    for (let index = 0; index < count; index++) {
      const sequence = sequenceOf(seed + index, 12);
      say(`seed ${seed + index}: ${sequence.join(', ')}`);
      await runPageSequence(ground, sequence);
    }
    say(`${count} sequences: the page said what the model says after each step`);
  } finally {
    await ground.remove();
  }
}

async function endCommands(text: string): Promise<void> {
  for (const command of longCommands.filter(({ name }) => name.includes(text))) {
    for (const how of ends) {
      for (const moment of [0, 1, 2] as const) {
        const outcome = await endAndCheck(command, how, moment).then(
          (wasRunning) => (wasRunning ? 'held' : 'held, had ended before'),
          (error: unknown) => {
            process.exitCode = 1;
            return `WRONG: ${error instanceof Error ? error.message : error}`;
          },
        );
        say(`${command.name}, ${how}, moment ${moment}: ${outcome}`);
      }
    }
  }
}

function soak(kills: number, seed: number) {
  return async (network: TestNetwork): Promise<void> => {
    const started = performance.now();
    const { chains, signing, payments, forgotten, ...report } = await soakKills(network, {
      kills,
      seed,
      onKill: (count, names) => say(`${count}/${kills} killed: ${names.join(', ')}`),
    });
    const minutes = (performance.now() - started) / 60_000;
    say(`${report.kills} kills in ${minutes.toFixed(1)} minutes, seed ${seed}`);
    say(`blocks: ${chains.forks.length} forks up to height ${chains.height}`);
    say(`payments: ${payments} said to be final, ${chains.lost.length} lost`);
    say(`signatures: ${signing.messages} seen, ${signing.conflicts.length} positions signed twice`);
    say(`sent before the last-signed file knew: ${forgotten.length}`);
    say(`audited from the genesis on, blocks of each node: ${report.audited.join(', ')}`);
    const bad =
      chains.forks.length + chains.lost.length + signing.conflicts.length + forgotten.length;
    if (bad > 0) process.exitCode = 1;
  };
}

function powerCuts(count: number, seed: number) {
  return async (network: TestNetwork): Promise<void> => {
    const library = await buildRecorder(network);
    if (library === null) return say('power cuts: skipped, as there is no C compiler, or no Linux');
    const { chains, signing, ...report } = await cutPower(network, {
      cuts: count,
      seed,
      library,
      onCut: (done, names) => say(`${done}/${count} without power: ${names.join(', ')}`),
    });
    say(
      `${report.cuts} power cuts, seed ${seed}: ${report.shortened} files lost a tail, ${report.gone} were gone`,
    );
    say(
      `${chains.forks.length} forks up to height ${chains.height}, ${chains.lost.length} of ${report.payments} ` +
        `payments lost, ${signing.conflicts.length} positions signed twice of ${signing.messages} seen`,
    );
    if (chains.forks.length + chains.lost.length + signing.conflicts.length > 0)
      process.exitCode = 1;
  };
}

function damage(count: number, seed: number, from: number) {
  return async (network: TestNetwork): Promise<void> => {
    const started = performance.now();
    const { trials, next, payments, chains, signing } = await runTrials(network, {
      trials: count,
      seed,
      from,
      victim: network.manifest.nodes.length - 1,
      onTrial: ({ file, damage: how, outcome, words, seconds }, done, place) =>
        say(
          `${done}/${count} at ${place}: ${file}, ${how}: ${outcome} in ${seconds.toFixed(1)} s (${words})`,
        ),
    });
    say(`${count} trials in ${((performance.now() - started) / 1_000).toFixed(0)} s`);
    const outcomes = Map.groupBy(trials, ({ outcome }) => outcome);
    for (const [outcome, some] of outcomes) say(`${some.length} ${outcome}`);
    say(
      `${chains.forks.length} forks up to height ${chains.height}, ${chains.lost.length} of ${payments} ` +
        `payments lost, ${signing.conflicts.length} positions signed twice; seed ${seed}, continue with --from ${next}`,
    );
    const bad = chains.forks.length + chains.lost.length + signing.conflicts.length;
    if (bad > 0 || outcomes.has('not allowed')) process.exitCode = 1;
  };
}

async function loseDisksOften(times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    for (const [count, validators] of [
      [2, 4],
      [3, 7],
    ] as const) {
      const lose = async (network: TestNetwork): Promise<void> => {
        const { head, payments, unknown, precommitted } = await loseDisks(network, {
          count,
          loadMs: 3_000 + 100 * time,
        });
        const open = precommitted.filter(({ mayBeFinal }) => mayBeFinal);
        say(
          `${count} of ${validators} disks lost: block ${head.height} is final, ${open.length} after it may be; ` +
            `${unknown.length} of ${payments} final payments unknown`,
        );
        if (unknown.length > 0) process.exitCode = 1;
      };
      await withNetwork(lose, { validators, logLevel: 'warn' });
    }
  }
}

async function recoverOften(times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    for (const [count, validators] of [
      [2, 4],
      [3, 7],
    ] as const) {
      const recover = async (network: TestNetwork): Promise<void> => {
        const names = network.manifest.nodes.map(({ name }) => name);
        const run = await loseAndRecover(network, {
          count,
          loadMs: 3_000 + 100 * time,
          // Those that were lost are among the new validators every second time: they have kept their keys.
          validators: time % 2 === 0 ? null : names,
        });
        const { recovery, chains, twice, audits, paidBefore, paidAfter } = run;
        const { head, round } = recovery.plan;
        const { height, transactions, stateEntries } = audits[0] ?? {};
        const isEqual = audits.every(
          (one) =>
            one.height === height &&
            one.transactions === transactions &&
            one.stateEntries === stateEntries,
        );
        say(
          `${count} of ${validators} disks lost, continued from block ${head.height}` +
            `${round === null ? '' : `, precommitted in round ${round}`} to ${height}: ${chains.forks.length} forks, ` +
            `${chains.lost.length} of ${paidBefore} + ${paidAfter} final payments lost, ${twice.length} transactions twice, ` +
            `audits ${isEqual ? 'equal' : 'DIFFERENT'}`,
        );
        if (chains.forks.length + chains.lost.length + twice.length > 0 || !isEqual) {
          process.exitCode = 1;
        }
      };
      await withNetwork(recover, { validators, scheme: 'ml-dsa-44', logLevel: 'warn' });
    }
  }
}

function oldCopies(restores: number, seed: number, from: number) {
  return async (network: TestNetwork): Promise<void> => {
    const options = { restores, seed, from, ageMaxMs: 60_000, onRestore: say };
    const { chains, signing, payments, limited } = await restoreOldCopies(network, options);
    say(
      `${restores} restores from ${from}, seed ${seed}, ${limited} with a limit: ${chains.forks.length} forks up to height ` +
        `${chains.height}, ${chains.lost.length} of ${payments} payments lost, ${signing.conflicts.length} positions ` +
        `signed twice of ${signing.messages} seen`,
    );
    say(`two of four at once: ${await restoreTwo(network, [1, 2], 2_000)}`);
    const after = await checkSigning(network.folder, network.manifest);
    say(`${after.conflicts.length} positions signed twice after that`);
    if (chains.forks.length + chains.lost.length + after.conflicts.length > 0) process.exitCode = 1;
  };
}

function signer(trials: number, seed: number) {
  return async (network: TestNetwork): Promise<void> => {
    const report = await trySigner(network, {
      trials,
      seed,
      onTrial: ({ fault, blocksAgainMs }) =>
        say(`${fault}: blocks again after ${Math.round(blocksAgainMs)} ms`),
    });
    const { payments, signing, turns } = report;
    say(
      `${trials} faults, seed ${seed}: ${payments} payments, ${turns.length} turns, ` +
        `${signing.conflicts.length} positions signed twice of ${signing.messages} seen`,
    );
    if (signing.conflicts.length > 0) process.exitCode = 1;
  };
}

function restores(count: number, seed: number) {
  return async (network: TestNetwork): Promise<void> => {
    const options = { restores: count, seed, ageMaxMs: 60_000, onRestore: say };
    const { byWay, notStopped, unmarked, oldestMs, ...report } = await restoreBackups(
      network,
      options,
    );
    const { chains, signing, payments } = report;
    const ways = Object.entries(byWay).map(([way, times]) => `${times} ${way}`);
    say(
      `${count} restores, seed ${seed}: ${ways.join(', ')}; the oldest ${(oldestMs / 1_000).toFixed(0)} s old`,
    );
    for (const what of notStopped) say(`did not stop beside its original: ${what}`);
    for (const what of unmarked) say(`not marked as old: ${what}`);
    say(
      `${chains.forks.length} forks up to height ${chains.height}, ${chains.lost.length} of ${payments} payments lost, ` +
        `${signing.conflicts.length} positions signed twice of ${signing.messages} seen`,
    );
    const bad = [chains.forks, chains.lost, signing.conflicts, notStopped, unmarked].flat().length;
    if (bad > 0) process.exitCode = 1;
  };
}

async function runHours(hours: number, seed: number, perSecond: number): Promise<void> {
  const only = kinds.find((kind) => kind === values.only);
  if (only === undefined && values.only !== undefined)
    throw new Error(`--only takes ${kinds.join(' or ')}`);
  const report = await runLong({ hours, seed, perSecond, only, say });
  say(`${hours} hours, ${perSecond} payments a second wanted, seed ${seed}`);
  for (const line of reportLines(report)) say(line);
  if (problemsOf(report).length > 0) process.exitCode = 1;
}

function requests(seed: number) {
  return async (network: TestNetwork): Promise<void> => {
    const trial = await tryRequests(network, {
      seed,
      bytes: 15_000_000,
      share: 1,
      quietMs: 1_000,
      isBrief: false,
      onHeld: ({ name, heldMs, tries, undisturbedMs }) =>
        say(
          `${name}: ${heldMs.toFixed(0)} ms${tries > 1 ? `, the best of ${tries}` : ''} ` +
            `(${undisturbedMs.toFixed(0)} ms while nothing was done)`,
        ),
    });
    say(`event loop held while nothing was done: ${trial.undisturbedMs.toFixed(0)} ms at most`);
    const { perSecond, blocks } = trial.payments;
    say(
      `${trial.answers} answers, ${trial.wrong.length} wrong; ${perSecond.toFixed(0)} payments/s, ${blocks} blocks; ` +
        `memory at the end ${trial.memoryTimes.toFixed(1)} times that of the beginning`,
    );
    for (const what of trial.wrong) say(`wrong: ${what}`);
    for (const { name } of trial.tooLong) say(`held for more than three times as long: ${name}`);
    if (trial.wrong.length + trial.tooLong.length > 0) process.exitCode = 1;
  };
}

function liveness(turns: number) {
  return async (network: TestNetwork): Promise<void> => {
    const times = await measureBlockTimes(network, { turns, windowMs: 10_000 });
    say(
      `block time under load: ${times.allUpMs.toFixed(0)} ms with 4 of 4, ` +
        `${times.oneDownMs.toFixed(0)} ms with 3 of 4: ${times.ratio.toFixed(2)} times`,
    );
    for (let turn = 0; turn < turns; turn++) {
      const halt = await measureHalt(network, 5_000);
      say(
        `2 of 4 gone for 5 s: ${halt.blocksWhileHalted} blocks, ` +
          `then one ${halt.resumedAfterMs.toFixed(0)} ms after their return`,
      );
    }
  };
}

/** `trellis testnet kill|pause|resume|restart|partition|heal|slow|chaos`: breaking a testnet on purpose. */

import { createProvider } from '@trellis/crypto';
import { faultLimits } from '@trellis/protocol';
import type { ChaosEvent, ChaosResult, TestnetManifest, TestnetNode } from '@trellis/testnet';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { duration } from '../duration.ts';
import { readGlobals } from '../globals.ts';
import { takeInterruption } from '../interruption.ts';
import { bad, good, print, printFields, printJson } from '../output.ts';
import { findNodes } from '../testnet-nodes.ts';
import { wholeNumber } from '../whole-number.ts';

/** Adds the commands. */
export function addFaultCommands(testnet: Command): void {
  addProcessFault(testnet, 'kill', {
    description: 'End nodes at once, as a crash does; "testnet up NODE" starts them again',
    act: async (folder, node) => (await import('@trellis/testnet')).killProcess(folder, node),
    done: 'Killed',
    undone: 'did not run',
  });
  addProcessFault(testnet, 'pause', {
    description: 'Pause the processes of nodes, with their connections open',
    act: async (folder, node) => (await import('@trellis/testnet')).pauseProcess(folder, node),
    done: 'Paused',
    undone: 'did not run',
  });
  addProcessFault(testnet, 'resume', {
    description: 'Let paused nodes continue',
    act: async (folder, node) => (await import('@trellis/testnet')).resumeProcess(folder, node),
    done: 'Resumed',
    undone: 'did not run',
  });
  addProcessFault(testnet, 'restart', {
    description: 'Stop nodes gracefully and start them again',
    act: restart,
    done: 'Restarted',
    undone: 'could not be started',
  });
  addPartition(testnet);
  addSlow(testnet);
  addHeal(testnet);
  addChaos(testnet);
}

type Act = (folder: string, node: TestnetNode, manifest: TestnetManifest) => Promise<boolean>;

interface ProcessFault {
  readonly description: string;
  /** Says whether there was anything to act on. */
  readonly act: Act;
  readonly done: string;
  readonly undone: string;
}

function addProcessFault(testnet: Command, name: string, fault: ProcessFault): void {
  testnet
    .command(`${name} <node...>`)
    .description(fault.description)
    .addHelpText('after', `\nExamples:\n  $ trellis testnet ${name} node3\n`)
    .action(async (names: string[], _options: object, command: Command) => {
      const { folder, manifest, json } = await open(command);
      const nodes = findNodes(manifest, names);
      const struck: string[] = [];
      const idle: string[] = [];
      // An interruption leaves no node half way: a restart that has begun ends with the node running.
      const signal = takeInterruption();
      for (const node of nodes) {
        signal.throwIfAborted();
        const acted = await fault.act(folder, node, manifest);
        (acted ? struck : idle).push(node.name);
      }
      signal.throwIfAborted();
      if (json) return printJson({ [name]: struck, unchanged: idle });
      if (struck.length > 0) print(`${fault.done} ${struck.join(', ')}.`);
      if (idle.length > 0) print(`${idle.join(', ')} ${fault.undone}.`);
    });
}

async function restart(
  folder: string,
  node: TestnetNode,
  manifest: TestnetManifest,
): Promise<boolean> {
  const { startProcess, stopProcess, untilReady } = await import('@trellis/testnet');
  await stopProcess(folder, node);
  await startProcess(folder, node);
  await untilReady(folder, manifest, node);
  return true;
}

function addPartition(testnet: Command): void {
  testnet
    .command('partition <node...>')
    .description(
      'Cut all links between these nodes and the others, inside the nodes: needs no root',
    )
    .addHelpText('after', '\nExamples:\n  $ trellis testnet partition node3 node4\n')
    .action(async (given: string[], _options: object, command: Command) => {
      const { partition } = await import('@trellis/testnet');
      const { folder, manifest, json } = await open(command);
      const names = findNodes(manifest, given).map(({ name }) => name);
      const others = manifest.nodes.map(({ name }) => name).filter((name) => !names.includes(name));
      if (others.length === 0) {
        throw new InvalidArgumentError('leave a node out, from which the others are cut off.');
      }
      await partition(folder, manifest, names);
      if (json) return printJson({ partition: [names, others] });
      print(
        `Partitioned ${names.join(', ')} from ${others.join(', ')}. "trellis testnet heal" reconnects them.`,
      );
    });
}

function addSlow(testnet: Command): void {
  testnet
    .command('slow <node...>')
    .description('Make all links of nodes slow and lossy')
    .addOption(
      new Option('--latency <ms>', 'added to every message, one way')
        .default(200)
        .argParser(wholeNumber(0, faultLimits.latencyMsMax)),
    )
    .addOption(
      new Option('--loss <percent>', 'of network segments, which are then sent again')
        .default(0)
        .argParser(percent),
    )
    .addHelpText('after', '\nExamples:\n  $ trellis testnet slow node2 --latency 300 --loss 1\n')
    .action(
      async (given: string[], options: { latency: number; loss: number }, command: Command) => {
        const { slowDown } = await import('@trellis/testnet');
        const { folder, manifest, json } = await open(command);
        const names = findNodes(manifest, given).map(({ name }) => name);
        const lossPerMillion = Math.round(options.loss * 10_000);
        if (options.latency === 0 && lossPerMillion === 0) {
          throw new InvalidArgumentError('give a latency or a loss over 0.');
        }
        await slowDown(folder, manifest, names, { latencyMs: options.latency, lossPerMillion });
        if (json) return printJson({ slow: names, latencyMs: options.latency, lossPerMillion });
        print(
          `Messages to and from ${names.join(', ')} take ${options.latency} ms longer, and ${options.loss} % of segments are lost.`,
        );
      },
    );
}

function percent(text: string): number {
  const number = /^[0-9]{1,3}(\.[0-9]{1,4})?$/.test(text) ? Number(text) : Number.NaN;
  const max = faultLimits.lossPerMillionMax / 10_000;
  if (number >= 0 && number <= max) return number;
  throw new InvalidArgumentError(`expected a number from 0 to ${max}.`);
}

function addHeal(testnet: Command): void {
  testnet
    .command('heal [node...]')
    .description('Restore the links of nodes, or all links')
    .addHelpText('after', '\nExamples:\n  $ trellis testnet heal\n  $ trellis testnet heal node3\n')
    .action(async (given: string[], _options: object, command: Command) => {
      const { heal } = await import('@trellis/testnet');
      const { folder, manifest, json } = await open(command);
      const names = findNodes(manifest, given).map(({ name }) => name);
      await heal(folder, manifest, names.length === 0 ? undefined : names);
      if (json) {
        const all = manifest.nodes.map(({ name }) => name);
        return printJson({ healed: names.length === 0 ? all : names });
      }
      print(`Restored ${names.length === 0 ? 'all links' : `the links of ${names.join(', ')}`}.`);
    });
}

interface ChaosCommandOptions {
  readonly seed?: number;
  readonly for: number;
}

function addChaos(testnet: Command): void {
  testnet
    .command('chaos')
    .description(
      'Load the testnet, inject random faults, heal, and check: exit code 1 if it failed',
    )
    .addOption(
      new Option('--seed <number>', 'which faults (default: a new one, printed)').argParser(
        wholeNumber(0, 0xffff_ffff),
      ),
    )
    .addOption(
      new Option('--for <time>', 'how long, such as 60s or 5m')
        .default(60_000, '60s')
        .argParser(duration(['s', 'm'], '60s or 5m')),
    )
    .addHelpText('after', '\nExamples:\n  $ trellis testnet chaos --seed 7 --for 60s\n')
    .action(async (options: ChaosCommandOptions, command: Command) => {
      const { runChaos, TestnetError } = await import('@trellis/testnet');
      const { home, manifest, json, provider } = await open(command);
      const seed = options.seed ?? Math.floor(Math.random() * 2 ** 32);
      if (!json) print(`Chaos with seed ${seed} for ${options.for / 1000} s:`);
      const result = await runChaos(home, manifest, {
        seed,
        durationMs: options.for,
        provider: createProvider(provider),
        signal: takeInterruption(),
        onEvent(event, what) {
          if (!json) print(eventLine(manifest, event, what));
        },
      });
      if (json) printJson(result);
      else showResult(result);
      if (result.passed) return;
      throw new TestnetError(
        'chaos_failed',
        `the testnet failed under the faults of seed ${seed}; "trellis testnet logs" shows what its nodes say`,
      );
    });
}

function eventLine(
  { nodes }: TestnetManifest,
  { atMs, forMs, fault, nodes: struck }: ChaosEvent,
  what: 'begins' | 'ends',
): string {
  const names = struck.map((index) => nodes[index]?.name ?? '?').join(', ');
  const detail =
    fault.type === 'slow'
      ? ` by ${fault.latencyMs} ms, ${fault.lossPerMillion / 10_000} % lost`
      : '';
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1).padStart(6)} s`;
  return what === 'begins'
    ? `${seconds(atMs)}  ${fault.type} ${names}${detail}`
    : `${seconds(atMs + forMs)}  over: ${fault.type} ${names}`;
}

function showResult({ passed, payments, chains, signing, faults, recoveredMs }: ChaosResult): void {
  print('');
  printFields([
    ['result', passed ? good('passed') : bad('FAILED')],
    ['faults', String(faults)],
    [
      'blocks',
      chains.forks.length === 0
        ? `the same on all nodes up to ${chains.height}`
        : bad(`DIFFERENT at ${chains.forks.map(({ height }) => height).join(', ')}`),
    ],
    [
      'payments',
      chains.lost.length === 0
        ? `${payments} were reported as final, none is lost`
        : bad(`${chains.lost.length} of ${payments} that were reported as final are LOST`),
    ],
    [
      'signatures',
      signing.conflicts.length === 0
        ? `${signing.messages} votes and proposals seen, nobody signed twice`
        : bad(`signed TWICE: ${signing.conflicts.join('; ')}`),
    ],
    [
      'recovery',
      `a new block on every node ${(recoveredMs / 1000).toFixed(1)} s after all was healed`,
    ],
  ]);
}

async function open(command: Command) {
  const { readManifest, testnetFolder } = await import('@trellis/testnet');
  const { home, json, provider } = readGlobals(command);
  const folder = testnetFolder(home);
  return { home, json, provider, folder, manifest: await readManifest(folder) };
}

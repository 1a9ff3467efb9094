/** `trellis testnet`: a network of validators on this machine. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createProvider, type SchemeName, votingSchemes } from '@trellis/crypto';
import type { NodeConfig } from '@trellis/node';
import { type ChainId, isChainId } from '@trellis/protocol';
import { statusResponseCodec } from '@trellis/protocol/http-api';
import type { CertificateKey, TestnetManifest } from '@trellis/testnet';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { plainAnswerJson } from '../answer-json.ts';
import { readGlobals } from '../globals.ts';
import { takeInterruption } from '../interruption.ts';
import { print, printJson } from '../output.ts';
import { type Done, withCounted, withProgress } from '../progress.ts';
import { statusTable } from '../status-table.ts';
import { note } from '../terminal.ts';
import { findNode } from '../testnet-nodes.ts';
import { wholeNumber } from '../whole-number.ts';
import { addFaultCommands } from './testnet-faults.ts';
import { addMemberCommands } from './testnet-members.ts';
import { addMigrate } from './testnet-migrate.ts';

/** Gives `testnet` its subcommands. */
export function defineTestnetCommand(testnet: Command): void {
  addInit(testnet);
  addUp(testnet);
  addDown(testnet);
  addStatus(testnet);
  addLogs(testnet);
  addReset(testnet);
  addPorts(testnet);
  addFaultCommands(testnet);
  addMemberCommands(testnet);
  addMigrate(testnet);
}

function addInit(testnet: Command): void {
  const init = testnet
    .command('init')
    .description('Make keys, a genesis and configurations; nothing is started');
  for (const option of initOptions()) init.addOption(option);
  init
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis testnet init\n  $ trellis testnet init --https\n  $ trellis testnet init -n 7 --scheme ed25519+ml-dsa-65\n',
    )
    .action(makeTestnet);
}

/** Named here as well, so that help does without all that makes certificates. */
const httpsKeys = ['ecdsa-p256', 'ml-dsa-65'] as const satisfies readonly CertificateKey[];

function initOptions(): readonly Option[] {
  return [
    new Option('-n, --validators <count>', 'how many validators')
      .default(4)
      .argParser(wholeNumber(1, 32)),
    new Option('--scheme <name>', 'signatures of the validators and the treasury')
      .choices(votingSchemes)
      .default('ml-dsa-65'),
    new Option('--base-port <port>', 'first network port; HTTP ports are 100 above').argParser(
      wholeNumber(1024, 65_000),
    ),
    new Option('--chain-id <id>', 'name of the chain (default: a new one)').argParser(readChainId),
    new Option(
      '--groups <names>',
      'key exchanges between nodes, the most wanted first (default: X25519MLKEM768)',
    ),
    new Option(
      '--recovery-delay <blocks>',
      'blocks in which a recovery can be vetoed, at least (default: 1000)',
    ).argParser(wholeNumber(1, 4_294_967_295)),
    new Option(
      '--past-states <blocks>',
      'of how many blocks before the newest nodes keep the state, to prove balances of then (default: 0)',
    ).argParser(wholeNumber(0, 4_294_967_295)),
    new Option('--no-require-pq', 'let connections fall back to X25519, which can be read later'),
    new Option('--https [key]', 'serve the APIs over HTTPS, with new certificates of this kind')
      .choices(httpsKeys)
      .preset('ecdsa-p256'),
    new Option('--https-require-pq', 'refuse HTTPS clients without a post-quantum key exchange'),
  ];
}

function readChainId(value: string): string {
  if (isChainId(value)) return value;
  throw new InvalidArgumentError('expected 3 to 32 of a-z, 0-9 and -, a letter first.');
}

async function makeTestnet(options: InitOptions, command: Command): Promise<void> {
  const { authorityPath, initTestnet, testnetFolder, treasuryName } = await import(
    '@trellis/testnet'
  );
  const { home, json, provider } = readGlobals(command);
  if (options.httpsRequirePq === true && options.https === undefined) {
    throw new InvalidArgumentError('--https-require-pq goes with --https.');
  }
  const manifest = await initTestnet(home, {
    validators: options.validators,
    scheme: options.scheme,
    provider: createProvider(provider),
    drill: true,
    signal: takeInterruption(),
    channel: {
      groups: await readGroups(options.groups),
      requirePostQuantum: options.requirePq,
    },
    ...(options.https && {
      https: {
        certificateKey: options.https,
        requirePostQuantum: options.httpsRequirePq === true,
      },
    }),
    ...(options.recoveryDelay === undefined ? {} : { recoveryDelay: options.recoveryDelay }),
    ...(options.pastStates === undefined ? {} : { pastStates: options.pastStates }),
    ...(options.basePort === undefined ? {} : { basePort: options.basePort }),
    ...(options.chainId === undefined ? {} : { chainId: options.chainId }),
  });
  const folder = testnetFolder(home);
  if (json) return printJson({ folder, ...manifest });
  print(
    `Made ${manifest.nodes.length} validators of chain ${manifest.chainId} (${manifest.scheme}) in ${folder}.`,
    `The account "${treasuryName}" issues EUR and USD; its key is in ${join(home, 'keys')}.`,
    ...(options.https === undefined
      ? []
      : [`Clients of the APIs trust ${authorityPath(folder)}; this command does by itself.`]),
    'Next: trellis testnet up',
  );
}

interface InitOptions {
  readonly validators: number;
  readonly scheme: SchemeName;
  readonly groups?: string;
  readonly requirePq: boolean;
  readonly https?: CertificateKey;
  readonly httpsRequirePq?: boolean;
  readonly recoveryDelay?: number;
  readonly pastStates?: number;
  readonly basePort?: number;
  readonly chainId?: ChainId;
}

function addPorts(testnet: Command): void {
  testnet
    .command('ports')
    .description('Give a stopped testnet other ports, as a copy of one needs')
    .option(
      '--base-port <port>',
      'first network port; HTTP ports are 100 above',
      wholeNumber(1024, 65_000),
    )
    .addHelpText('after', '\nExample:\n  $ trellis testnet ports --base-port 27000\n')
    .action(async ({ basePort }: { basePort?: number }, command: Command) => {
      const { changePorts, readManifest, testnetFolder } = await import('@trellis/testnet');
      const { home, json } = readGlobals(command);
      const folder = testnetFolder(home);
      const { nodes } = await changePorts(folder, await readManifest(folder), basePort);
      if (json) return printJson({ folder, nodes });
      print(...nodes.map(({ name, http }) => `${name} ${http}`));
    });
}

/** Names of post-quantum groups with commas between; the usual ones if none are given. */
async function readGroups(text: string | undefined): Promise<NodeConfig['network']['groups']> {
  if (text === undefined) return (await import('@trellis/node')).defaultNetworkConfig.groups;
  const { postQuantumGroups } = await import('@trellis/network/channel');
  const names = text.split(',');
  const known = postQuantumGroups.filter((group) => names.includes(group));
  if (known.length === names.length && known.length > 0) {
    return known.toSorted((a, b) => names.indexOf(a) - names.indexOf(b));
  }
  throw new InvalidArgumentError(`--groups: expected some of ${postQuantumGroups.join(', ')}.`);
}

/** Makes the default testnet unless there is one. */
async function ensureTestnet(command: Command): Promise<TestnetManifest> {
  const { initTestnet, readManifest, TestnetError, testnetFolder } = await import(
    '@trellis/testnet'
  );
  const { home, provider } = readGlobals(command);
  return readManifest(testnetFolder(home)).catch((error: unknown) => {
    if (!(error instanceof TestnetError) || error.code !== 'no_testnet') throw error;
    return initTestnet(home, {
      validators: 4,
      scheme: 'ml-dsa-65',
      provider: createProvider(provider),
      drill: true,
      signal: takeInterruption(),
    });
  });
}

/** Time for the first block of a new testnet, or the next one of an old. */
const firstBlockTimeoutMs = 30_000;

function addUp(testnet: Command): void {
  testnet
    .command('up [node]')
    .description(
      'Start all nodes, or one, and show them live; Ctrl-C leaves the view, not the network',
    )
    .option('-d, --detach', 'do not show the live view')
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis testnet up\n  $ trellis testnet up node3 --detach\n',
    )
    .action(async (name: string | undefined, options: { detach?: boolean }, command: Command) => {
      const { removeLeftTestnets, startTestnet, testnetFolder, untilHeight } = await import(
        '@trellis/testnet'
      );
      const { home, json } = readGlobals(command);
      await removeLeftTestnets(note);
      const manifest = await ensureTestnet(command);
      const folder = testnetFolder(home);
      const started = performance.now();
      // Those that the command has not started are left running when it is interrupted.
      const signal = takeInterruption();
      const chosen =
        name === undefined ? manifest : { ...manifest, nodes: [findNode(manifest, name)] };
      const of = chosen.nodes.length;
      const starting = (tell: (done: Done) => void): Promise<void> =>
        startTestnet(folder, chosen, { signal, onReady: (done) => tell({ done, of }) });
      await withCounted(`starting ${name ?? 'the testnet'}`, starting, 'nodes');
      if (name === undefined) {
        const deciding = untilHeight(folder, manifest, 1n, firstBlockTimeoutMs);
        await withProgress('waiting for block 1', deciding);
      }
      const seconds = (performance.now() - started) / 1000;
      const live = process.stdout.isTTY && options.detach !== true && !json;
      if (live) return viewUntilInterrupted(folder, manifest);
      return showStatus(folder, manifest, json, seconds);
    });
}

async function viewUntilInterrupted(folder: string, manifest: TestnetManifest): Promise<void> {
  const { showLiveTable } = await import('../live-table.ts');
  await showLiveTable(folder, manifest, process.stdout, takeInterruption());
  print(
    '',
    'The testnet keeps running. Look again with "trellis testnet up", stop it with "trellis testnet down".',
  );
}

async function showStatus(
  folder: string,
  manifest: TestnetManifest,
  json: boolean,
  seconds?: number,
): Promise<void> {
  const { testnetStatus } = await import('@trellis/testnet');
  const nodes = await testnetStatus(folder, manifest);
  if (json) {
    return printJson({
      chainId: manifest.chainId,
      scheme: manifest.scheme,
      folder,
      nodes: nodes.map(({ node, pid, status }) => ({
        ...node,
        pid,
        status: status && plainAnswerJson(statusResponseCodec, status),
      })),
    });
  }
  print(...statusTable(nodes));
  if (seconds === undefined) return;
  print(
    '',
    `Up in ${seconds.toFixed(1)} s. Stop with "trellis testnet down".`,
    `Look at it in a browser: ${manifest.nodes[0]?.http}/`,
  );
}

function addDown(testnet: Command): void {
  testnet
    .command('down [node]')
    .description('Stop all nodes, or one; their state stays')
    .action(async (name: string | undefined, _options: object, command: Command) => {
      const { readManifest, stopAll, stopProcess, testnetFolder } = await import(
        '@trellis/testnet'
      );
      const { home, json } = readGlobals(command);
      const folder = testnetFolder(home);
      const manifest = await readManifest(folder);
      const stopped =
        name === undefined
          ? await withProgress('stopping the nodes', stopAll(folder, manifest))
          : (await stopProcess(folder, findNode(manifest, name)))
            ? [name]
            : [];
      if (json) return printJson({ stopped });
      print(stopped.length === 0 ? 'Nothing was running.' : `Stopped ${stopped.join(', ')}.`);
    });
}

function addStatus(testnet: Command): void {
  testnet
    .command('status')
    .description('Show every node once')
    .action(async (_options: object, command: Command) => {
      const { readManifest, testnetFolder } = await import('@trellis/testnet');
      const { home, json } = readGlobals(command);
      const folder = testnetFolder(home);
      await showStatus(folder, await readManifest(folder), json);
    });
}

function addLogs(testnet: Command): void {
  testnet
    .command('logs [node]')
    .description('Show the logs of all nodes, or of one')
    .option('-f, --follow', 'follow them as they grow')
    .addOption(
      new Option('-n, --lines <count>', 'how many of the last lines')
        .default(20)
        .argParser(wholeNumber(1, 100_000)),
    )
    .action(
      async (
        name: string | undefined,
        options: { follow?: boolean; lines: number },
        command: Command,
      ) => {
        const { readManifest, testnetFolder } = await import('@trellis/testnet');
        const { home, json } = readGlobals(command);
        const folder = testnetFolder(home);
        const manifest = await readManifest(folder);
        const nodes = name === undefined ? manifest.nodes : [findNode(manifest, name)];
        const { showLogs } = await import('../node-logs.ts');
        await showLogs({ folder, nodes, json }, options);
      },
    );
}

function addReset(testnet: Command): void {
  testnet
    .command('reset')
    .description(
      'Go back to block 0: delete the chain of every stopped node, keep keys and genesis',
    )
    .option('--all', 'delete the keys and the genesis too: the whole testnet')
    .action(async (options: { all?: boolean }, command: Command) => {
      const { createValidatorFolder } = await import('@trellis/storage');
      const {
        findProcess,
        nodeFiles,
        nodeFolder,
        readManifest,
        TestnetError,
        testnetFolder,
        treasuryName,
      } = await import('@trellis/testnet');
      const { home, json } = readGlobals(command);
      const folder = testnetFolder(home);
      const manifest = await readManifest(folder);
      const running = await Promise.all(manifest.nodes.map((node) => findProcess(folder, node)));
      if (running.some((pid) => pid !== null)) {
        throw new TestnetError(
          'testnet_running',
          'the testnet runs; stop it first: trellis testnet down',
        );
      }
      if (options.all === true) {
        await rm(folder, { recursive: true });
        for (const file of ['json', 'password']) {
          await rm(join(home, 'keys', `${treasuryName}.${file}`), { force: true });
        }
      } else {
        for (const node of manifest.nodes) {
          const path = nodeFolder(folder, node);
          await rm(join(path, nodeFiles.data), { recursive: true, force: true });
          const logs = (await readdir(path)).filter((name) => name.startsWith(nodeFiles.log));
          for (const name of [...logs, nodeFiles.output])
            await rm(join(path, name), { force: true });
        }
        // Not before the whole chain is gone: on what is left of it a node must not believe that it signed nothing.
        for (const node of manifest.nodes) {
          await createValidatorFolder(join(nodeFolder(folder, node), nodeFiles.data));
        }
      }
      if (json) return printJson({ folder, deleted: options.all === true ? 'all' : 'chain' });
      print(options.all === true ? `Deleted ${folder}.` : 'Every node is back at block 0.');
    });
}

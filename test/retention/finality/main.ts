/** `node test/retention/finality/main.ts`. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { runWithin } from '@trellis/cli/testing/run-cli';
import { httpTransport } from '@trellis/client';
import { createProvider } from '@trellis/crypto';
import { seededRandom } from '@trellis/fault-injection';
import { nodeFiles, nodeFolder, openLightClient } from '@trellis/testnet';
import { startNetwork, type TestNetwork } from '../../e2e/network.ts';
import { say, script, wholeNumber } from '../../script.ts';
import { startPayers } from '../../soak/payers.ts';
import { percentile } from '../../soak/slope.ts';

const phases = ['nothing', 'backups', 'pruning'] as const;
type Phase = (typeof phases)[number];

const { rate, rounds, seconds } = script(
  'exec node test/retention/finality/main.ts',
  'Measures how much pruning and backing up delay finality. Phases take turns under the same load: nothing, backups of one validator after another, pruning at all of them. Prints the p99 of each and its ratio to that of nothing.',
)
  .option('--rate <n>', 'payments a second that are wanted', wholeNumber, 200)
  .option('--rounds <n>', 'in which each phase comes once', wholeNumber, 3)
  .option('--seconds <n>', 'of each phase', wholeNumber, 30)
  .parse()
  .opts();

const provider = createProvider('native');
/** What is pruned in its phase is made before it. */
const windowBlocks = { pruning: 16, else: 1_000_000_000 };

async function trellis({ home }: TestNetwork, ...args: readonly string[]): Promise<void> {
  const { code, stderr } = await runWithin(home, [...args, '--json']);
  if (code !== 0) throw new Error(`trellis ${args.join(' ')}: ${stderr}`);
}

async function keep(network: TestNetwork, phase: Phase): Promise<void> {
  for (const node of network.manifest.nodes) {
    const path = join(nodeFolder(network.folder, node), nodeFiles.config);
    const config = JSON.parse(await readFile(path, 'utf8'));
    const blocks = phase === 'pruning' ? windowBlocks.pruning : windowBlocks.else;
    config.storage.retention = { mode: 'full', windowHours: 0, windowBlocks: blocks };
    await writeFile(path, JSON.stringify(config));
    await trellis(network, 'node', 'reload', node.name);
  }
}

async function backUpUntil(network: TestNetwork, signal: AbortSignal): Promise<void> {
  for (let turn = 0; !signal.aborted; turn++) {
    const { name } = network.node(turn % network.manifest.nodes.length);
    const folder = join(network.home, 'backups', name);
    await trellis(network, 'backup', 'create', name, '--to', folder);
  }
}

async function measure(network: TestNetwork, keys: readonly ReturnType<typeof keyOf>[]) {
  const lights = await Promise.all(
    network.manifest.nodes.map(({ http }) =>
      openLightClient(network.folder, httpTransport({ url: http, timeoutMs: 5_000 }), provider),
    ),
  );
  const payers = startPayers({ lights, keys, perSecond: rate, random: seededRandom(1) });
  const times = new Map<Phase, number[]>(phases.map((phase) => [phase, []]));
  const ms = seconds * 1_000;
  await pause(10_000);
  for (let round = 0; round < rounds; round++) {
    for (const phase of phases) {
      await keep(network, phase);
      const from = performance.now();
      const signal = AbortSignal.timeout(ms);
      await Promise.all([pause(ms), phase === 'backups' ? backUpUntil(network, signal) : null]);
      const paid = payers.finals().filter(({ at }) => at >= from && at < from + ms);
      times.get(phase)?.push(...paid.map(({ finalityMs }) => finalityMs));
    }
  }
  await payers.stop();
  return times;
}

function keyOf(index: number) {
  const seed = new Uint8Array(32);
  new DataView(seed.buffer).setUint32(0, index);
  return provider.openKey('ml-dsa-44', seed);
}

const keys = Array.from({ length: Math.max(8, rate) }, (_, index) => keyOf(index));
const accounts = keys.map(({ scheme, publicKey }) => ({ scheme, publicKey, amount: 10_000_000n }));
const network = await startNetwork({ logLevel: 'warn', accounts });
try {
  const times = await measure(network, keys);
  const p99 = (phase: Phase): number => percentile(times.get(phase) ?? [], 0.99);
  say('| while | payments a second | p99 ms | ratio |', '| --- | ---: | ---: | ---: |');
  for (const phase of phases) {
    const found = times.get(phase) ?? [];
    const perSecond = found.length / (seconds * rounds);
    say(
      `| ${phase} | ${perSecond.toFixed(1)} | ${p99(phase).toFixed(0)} | ${(p99(phase) / p99('nothing')).toFixed(2)} |`,
    );
  }
} finally {
  await network.remove();
}

/**
 * What commands of `trellis` cost, measured on a testnet of one validator that this starts and stops:
 * `node scripts/weight/main.ts [rounds]`. Prints the table of docs/benchmarks.md.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildBundle } from '@trellis/cli/build';
import { createProvider } from '@trellis/crypto';
import { ensureTestKey } from '@trellis/keystore';
import {
  findBasePort,
  initTestnet,
  startTestnet,
  stopAll,
  testnetFolder,
  untilHeight,
} from '@trellis/testnet';
import { program, type Weight, weigh } from './weigh.ts';

const scheme = 'ml-dsa-65';
const rounds = Number(process.argv[2] ?? 7);

/** In this order, as `send` needs the account. */
const commands: readonly (readonly string[])[] = [
  ['--version'],
  ['completion', 'bash'],
  ['keys', 'list'],
  ['account', 'create', 'treasury', 'alice'],
  ['status'],
  ['balance', 'treasury', 'EUR'],
  ['send', 'treasury', 'alice', '1.00', 'EUR'],
  ['send', 'treasury', 'alice', '1.00', 'EUR', '--dry-run'],
];

/** Its account exists after the first time. */
const once = 'create';

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** The median of some runs, after one that fills the cache of compiled code. */
function medianWeight(args: readonly string[], home: string): Weight {
  const runs = Array.from({ length: args.includes(once) ? 1 : rounds + 1 }, () => {
    const run = weigh(args, { home, countsModules: false });
    if (run.exitCode === 0) return run;
    throw new Error(`${args.join(' ')} ended with ${run.exitCode}: ${run.stderr}`);
  }).slice(args.includes(once) ? 0 : 1);
  const { modules, bytes } = args.includes(once)
    ? { modules: 0, bytes: 0 }
    : weigh(args, { home, countsModules: true });
  return {
    cpuMs: median(runs.map(({ cpuMs }) => cpuMs)),
    megabytes: median(runs.map(({ megabytes }) => megabytes)),
    modules,
    bytes,
  };
}

function row(name: string, { cpuMs, megabytes, modules, bytes }: Weight, bare: Weight): string {
  const times = (cpuMs / bare.cpuMs).toFixed(1);
  const seconds = (cpuMs / 1_000).toFixed(2);
  const loaded = `${modules} | ${Math.round(bytes / 1_000)}`;
  return `| \`${name}\` | ${seconds} | ${times} | ${Math.round(megabytes)} | ${loaded} |`;
}

async function main(): Promise<void> {
  await buildBundle();
  const home = mkdtempSync(join(tmpdir(), 'trellis-weight-'));
  const folder = testnetFolder(home);
  const manifest = await initTestnet(home, {
    validators: 1,
    scheme,
    provider: createProvider('native'),
    basePort: await findBasePort(1),
  });
  try {
    await ensureTestKey(home, 'alice', scheme);
    await startTestnet(folder, manifest);
    await untilHeight(folder, manifest, 1n, 30_000);
    const bare = medianWeight(['-e', '0'], home);
    console.log('| command | CPU s | × `node -e 0` | MB | modules | kB of modules |');
    console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
    console.log(row('node -e 0', bare, bare));
    for (const args of commands) {
      const weight = medianWeight([program, ...args], home);
      if (!args.includes(once)) console.log(row(`trellis ${args.join(' ')}`, weight, bare));
    }
  } finally {
    await stopAll(folder, manifest);
    rmSync(home, { recursive: true, force: true });
  }
}

await main();

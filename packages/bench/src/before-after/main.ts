/**
 * `node packages/bench/src/before-after/main.ts FOLDER [--rounds 3] [--duration 12] [--rate N]`: measures this commit
 * and the one that is checked out and installed in FOLDER, in turns, and prints the ratios of docs/benchmarks.md.
 * Without a rate both look for their knee.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type BenchRun, readRun, runFileName } from '../run.ts';
import { joined, ratiosOf, ratioTable } from './ratios.ts';

const here = resolve(import.meta.dirname, '..', '..', '..', '..');

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    duration: { type: 'string', default: '12' },
    rate: { type: 'string' },
  },
});
const [folder] = positionals;
if (folder === undefined) throw new TypeError('expected the folder of the earlier commit');
const earlier = resolve(folder);

async function bench(root: string, out: string, args: readonly string[]): Promise<BenchRun> {
  const program = join(root, 'packages', 'cli', 'src', 'main.ts');
  const command = ['bench', ...args, '--out', out];
  const child = spawn(process.execPath, [program, ...command], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) {
    process.stderr.write(
      `trellis ${command.join(' ')} in ${root} ended with ${code}: what it measured until then counts\n`,
    );
  }
  return readRun(join(out, runFileName));
}

const home = await mkdtemp(join(tmpdir(), 'trellis-before-after-'));
try {
  const ledger = ['ledger', '--repeat', '1', '--duration', values.duration];
  if (values.rate !== undefined) ledger.push('--rate', values.rate);
  const before: BenchRun[] = [];
  const after: BenchRun[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    const out = (name: string): string => join(home, `${name}-${round}`);
    before.push(await bench(earlier, out('before'), [...ledger, '--schemes', 'ml-dsa-65']));
    after.push(await bench(here, out('after'), [...ledger, '--schemes', 'ml-dsa-65,ed25519']));
  }
  const signatures = await bench(here, join(home, 'signatures'), [
    ...['signatures', '--schemes', 'ed25519,ml-dsa-65', '--sizes', '200'],
    ...['--providers', 'openssl,trellis,trellis-new-key,sodium'],
  ]);
  const runs = { signatures, before: joined(before), after: joined(after) };
  process.stdout.write(`${ratioTable(ratiosOf(runs))}\n`);
  const { commit, machine, versions } = runs.after;
  process.stdout.write(
    `\n${commit} over ${runs.before.commit}: ${machine.processor}, ${machine.cores} cores, Node ${versions.node}, ` +
      `OpenSSL ${versions.openssl}; ${values.rounds} rounds.\n`,
  );
} finally {
  await rm(home, { recursive: true, force: true });
}

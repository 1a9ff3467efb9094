/**
 * `node packages/bench/src/before-after/main.ts FOLDER [--rounds 5] [--rate 500] [--duration 8]`: measures this commit
 * and the one that is checked out and installed in FOLDER, in turns, and prints the ratios of docs/benchmarks.md. All
 * networks run at the same time and are loaded one after another, by one generator.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createRun } from '../environment.ts';
import { type BenchRun, readRun, runFileName } from '../run.ts';
import { type MeasuredNetwork, type NetworkPlan, startNetwork } from './measured-network.ts';
import { loadTable, ratiosOf, ratioTable } from './ratios.ts';
import { type Contender, runRounds } from './rounds.ts';

const here = resolve(import.meta.dirname, '..', '..', '..', '..');

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    rate: { type: 'string', default: '500' },
    duration: { type: 'string', default: '8' },
  },
});
const [folder] = positionals;
if (folder === undefined) throw new TypeError('expected the folder of the earlier commit');

const sodiumNodes = new URL('./sodium-nodes.ts', import.meta.url).href;

/** Every account pays often enough to queue no more than nodes let it. */
const accounts = 2_000;

const networks: Readonly<Record<'before' | 'after' | 'classical', NetworkPlan>> = {
  before: networkOf(resolve(folder), 'ml-dsa-65', 0),
  after: networkOf(here, 'ml-dsa-65', 1),
  classical: { ...networkOf(here, 'ed25519', 2), imports: [sodiumNodes] },
};

function networkOf(root: string, scheme: NetworkPlan['scheme'], index: number): NetworkPlan {
  return { root, scheme, validators: 4, accounts, basePort: 23_000 + 100 * index, imports: [] };
}

const tell = (text: string): boolean => process.stderr.write(`${text}\n`);

async function measureSignatures(out: string): Promise<BenchRun> {
  const program = join(here, 'packages', 'cli', 'src', 'main.js');
  const options = ['--schemes', 'ed25519,ml-dsa-65', '--sizes', '200', '--out', out];
  const providers = ['--providers', 'openssl,trellis,trellis-new-key,sodium'];
  const command = [program, 'bench', 'signatures', ...options, ...providers];
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(child, 'exit');
  if (code !== 0) tell(`bench signatures ended with ${code}: what it measured until then counts`);
  return readRun(join(out, runFileName));
}

const running: MeasuredNetwork[] = [];
const home = await mkdtemp(join(tmpdir(), 'trellis-signatures-'));
try {
  const contenders = {} as Record<keyof typeof networks, Contender>;
  for (const name of Object.keys(networks) as (keyof typeof networks)[]) {
    const network = await startNetwork(networks[name]);
    running.push(network);
    contenders[name] = { name, network, steady: [], overload: [] };
  }
  const rate = Number(values.rate);
  const plan = {
    rounds: Number(values.rounds),
    rate,
    seconds: Number(values.duration),
    overloadRate: 4 * rate,
    overloadSeconds: 4,
  };
  await runRounds(Object.values(contenders), plan, tell);
  for (const network of running.splice(0)) await network.stop();
  const signatures = await measureSignatures(join(home, 'signatures'));
  const facts = await createRun({
    ...{ kind: 'ledger', seed: 1, parameters: {}, raw: null, metrics: [] },
    ...{ command: '', startedAt: new Date(), failure: null },
  });
  const table = ratioTable(ratiosOf({ signatures, ...contenders }));
  const { commit, machine, versions } = facts;
  process.stdout.write(
    `${table}\n\n${loadTable(Object.values(contenders))}\n\n` +
      `Commit ${commit}: ${machine.processor}, ${machine.cores} cores, Node ${versions.node}, OpenSSL ` +
      `${versions.openssl}; ${plan.rounds} rounds of ${plan.seconds} s at ${rate} payments/s and ` +
      `${plan.overloadSeconds} s at ${plan.overloadRate}.\n`,
  );
} finally {
  for (const network of running) await network.stop();
  await rm(home, { recursive: true, force: true });
}

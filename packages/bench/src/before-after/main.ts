/**
 * `node packages/bench/src/before-after/main.ts FOLDER [--rounds 5] [--rate 500] [--duration 8] [--out FILE]`: measures
 * this commit and the one that is checked out and installed in FOLDER, in turns, and prints the ratios of
 * docs/benchmarks.md. All networks run at the same time and are loaded one after another, by one generator. What can't
 * be measured costs its own rows alone; stopped early (Ctrl-C), it prints what it has.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createRun } from '../environment.ts';
import { type BenchRun, readRun } from '../run.ts';
import { runFileName } from '../run-file-name.ts';
import { measureInChromium } from './browser.ts';
import type { PageTimes } from './browser-page.ts';
import { type MeasuredNetwork, type NetworkPlan, startNetwork } from './measured-network.ts';
import {
  type Loads,
  loadTable,
  type Measured,
  ratiosOf,
  ratioTable,
  replayTable,
} from './ratios.ts';
import { audit, catchUp } from './replays.ts';
import { type Contender, runRounds } from './rounds.ts';

const here = resolve(import.meta.dirname, '..', '..', '..', '..');

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    rate: { type: 'string', default: '500' },
    duration: { type: 'string', default: '8' },
    out: { type: 'string' },
  },
});
const [folder] = positionals;
if (folder === undefined) throw new TypeError('expected the folder of the earlier commit');

const rate = Number(values.rate);
const plan = {
  rounds: Number(values.rounds),
  rate,
  seconds: Number(values.duration),
  overloadRate: 4 * rate,
  overloadSeconds: 4,
};

/** The two commits of which the replays are compared. */
const roots = { before: resolve(folder), after: here } as const;
const commits = ['before', 'after'] as const;

/** Every account pays often enough to queue no more than nodes let it. */
const accounts = 2_000;

const networks: Readonly<Record<'before' | 'after' | 'classical', NetworkPlan>> = {
  before: networkOf(roots.before, 'ml-dsa-65', 0),
  after: networkOf(roots.after, 'ml-dsa-65', 1),
  classical: {
    ...networkOf(roots.after, 'ed25519', 2),
    imports: [new URL('./sodium-nodes.ts', import.meta.url).href],
  },
};
const names = ['before', 'after', 'classical'] as const;

function networkOf(root: string, scheme: NetworkPlan['scheme'], index: number): NetworkPlan {
  return { root, scheme, validators: 4, accounts, basePort: 23_000 + 100 * index, imports: [] };
}

const tell = (text: string): boolean => process.stderr.write(`${text}\n`);

const emptyLoads = (): Loads => ({ cold: [], steady: [], overload: [] });
const loads = { before: emptyLoads(), after: emptyLoads(), classical: emptyLoads() };
const replays: Measured['replays'] = {
  before: { catchUp: [], audit: [] },
  after: { catchUp: [], audit: [] },
};
let signatures: BenchRun | null = null;
let chromium: PageTimes | null = null;

const running: MeasuredNetwork[] = [];
const home = await mkdtemp(join(tmpdir(), 'trellis-before-after-'));

/** Writes all samples so far, where a file is asked for. */
async function keep(): Promise<void> {
  if (values.out === undefined) return;
  const { commit, machine, versions } = await facts();
  const kept = { commit, machine, versions, plan, ...loads, replays, chromium, signatures };
  await writeFile(values.out, `${JSON.stringify(kept, null, 1)}\n`);
}

const facts = (): Promise<BenchRun> =>
  createRun({
    ...{ kind: 'ledger', seed: 1, parameters: {}, raw: null, metrics: [] },
    ...{ command: '', startedAt: new Date(), failure: null },
  });

/** Does a part of it; a failure is told, and costs what it would have measured. */
async function part(what: string, measure: () => Promise<void>): Promise<void> {
  try {
    await measure();
    tell(`${what}: measured`);
  } catch (error) {
    tell(`${what}: does not count, ${error instanceof Error ? error.message : error}`);
  }
  await keep();
}

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

async function measureNetworks(): Promise<void> {
  const started = {} as Record<keyof typeof networks, MeasuredNetwork>;
  const contenders: Contender[] = [];
  for (const name of names) {
    const network = await startNetwork(networks[name]);
    running.push(network);
    started[name] = network;
    contenders.push({ name, network, ...loads[name] });
  }
  await runRounds(contenders, plan, tell, keep);
  const configs = { before: await started.before.halt(), after: await started.after.halt() };
  await started.classical.halt();
  for (let round = 1; round <= plan.rounds; round++) {
    for (const name of commits) {
      await part(`full audit, ${name}, round ${round}`, async () => {
        replays[name].audit.push(await audit(roots[name], configs[name].config));
      });
    }
  }
}

async function measure(): Promise<void> {
  await part('signatures', async () => {
    signatures = await measureSignatures(join(home, 'signatures'));
  });
  await part('signatures in Chromium', async () => {
    chromium = await measureInChromium();
  });
  for (let round = 1; round <= plan.rounds; round++) {
    for (const name of commits) {
      await part(`catch-up by blocks, ${name}, round ${round}`, async () => {
        replays[name].catchUp.push(await catchUp(roots[name]));
      });
    }
  }
  await part('networks', measureNetworks);
}

async function print(): Promise<void> {
  const { commit, machine, versions } = await facts();
  const measured = { signatures, chromium, replays, ...loads };
  const table = ratioTable(ratiosOf(measured));
  const named = names.map((name) => ({ name, ...loads[name] }));
  process.stdout.write(
    `${table}\n\n${loadTable(named)}\n\n${replayTable(replays)}\n\n` +
      `Commit ${commit}: ${machine.processor}, ${machine.cores} cores, Node ${versions.node}, OpenSSL ` +
      `${versions.openssl}; ${plan.rounds} rounds of ${plan.seconds} s at ${rate} payments/s and ` +
      `${plan.overloadSeconds} s at ${plan.overloadRate}.\n`,
  );
}

const stopped = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
});
try {
  await Promise.race([measure(), stopped]);
} finally {
  await print();
  for (const network of running) await network.stop();
  await rm(home, { recursive: true, force: true });
}
process.exit();

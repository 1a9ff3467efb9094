/**
 * The alert rules for Prometheus, evaluated by promtool against what the nodes of a testnet answer while it is disturbed:
 * each rule fires on what it is about, and none where all is well.
 */
import { spawnSync } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createValidatorFolder } from '@trellis/storage';
import {
  findProcess,
  nodeFiles,
  nodeFolder,
  startProcess,
  stopProcess,
  untilReady,
} from '@trellis/testnet';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startNetwork, type TestNetwork } from '../e2e/network.ts';
import { fillDisk, mountSmallDisk, unmountSmallDisk } from './small-disk.ts';

const rules = fileURLToPath(new URL('../../docs/alerts/trellis.rules.yml', import.meta.url));
const promtool = process.env.TRELLIS_PROMTOOL ?? 'promtool';
const hasPromtool = spawnSync(promtool, ['--version']).status === 0;
if (!hasPromtool) {
  process.stderr.write(
    'skipped: the alert rules are not evaluated, as there is no promtool (Debian: apt-get install prometheus)\n',
  );
}

const stageMinutes = 12;
/** After every `for` of the rules, and while an alert of a node is not yet ten minutes old. */
const evaluatedAfter = 9;

/** What Prometheus would have at a time: series by name and labels. */
type Scrape = ReadonlyMap<string, string>;

let network: TestNetwork;
let folder: string;
const stages = new Map<string, Scrape>();
let isMounted = false;

beforeAll(async () => {
  if (!hasPromtool) return;
  network = await startNetwork({ scheme: 'ml-dsa-44', consensus: { heartbeatMs: 1_000 } });
  folder = await mkdtemp(join(tmpdir(), 'trellis-rules-'));
  await configure(0, (config) => {
    config.alerts = { ...config.alerts, stalledSeconds: 5, failuresPerMinute: 2 };
  });
  stages.set('healthy', await untilWell());
  isMounted = await putOnSmallDisk(1);
  if (isMounted) {
    stages.set('disk low', await withDisk(1, 0.94));
    stages.set('disk full', await withDisk(1, 0.995));
    await rm(join(dataOf(1), 'filler'));
  }
  stages.set('held up', await heldUp(1));
  for (let wrong = 0; wrong < 5; wrong++) {
    await fetch(`${network.node(0).http}/v1/status`, {
      headers: { authorization: 'Bearer wrong' },
    });
  }
  await loseTwo();
  stages.set('stalled', await untilStalled());
}, 600_000);

afterAll(async () => {
  await network?.remove().catch(() => undefined);
  if (isMounted) {
    unmountSmallDisk(dataOf(1));
    await rm(network.home, { recursive: true, force: true });
  }
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

const dataOf = (index: number): string =>
  join(nodeFolder(network.folder, network.node(index)), nodeFiles.data);

async function restarted(index: number, change: () => Promise<void>): Promise<void> {
  const node = network.node(index);
  await stopProcess(network.folder, node);
  await change();
  await startProcess(network.folder, node);
  await untilReady(network.folder, network.manifest, node);
}

interface Config {
  alerts: Record<string, unknown>;
}

function configure(index: number, change: (config: Config) => void): Promise<void> {
  return restarted(index, async () => {
    const path = join(nodeFolder(network.folder, network.node(index)), nodeFiles.config);
    const config: Config = JSON.parse(await readFile(path, 'utf8'));
    change(config);
    await writeFile(path, JSON.stringify(config));
  });
}

async function putOnSmallDisk(index: number): Promise<boolean> {
  let mounted = false;
  await restarted(index, async () => {
    mounted = await mountSmallDisk(dataOf(index));
  });
  if (!mounted) process.stderr.write('skipped: no small disk, as this user may not mount one\n');
  return mounted;
}

async function withDisk(index: number, share: number): Promise<Scrape> {
  await fillDisk(dataOf(index), share);
  return scrape();
}

/** A node that has just been started compiles, and does not vote before its peers have answered. */
async function untilWell(): Promise<Scrape> {
  for (;;) {
    const found = await scrape();
    const isWell = network.manifest.nodes.every(
      ({ name }) =>
        found.get(key('trellis_voting', `instance="${name}"`)) === '1' &&
        found.get(key('trellis_peers', `instance="${name}",state="absent"`)) === '0' &&
        Number(found.get(key('nodejs_eventloop_lag_p99_seconds', `instance="${name}"`))) < 0.5,
    );
    if (isWell) return found;
    await pause(1_000);
  }
}

/** Its event loop stands still, as under work that is not divided. */
async function heldUp(index: number): Promise<Scrape> {
  const pid = await findProcess(network.folder, network.node(index));
  if (pid === null) throw new Error('the node does not run');
  await scrape();
  process.kill(pid, 'SIGSTOP');
  await pause(3_000);
  process.kill(pid, 'SIGCONT');
  return scrape();
}

/** One validator is gone, and another has lost its disk: nothing becomes final any more. */
async function loseTwo(): Promise<void> {
  await network.kill(3);
  await restarted(2, async () => {
    await rm(dataOf(2), { recursive: true });
    await createValidatorFolder(dataOf(2));
  });
}

async function untilStalled(): Promise<Scrape> {
  for (;;) {
    const found = await scrape();
    const age = Number(found.get(key('trellis_block_age_seconds', 'instance="node1"')));
    if (age > 60) return found;
    await pause(1_000);
  }
}

const key = (name: string, labels: string): string => `${name}{job="trellis",${labels}}`;

/** What all nodes answer, and whether they do. */
async function scrape(): Promise<Scrape> {
  const found = new Map<string, string>();
  for (const { name, http } of network.manifest.nodes) {
    const instance = `instance="${name}"`;
    const text = await fetch(`${http}/metrics`).then(
      (answer) => answer.text(),
      () => null,
    );
    found.set(key('up', instance), text === null ? '0' : '1');
    for (const line of text?.split('\n') ?? []) {
      const [, metric, labels, value] = /^([a-z_0-9]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      if (
        metric === undefined ||
        value === undefined ||
        !/^(trellis|nodejs_eventloop)/.test(metric)
      )
        continue;
      if (/_bucket$|_http_request/.test(metric) || !Number.isFinite(Number(value))) continue;
      found.set(key(metric, labels === undefined ? instance : `${instance},${labels}`), value);
    }
  }
  return found;
}

/** Every stage for some minutes, one after another, as series that promtool reads. */
function series(): string {
  const names = new Set([...stages.values()].flatMap((one) => [...one.keys()]));
  const lines = [...names].map((name) => {
    const values = [...stages.values()].map((one) => {
      const value = one.get(name);
      return value === undefined ? `_x${stageMinutes}` : `${Number(value)}+0x${stageMinutes - 1}`;
    });
    return `      - series: '${name}'\n        values: '${values.join(' ')}'`;
  });
  return lines.join('\n');
}

/** Says what promtool finds wrong with these alerts firing, `ALERT` or `ALERT@NODE`, in a stage. */
async function evaluate(stage: string, firing: readonly string[]): Promise<string> {
  const minutes = [...stages.keys()].indexOf(stage) * stageMinutes + evaluatedAfter;
  const expectations = firing.map((one) => {
    const [alert, node] = one.split('@');
    const labels = `alertname="${alert}",alertstate="firing"${node === undefined ? '' : `,instance="${node}"`}`;
    const samples = 'exp_samples: [{ labels: "{}", value: 1 }]';
    return `      - expr: 'min(ALERTS{${labels}})'\n        eval_time: ${minutes}m\n        ${samples}`;
  });
  if (firing.length === 0) {
    expectations.push(
      `      - expr: 'ALERTS{alertstate="firing"}'\n        eval_time: ${minutes}m\n        exp_samples: []`,
    );
  }
  await copyFile(rules, join(folder, 'trellis.rules.yml'));
  const test = [
    'rule_files: [trellis.rules.yml]',
    'evaluation_interval: 30s',
    'tests:',
    '  - interval: 1m',
    '    input_series:',
    series(),
    '    promql_expr_test:',
    ...expectations,
    '',
  ].join('\n');
  const path = join(folder, 'test.yml');
  await writeFile(path, test);
  const { status, stdout, stderr } = spawnSync(promtool, ['test', 'rules', path], {
    encoding: 'utf8',
  });
  return status === 0 ? '' : `${stdout}${stderr}`.slice(0, 4_000);
}

const every = new Set<string>();
async function expectFiring(stage: string, ...alerts: readonly string[]): Promise<void> {
  for (const alert of alerts) every.add(alert.split('@')[0] ?? '');
  expect(await evaluate(stage, alerts)).toBe('');
}

it.skipIf(!hasPromtool)('are rules that Prometheus takes', () => {
  expect(spawnSync(promtool, ['check', 'rules', rules]).status).toBe(0);
});

it.skipIf(!hasPromtool)('are silent where all is well', () => expectFiring('healthy'));

it.skipIf(!hasPromtool)('fire while a disk fills up', async ({ skip }) => {
  if (!isMounted) skip('this user may not mount a small disk');
  await expectFiring('disk low', 'TrellisDiskLow@node2');
  await expectFiring('disk full', 'TrellisDiskLow@node2', 'TrellisDiskFull@node2');
});

it.skipIf(!hasPromtool)('fire while a node is held up', () =>
  expectFiring('held up', 'TrellisEventLoopSlow@node2'),
);

it.skipIf(!hasPromtool)('fire while a third of the validators is gone', () =>
  expectFiring(
    'stalled',
    ...['TrellisDown@node4', 'TrellisChainStalled@node1'],
    ...['TrellisValidatorAbsent', 'TrellisNotVoting@node3', 'TrellisPeersAbsent@node1'],
    ...['TrellisAlert@node1', 'TrellisAccessAlert@node1'],
  ),
);

it.skipIf(!hasPromtool)('have all fired', async ({ skip }) => {
  if (!isMounted) skip('this user may not mount a small disk');
  const names = [...(await readFile(rules, 'utf8')).matchAll(/alert: (\w+)/g)].map(
    ([, name]) => name,
  );
  expect([...every].toSorted()).toEqual(names.toSorted());
});

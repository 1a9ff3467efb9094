/** `docs/kubernetes.md` and the base of `deploy/kubernetes`: what they are rendered to, and what a pod of it does. */
import { type ChildProcess, execFile, execFileSync } from 'node:child_process';
import {
  access,
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { nodeFiles, readConfig, startNode } from '@trellis/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { root } from '../architecture/source-tree.ts';
import { problemsOf } from './kubernetes-schemas.ts';
import { type LoneValidator, makeLoneValidator, secretFiles } from './lone-validator.ts';
import { endCode, runToEnd, startNodeCommand } from './running-program.ts';

const base = join(root, 'deploy', 'kubernetes');
const snapshot = join(import.meta.dirname, 'kubernetes.yaml.snap');
const publicFiles = [nodeFiles.config, nodeFiles.genesis, nodeFiles.genesisSignatures];

const objectsOf = (text: string) => parseAllDocuments(text).map((document) => document.toJS());
const rendered = async () => objectsOf(await readFile(snapshot, 'utf8'));
const setsOf = async () => (await rendered()).filter(({ kind }) => kind === 'StatefulSet');
const source = async (path: string) =>
  parse(await readFile(join(base, path), 'utf8'), { merge: true });

const kustomize = (folder: string) =>
  execFileSync('kubectl', ['kustomize', folder], { stdio: 'pipe', encoding: 'utf8' });

/** Whether there is a `kubectl` that knows `labels`: Debian’s of 2021 does not. */
const hasKubectl = (() => {
  try {
    return kustomize(join(base, 'validator')).length > 0;
  } catch {
    return false;
  }
})();

/** What a reader of the page has: the files that it shows, the base, and a node’s folder for each bank. */
async function foundedCluster(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'trellis-kustomize-'));
  await cp(base, join(folder, 'kubernetes'), { recursive: true });
  const page = await readFile(join(root, 'docs', 'kubernetes.md'), 'utf8');
  const shown = (path: string): string =>
    page.split(`\`\`\`yaml ${path}\n`)[1]?.split('```')[0] ?? '';
  await writeFile(join(folder, 'kustomization.yaml'), shown('kustomization.yaml'));
  for (const bank of ['bank-a', 'bank-b']) {
    await mkdir(join(folder, bank));
    const text = shown('bank-a/kustomization.yaml').replaceAll('bank-a', bank);
    await writeFile(join(folder, bank, 'kustomization.yaml'), text);
    for (const file of [...publicFiles, ...secretFiles]) {
      await writeFile(join(folder, bank, file), `${file} of ${bank}`);
    }
  }
  return folder;
}

describe('what is rendered', () => {
  it.skipIf(!hasKubectl)('is what kubectl makes of the page and the base', async () => {
    const folder = await foundedCluster();
    try {
      await expect(kustomize(folder)).toMatchFileSnapshot(snapshot);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('has everything of the base', async () => {
    const [service, set] = [await source('validator/service.yaml'), await setSource()];
    const shared = ['disruption-budget', 'network-policy'].map((name) =>
      source(`network/${name}.yaml`),
    );
    const objects = (await rendered()).map(({ kind, spec }) => ({ kind, spec }));
    for (const { kind, spec } of [service, set, ...(await Promise.all(shared))]) {
      const made = objects.filter((object) => object.kind === kind);
      expect(made.length, kind).toBeGreaterThan(0);
      for (const object of made) expect(object).toMatchObject({ kind, spec: unnamed(spec) });
    }
  });

  it('is valid by Kubernetes’ schemas, with no field that they do not know', async () => {
    expect((await rendered()).flatMap(problemsOf)).toEqual([]);
  });

  it('is found invalid where it is', async () => {
    const [set] = await setsOf();
    set.spec.replicas = 'one';
    set.spec.template.spec.initContainers[0].securityContext.readOnlyRootFileSystem = true;
    expect(problemsOf(set)).toEqual([
      'apps/v1 StatefulSet is invalid',
      'apps/v1 StatefulSet.spec.template.spec.initContainers.0.securityContext.readOnlyRootFileSystem',
    ]);
  });

  it('gives each validator one pod, a volume that no other pod has, and keys of its own', async () => {
    const sets = await setsOf();
    expect(sets).toHaveLength(2);
    for (const { spec } of sets) {
      expect(spec.replicas).toBe(1);
      expect(spec.volumeClaimTemplates[0].spec.accessModes).toEqual(['ReadWriteOncePod']);
    }
    const secrets = sets.map(({ spec }) => keysOf(spec).secret.secretName);
    expect(new Set(secrets).size).toBe(2);
    for (const { spec } of sets) {
      const items = keysOf(spec).secret.items.map(({ path }: { path: string }) => path);
      expect(items.sort()).toEqual([...secretFiles].sort());
    }
  });

  it('keeps validators away from one another, and lets one go at a time', async () => {
    const [set, other] = await setsOf();
    const [term] =
      set.spec.template.spec.affinity.podAntiAffinity
        .requiredDuringSchedulingIgnoredDuringExecution;
    const labels = other.spec.template.metadata.labels;
    expect(term.labelSelector.matchLabels).toBeUndefined();
    for (const { key, values } of term.labelSelector.matchExpressions) {
      expect(values).toContain(labels[key]);
    }
    const objects = await rendered();
    const budget = objects.find(({ kind }) => kind === 'PodDisruptionBudget');
    const policy = objects.find(({ kind }) => kind === 'NetworkPolicy');
    expect(labels).toMatchObject(budget.spec.selector.matchLabels);
    expect(labels).toMatchObject(policy.spec.podSelector.matchLabels);
  });
});

type Spec = Awaited<ReturnType<typeof source>>['spec'];
const setSource = () => source('validator/stateful-set.yaml');
const keysOf = (spec: Spec) =>
  spec.template.spec.volumes.find(({ name }: { name: string }) => name === 'keys');

/** Without what an overlay names otherwise. */
const unnamed = (spec: Spec): Spec =>
  JSON.parse(JSON.stringify(spec), (key, value) =>
    ['image', 'serviceName', 'secretName', 'configMap'].includes(key) ? undefined : value,
  );

const silent = { debug() {}, info() {}, warn() {}, error() {} };

describe('a pod', () => {
  let alone: LoneValidator;
  /** The volumes of the pod, in a folder of the test. */
  let volumes: string;
  let node: ChildProcess | undefined;
  const here = (text: string): string =>
    text
      .replaceAll(/\/(mnt|run|var)\//g, `${volumes}/$1/`)
      .replaceAll('26700', String(alone.httpPort));
  const mounted = async (name: string, files: readonly string[]): Promise<void> => {
    // As the kubelet mounts it: links to links to files that the group may read.
    const mount = join(volumes, 'mnt', name);
    await mkdir(join(mount, '..version'), { recursive: true });
    await symlink('..version', join(mount, '..data'));
    for (const file of files) {
      await cp(join(alone.folder, file), join(mount, '..version', file));
      await chmod(join(mount, '..version', file), 0o440);
      await symlink(join('..data', file), join(mount, file));
    }
  };
  const initialise = async (): Promise<void> => {
    const [{ command }] = (await setSource()).spec.template.spec.initContainers;
    const [shell, ...words] = command.map(here);
    await promisify(execFile)(shell, words);
  };

  beforeAll(async () => {
    alone = await makeLoneValidator('bank-a');
    volumes = join(alone.root, 'volumes');
    for (const folder of ['run/trellis', 'var/lib/trellis']) {
      await mkdir(join(volumes, folder), { recursive: true });
    }
    // As the kubelet makes it: everybody may write into a volume in memory.
    await chmod(join(volumes, 'run/trellis'), 0o2777);
    await mounted('config', publicFiles);
    await mounted('keys', secretFiles);
  });
  afterAll(async () => {
    node?.kill('SIGKILL');
    await rm(alone.root, { recursive: true, force: true });
  });

  it('has its keys with mode 0600, also after it was started again', async () => {
    await initialise();
    await initialise();
    const memory = join(volumes, 'run', 'trellis', 'node');
    expect((await readdir(memory)).sort()).toEqual([...publicFiles, ...secretFiles, 'data'].sort());
    for (const file of secretFiles) {
      expect((await stat(join(memory, file))).mode & 0o777, file).toBe(0o600);
    }
  });

  it('runs one node, whose probes tell whether it is there', async () => {
    const [container] = (await setSource()).spec.template.spec.containers;
    const probes = [container.startupProbe, container.livenessProbe, container.readinessProbe];
    node = await startNodeCommand(container.command.map(here), alone.httpPort);
    for (const { exec } of probes) await runToEnd(exec.command.map(here));
    // A pod that comes while this one is still there.
    const config = await readConfig(join(volumes, 'run', 'trellis', 'node', nodeFiles.config));
    await expect(startNode(config, silent, () => undefined)).rejects.toMatchObject({
      code: 'database_in_use',
    });
    expect(await endCode(node)).toBe(0);
    const { exec } = container.livenessProbe;
    await expect(runToEnd(exec.command.map(here))).rejects.toMatchObject({ code: 1 });
  });

  it.each(secretFiles)('never makes a key: without %s its node does not start', async (file) => {
    const memory = join(volumes, 'run', 'trellis', 'node');
    const path = join(memory, file);
    await rename(path, `${path}.away`);
    const config = await readConfig(join(memory, nodeFiles.config));
    await expect(startNode(config, silent, () => undefined)).rejects.toThrow(path);
    await expect(access(path)).rejects.toMatchObject({ code: 'ENOENT' });
    await rename(`${path}.away`, path);
  });
});

/** `trellis node report`: secrets are planted wherever a node has or may write them, and the archive has none. */
import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runWithin } from '@trellis/cli/testing/run-cli';
import { nodeFiles, nodeFolder, startProcess, stopProcess, untilReady } from '@trellis/testnet';
import { extract } from 'tar';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startNetwork, type TestNetwork } from './network.ts';

let network: TestNetwork;
let folder: string;
let secrets: readonly string[];

const webhookSecret = 'e5b1c7f0a4d2986b3f7c1e0d5a9b8c7d';
const planted = {
  apiKey: `trellis_0123456789abcdef_${'Zm9vYmFy'.repeat(4)}`,
  bearer: 'bearer-of-a-caller',
  hook: 'T02ABCDEF-services-B0-very-secret',
  userinfo: 'observer-password',
  pem: 'abcdefabcdefabcdefabcd',
  environment: 'a-password-of-the-environment',
};

beforeAll(async () => {
  network = await startNetwork({ validators: 1, scheme: 'ml-dsa-44' });
  const node = network.node(0);
  folder = nodeFolder(network.folder, node);
  await stopProcess(network.folder, node);
  const inFolder = (name: string) => join(folder, name);
  await writeFile(inFolder('webhook.secret'), webhookSecret, { mode: 0o600 });
  const config = JSON.parse(await readFile(inFolder(nodeFiles.config), 'utf8'));
  config.alerts.webhook = {
    url: `https://hooks.invalid/${planted.hook}?token=${planted.hook}`,
    secretFile: 'webhook.secret',
  };
  config.http.publicUrl = `https://observer:${planted.userinfo}@node.invalid`;
  await writeFile(inFolder(nodeFiles.config), JSON.stringify(config));

  const password = (await readFile(inFolder(nodeFiles.password), 'utf8')).trim();
  const peerKey = await readFile(inFolder(nodeFiles.peerKey));
  const networkKey = await readFile(inFolder(nodeFiles.networkKey), 'utf8');
  const [, networkKeyLine = ''] = networkKey.split('\n');
  secrets = [
    ...Object.values(planted),
    webhookSecret,
    password,
    networkKeyLine,
    ...(['hex', 'base64', 'base64url'] as const).map((form) => peerKey.toString(form)),
  ];
  expect(secrets.every((secret) => secret.length > 5)).toBe(true);
  process.env.TRELLIS_TEST_PASSWORD = planted.environment;
  await startProcess(network.folder, node);
  delete process.env.TRELLIS_TEST_PASSWORD;
  await untilReady(network.folder, network.manifest, node);
  // What a library, a crash or a careless line might leave in the log.
  await appendFile(
    inFolder(nodeFiles.log),
    [
      ...secrets
        .map((secret) => `raw ${secret}`)
        .filter((line) => !line.includes(planted.environment)),
      JSON.stringify({
        level: 30,
        msg: `the password is ${password}`,
        authorization: `Bearer ${planted.bearer}`,
      }),
      `GET / authorization: Bearer ${planted.bearer}`,
      `-----BEGIN PRIVATE KEY-----\n${planted.pem}\n-----END PRIVATE KEY-----`,
      networkKey,
      '',
    ]
      .join('\n')
      // Nobody knows these but by their form, which the lines above this one have.
      .replaceAll(`raw ${planted.bearer}\n`, '')
      .replaceAll(`raw ${planted.pem}\n`, '')
      .replaceAll(`raw ${planted.hook}\n`, '')
      .replaceAll(`raw ${planted.userinfo}\n`, ''),
  );
});
afterAll(() => network?.remove());

async function unpack(archive: string): Promise<ReadonlyMap<string, string>> {
  const to = `${archive}.d`;
  await mkdir(to);
  await extract({ file: archive, cwd: to });
  const names = (await readdir(to, { recursive: true, withFileTypes: true })).filter((one) =>
    one.isFile(),
  );
  const files = names.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [path.slice(to.length + 1), await readFile(path, 'utf8')] as const;
  });
  return new Map(await Promise.all(files));
}

function expectNoSecrets(files: ReadonlyMap<string, string>): void {
  for (const [name, text] of files) {
    for (const secret of secrets) expect(text.includes(secret), `${name}: ${secret}`).toBe(false);
  }
}

it('of a running node, with profile and heap', async () => {
  const file = join(network.home, 'running.tar.gz');
  const args = ['node', 'report', 'node1', '--to', file, '--cpu-profile', '--heap'];
  const { code, stderr } = await runWithin(network.home, args);
  expect(code, stderr).toBe(0);
  const files = await unpack(file);
  expect([...files.keys()].toSorted()).toEqual([
    'config.json',
    'cryptography.json',
    'disk.json',
    'doctor.json',
    'evidence.json',
    'files.json',
    'heap.json',
    'links.json',
    'logs/node.log',
    'machine.json',
    'metrics.txt',
    'node.cpuprofile',
    'status-history.json',
    'status.json',
    'versions.json',
    'why.json',
  ]);
  expectNoSecrets(files);
  expect(files.get('logs/node.log')).toContain('"running"');
  expect(files.get('metrics.txt')).toContain('trellis_block_height');
  expect(JSON.parse(files.get('config.json') ?? '')).toMatchObject({
    name: 'node1',
    alerts: { webhook: { url: 'https://hooks.invalid/(secret)' } },
  });
  expect(JSON.parse(files.get('status-history.json') ?? '').length).toBeGreaterThan(0);
  expect(JSON.parse(files.get('node.cpuprofile') ?? '').nodes.length).toBeGreaterThan(0);

  const again = await runWithin(network.home, args);
  expect(again.code).not.toBe(0);
  expect(again.stderr).toContain('is there already');
});

it('of a stopped node', async () => {
  await stopProcess(network.folder, network.node(0));
  const file = join(network.home, 'stopped.tar.gz');
  const { code, stdout } = await runWithin(network.home, ['node', 'report', 'node1', '--to', file]);
  expect(code).toBe(0);
  expect(stdout).toContain('does not run');
  const files = await unpack(file);
  expectNoSecrets(files);
  expect(JSON.parse(files.get('doctor.json') ?? '')).toMatchObject({ running: false });
});

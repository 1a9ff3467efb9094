/** A testnet whose APIs are served over HTTPS, as a user meets it: with the command alone, and with a node that comes later. */
import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { authorityPath, nodeFiles, nodeFolder, readManifest, stopAll } from '@trellis/testnet';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startNetwork, type TestNetwork } from './network.ts';

const program = fileURLToPath(import.meta.resolve('@trellis/cli/main'));
let network: TestNetwork;

beforeAll(async () => {
  network = await startNetwork({
    validators: 1,
    scheme: 'ml-dsa-44',
    consensus: { heartbeatMs: 500 },
    https: { certificateKey: 'ml-dsa-65', requirePostQuantum: true },
  });
});

afterAll(async () => {
  if (network !== undefined) await stopAll(network.folder, await readManifest(network.folder));
  await network?.remove();
});

async function trellis(...args: string[]): Promise<string> {
  const env = { ...process.env, TRELLIS_HOME: network.home };
  return (await promisify(execFile)(process.execPath, [program, ...args], { env })).stdout;
}

/** The code of the error when the connection is refused; `undefined` when there is one. */
function connect(url: string, ca: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    request(`${url}/health/live`, { ca, agent: false }, (response) => {
      response.resume();
      response.on('end', () => resolve(undefined));
    })
      .on('error', ({ code }: NodeJS.ErrnoException) => resolve(code))
      .end();
  });
}

it('takes in a node that is served in the same way, and is trusted by whoever trusts the testnet', async () => {
  const ca = await readFile(authorityPath(network.folder), 'utf8');
  const { node } = JSON.parse(await trellis('testnet', 'add-node', '--power', '1', '--json'));
  expect(node.http).toMatch(/^https:/);
  const path = join(nodeFolder(network.folder, node), nodeFiles.config);
  const { http } = JSON.parse(await readFile(path, 'utf8'));
  expect(http.tls).toMatchObject({ requirePostQuantum: true });

  const status = await trellis('status', '--node', node.http);
  expect(status).toMatch(/^validator +trellis1/m);
  const sent = await trellis('send', 'treasury', 'operator1', '1', 'EUR', '--node', node.http);
  expect(sent).toMatch(/^proof +transaction and receipt → block → certificate checked$/m);
  // The validators are others than those of the genesis: each command follows how they came to be.
  const [, id = ''] = /^transaction +([0-9a-f]{64})$/m.exec(sent) ?? [];
  expect(await trellis('tx', 'show', id)).toMatch(/^proof +transaction and receipt .* checked$/m);
  const file = join(network.home, 'payment.json');
  await trellis('tx', 'build', 'treasury', file, '--pay', 'treasury,operator1,1,EUR');
  expect(await trellis('tx', 'sign', file, '--key', 'treasury')).toMatch(/^Signed /);
  expect(await trellis('tx', 'submit', file)).toMatch(/^status +success$/m);
  const shown = await trellis('testnet', 'status');
  expect(shown.match(/ up .* https:/g)).toHaveLength(2);

  const both = await readFile(authorityPath(network.folder), 'utf8');
  for (const url of [network.node(0).http, node.http]) {
    expect(await connect(url, both), url).toBeUndefined();
  }
  // What was trusted before vouches for nobody who came later.
  expect(await connect(network.node(0).http, ca)).toBeUndefined();
  expect(await connect(node.http, ca)).toMatch(/CERT|ISSUER|VERIFY/);
});

it('is refused by the command without its authority, which says what to do', async () => {
  const kept = await readFile(authorityPath(network.folder));
  await rm(authorityPath(network.folder));
  const refused = await trellis('status').catch(({ stderr }) => String(stderr));
  await writeFile(authorityPath(network.folder), kept);
  expect(refused).toMatch(/unreachable.*--ca-file.*ca\.pem/);
  expect(await trellis('status')).toMatch(/^node +node1 at https:/m);
});

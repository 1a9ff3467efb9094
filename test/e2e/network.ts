/** A real testnet in a folder of its own, that is gone after the test whatever happens. */
import { readFile, rm } from 'node:fs/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { type HttpTransport, httpTransport } from '@trellis/client';
import { createProvider } from '@trellis/crypto';
import {
  authorityPath,
  findProcess,
  initTestnet,
  makeOwnedHome,
  startTestnet,
  stopAll,
  type TestnetManifest,
  type TestnetNode,
  type TestnetOptions,
  testnetFolder,
  untilHeight,
} from '@trellis/testnet';
import { testPorts } from '../ports.ts';

export interface TestNetwork {
  readonly home: string;
  readonly folder: string;
  readonly manifest: TestnetManifest;
  readonly transports: readonly HttpTransport[];
  node(index: number): TestnetNode;
  /** `kill -9`; resolves when the process is gone. */
  kill(index: number): Promise<void>;
  remove(): Promise<void>;
}

/** Makes and starts a testnet; resolves when block 1 is final everywhere. */
export async function startNetwork(options: Partial<TestnetOptions> = {}): Promise<TestNetwork> {
  const home = await makeOwnedHome();
  const manifest = await initTestnet(home, {
    validators: 4,
    scheme: 'ml-dsa-65',
    provider: createProvider('native'),
    logLevel: 'debug',
    basePort: await testPorts(options.validators ?? 4),
    ...options,
  });
  const folder = testnetFolder(home);
  if (options.https !== undefined) {
    const authority = await readFile(authorityPath(folder), 'utf8');
    setDefaultCACertificates([...getCACertificates('default'), authority]);
  }
  const node = (index: number): TestnetNode => {
    const found = manifest.nodes[index];
    if (found === undefined) throw new Error(`no node ${index}`);
    return found;
  };
  const network: TestNetwork = {
    home,
    folder,
    manifest,
    transports: manifest.nodes.map(({ http }) => httpTransport({ url: http })),
    node,
    async kill(index) {
      const pid = await findProcess(folder, node(index));
      if (pid === null) throw new Error(`node ${index} does not run`);
      process.kill(pid, 'SIGKILL');
      while ((await findProcess(folder, node(index))) !== null) {
        await new Promise((resolve) => {
          setTimeout(resolve, 10);
        });
      }
    },
    async remove() {
      await stopAll(folder, manifest);
      await rm(home, { recursive: true, force: true });
    },
  };
  try {
    await startTestnet(folder, manifest);
    await untilHeight(folder, manifest, 1n, 60_000);
    return network;
  } catch (error) {
    await network.remove();
    throw error;
  }
}

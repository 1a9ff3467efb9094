/**
 * Four validators, each behind sentries of its own, as processes. A validator has no address but the one that the second keeps
 * for its sentry; all that others have of it is the peer id of a sentry.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { httpTransport } from '@trellis/client';
import { createProvider } from '@trellis/crypto';
import { relayedAddress } from '@trellis/network/multiaddr';
import { readGenesis } from '@trellis/node';
import {
  genesisPath,
  initTestnet,
  killProcess,
  makeOwnedHome,
  nodeFiles,
  nodeFolder,
  startTestnet,
  stopAll,
  type TestnetManifest,
  type TestnetNode,
  testnetFolder,
  untilHeight,
} from '@trellis/testnet';
import type { TestNetwork } from '../e2e/network.ts';
import { testPorts } from '../ports.ts';

/** Which nodes are the sentries of which validator. */
const sentriesOf = [[4, 5], [6], [7], [8]] as const;
/** An observer of the public network, which is not started: its keys are those of whoever asks as an outsider. */
export const outsider = 9;
const count = 10;

/** A validator whose sentry opens the connection, at this address, which nobody else may learn. */
export const hidden = { index: 1, sentry: 6, host: '127.77.0.2' };

export interface SentryNetwork extends TestNetwork {
  /** The same with validators alone, for what is done to those. */
  readonly validators: TestNetwork;
}

export async function startSentryNetwork(): Promise<SentryNetwork> {
  const home = await makeOwnedHome();
  const made = await initTestnet(home, {
    validators: sentriesOf.length,
    observers: count - sentriesOf.length,
    scheme: 'ml-dsa-65',
    provider: createProvider('native'),
    logLevel: 'debug',
    basePort: await testPorts(count),
    drill: true,
    consensus: { heartbeatMs: 500 },
  });
  const folder = testnetFolder(home);
  const { validators: voting, observers } = await readGenesis(genesisPath(folder));
  const peers = [...voting, ...observers].map(({ peer }) => peer);
  for (const [index, node] of made.nodes.entries()) {
    await setUp(folder, node, networkOf(index, made, peers));
  }
  // The outsider is no process.
  const manifest = { ...made, nodes: made.nodes.slice(0, outsider) };
  const network = networkIn(home, folder, manifest);
  const validators = { ...manifest, nodes: manifest.nodes.slice(0, sentriesOf.length) };
  try {
    await startTestnet(folder, manifest);
    await untilHeight(folder, manifest, 1n, 120_000);
  } catch (error) {
    await network.remove();
    throw error;
  }
  return { ...network, validators: networkIn(home, folder, validators) };
}

function networkIn(home: string, folder: string, manifest: TestnetManifest): TestNetwork {
  const node = (index: number): TestnetNode => {
    const found = manifest.nodes[index];
    if (found === undefined) throw new Error(`no node ${index}`);
    return found;
  };
  return {
    home,
    folder,
    manifest,
    transports: manifest.nodes.map(({ http }) => httpTransport({ url: http })),
    node,
    async kill(index) {
      if (!(await killProcess(folder, node(index)))) throw new Error(`node ${index} does not run`);
    },
    async remove() {
      await stopAll(folder, manifest);
      await rm(home, { recursive: true, force: true });
    },
  };
}

interface NetworkPart {
  readonly listen: readonly string[];
  readonly privatePeerIds: readonly string[];
  readonly peers: readonly { readonly peer: string; readonly address: string }[];
}

/** What the page says to write into the configurations. */
function networkOf(
  index: number,
  { nodes }: TestnetManifest,
  peers: readonly string[],
): NetworkPart {
  const peerOf = (one: number): string => peers[one] ?? '';
  const at = (one: number, host = '127.0.0.1'): string =>
    `/ip4/${host}/tcp/${nodes[one]?.networkPort}`;
  const own: readonly number[] | undefined = sentriesOf[index];
  if (own !== undefined) {
    const others = sentriesOf.flatMap((sentries, validator) =>
      validator === index
        ? []
        : sentries.map((one) => ({
            peer: peerOf(validator),
            address: relayedAddress(peerOf(one)),
          })),
    );
    const sentryConnects = index === hidden.index;
    const sentries = own.map((one) => ({ peer: peerOf(one), address: at(one) }));
    return {
      listen: sentryConnects ? [at(index, hidden.host)] : [],
      privatePeerIds: [],
      peers: sentryConnects ? others : [...sentries, ...others],
    };
  }
  const behind = sentriesOf.findIndex((sentries) => sentries.some((one) => one === index));
  const observers = sentriesOf.flat().filter((one) => one !== index);
  const behindIt =
    behind === hidden.index ? [{ peer: peerOf(behind), address: at(behind, hidden.host) }] : [];
  return {
    listen: [at(index)],
    privatePeerIds: behind < 0 ? [] : [peerOf(behind)],
    peers: [...behindIt, ...observers.map((one) => ({ peer: peerOf(one), address: at(one) }))],
  };
}

async function setUp(folder: string, node: TestnetNode, network: NetworkPart): Promise<void> {
  const path = join(nodeFolder(folder, node), nodeFiles.config);
  const config = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ ...config, network: { ...config.network, ...network } }));
}

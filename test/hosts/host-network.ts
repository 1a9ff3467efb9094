/** A network whose validators run on hosts of their own. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { benchAccounts, probeAccounts } from '@trellis/bench';
import { createProvider } from '@trellis/crypto';
import { giveOrders } from '@trellis/fault-injection';
import {
  initTestnet,
  killProcess,
  nodeFiles,
  nodeFolder,
  startProcess,
  stopAll,
  type TestnetManifest,
  type TestnetNode,
  testnetFolder,
  untilHeight,
  untilReady,
} from '@trellis/testnet';
import { domainName, hostAddress, type Place } from './addresses.ts';
import { type Lines, makeLines } from './lines.ts';
import { startNames } from './names.ts';
import {
  makeHost,
  makeSite,
  makeStation,
  onHost,
  setHostLink,
  useStationForNames,
} from './namespaces.ts';
import { lineOf, type Profile, siteOf, sitePairs } from './profiles.ts';

/** Of the generator's accounts, and of what it draws. */
export const generatorSeed = 1;
export const payers = 400;
const scheme = 'ml-dsa-65';

export interface HostNetwork {
  readonly profile: Profile;
  readonly home: string;
  readonly folder: string;
  readonly manifest: TestnetManifest;
  readonly places: readonly Place[];
  readonly lines: Lines;
  readonly names: Awaited<ReturnType<typeof startNames>>;
  node(host: number): TestnetNode;
  /** Resolves when the node answers. */
  start(host: number): Promise<void>;
  /** Takes the power of a host away: nobody is told, as nothing more leaves it. */
  powerOff(host: number): Promise<void>;
  powerOn(host: number): Promise<void>;
  /** Lines as the profile has them. */
  healLines(): Promise<void>;
  stop(): Promise<void>;
}

export interface HostNetworkOptions {
  readonly home: string;
  readonly profile: Profile;
  readonly validators: number;
  /** Delays of this profile are made within the nodes, as the benchmark's model does; the hosts are all in one site. */
  readonly modelled?: Profile;
}

/** Makes hosts, lines and nodes, and starts these; resolves when block 1 is final everywhere. */
export async function startHostNetwork(options: HostNetworkOptions): Promise<HostNetwork> {
  const { home, profile, validators, modelled } = options;
  const places = Array.from({ length: validators }, (_, host) => ({
    host,
    site: siteOf(profile, host),
  }));
  const folder = testnetFolder(home);
  const manifest = await makeTestnet(home, validators, modelled !== undefined);
  await makeStation();
  for (const [index] of profile.sites.entries()) await makeSite(index + 1);
  for (const place of places) await makeHost(place, nodeAt(manifest, place.host).httpPort);
  const lines = await makeLines(profile);
  await useStationForNames(home);
  const names = await startNames(home, places);
  for (const place of places) await moveToHost(folder, manifest.nodes, place);
  if (modelled !== undefined) await modelLines(folder, manifest.nodes, modelled);

  const network: HostNetwork = {
    ...{ profile, home, folder, manifest, places, lines, names },
    node: (host) => nodeAt(manifest, host),
    async start(host) {
      await startProcess(folder, nodeAt(manifest, host), [], onHost(host).split(' '));
      await untilReady(folder, manifest, nodeAt(manifest, host));
    },
    async powerOff(host) {
      await setHostLink(host, false, at(places, host).site);
      await killProcess(folder, nodeAt(manifest, host));
    },
    async powerOn(host) {
      await setHostLink(host, true, at(places, host).site);
      await network.start(host);
    },
    healLines: () =>
      lines.set(
        sitePairs(profile).map(([from, to]) => ({ from, to, settings: lineOf(profile, from, to) })),
      ),
    async stop() {
      await stopAll(folder, manifest);
      await names.stop();
      await lines.close();
    },
  };
  await network.healLines();
  await Promise.all(places.map(({ host }) => network.start(host)));
  await untilHeight(folder, manifest, 1n, 120_000);
  return network;
}

const makeTestnet = (
  home: string,
  validators: number,
  drill: boolean,
): Promise<TestnetManifest> => {
  const provider = createProvider('native');
  const accounts = benchAccounts(scheme, probeAccounts + payers, generatorSeed, provider);
  return initTestnet(home, {
    ...{ validators, scheme, provider, drill },
    logLevel: 'warn',
    accounts: accounts.map(({ key }) => ({
      scheme,
      publicKey: key.publicKey,
      amount: 1_000_000n,
    })),
  });
};

/** It listens on the address of its host, and knows the others by their names. */
async function moveToHost(
  folder: string,
  nodes: readonly TestnetNode[],
  place: Place,
): Promise<void> {
  const node = at(nodes, place.host);
  const path = join(nodeFolder(folder, node), nodeFiles.config);
  const config = JSON.parse(await readFile(path, 'utf8'));
  config.network.listen = [`/ip4/${hostAddress(place)}/tcp/${node.networkPort}`];
  for (const peer of config.network.peers) {
    const host = nodes.findIndex(({ networkPort }) => peer.address.endsWith(`/${networkPort}`));
    peer.address = `/dns4/${domainName(host)}/tcp/${at(nodes, host).networkPort}`;
  }
  await writeFile(path, JSON.stringify(config, null, 2));
}

/** What a profile's packets would be delayed and lost by, as the benchmark models it: message by message, in the nodes. */
async function modelLines(
  folder: string,
  nodes: readonly TestnetNode[],
  profile: Profile,
): Promise<void> {
  for (const [host, node] of nodes.entries()) {
    const lines = nodes.flatMap(({ name }, other) => {
      const [from, to] = [siteOf(profile, other), siteOf(profile, host)];
      if (from === to) return [];
      const { delayMs, jitterMs, lossPerMillion } = lineOf(profile, from, to);
      const latencyMs = Math.round(delayMs + jitterMs / 2);
      return [{ node: name, latencyMs, lossPerMillion, cut: false }];
    });
    const orders = join(nodeFolder(folder, node), nodeFiles.drill);
    await giveOrders(orders, () => ({ lines, record: false }));
  }
}

const nodeAt = ({ nodes }: TestnetManifest, host: number): TestnetNode => at(nodes, host);

function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new RangeError(`no host ${index}`);
  return found;
}

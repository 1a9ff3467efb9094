/** Whom a node connects with: that depends on which nodes are behind sentries. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProvider, generateSeed } from '@trellis/crypto';
import { relayedAddress } from '@trellis/network/multiaddr';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type NodeConfig, readConfig } from '../config/config.ts';
import { initNode, type NewNode } from './init-node.ts';
import { type JoinRequest, peerOf } from './join-request.ts';
import { nodeFiles } from './node-files.ts';
import { peersAround } from './peers-around.ts';

const provider = createProvider('native');
const privately = '/ip4/10.0.0.2/tcp/26600';
const publicly = (name: string) => `/dns/${name}.example/tcp/26600`;

let folder: string;
const requests: JoinRequest[] = [];
const configs = new Map<string, NodeConfig>();

async function make(name: string, change: Partial<NewNode>): Promise<string> {
  const request = await initNode(
    {
      folder: join(folder, name),
      ...{ name, role: 'validator', scheme: 'ed25519', contact: '', httpPort: 26_700 },
      operator: provider.openKey('ed25519', generateSeed('ed25519')),
      listen: ['/ip4/0.0.0.0/tcp/26600'],
      addresses: [publicly(name)],
      ...change,
    },
    provider,
  );
  requests.push(request);
  configs.set(name, await readConfig(join(folder, name, nodeFiles.config)));
  return peerOf(request);
}

const peers: Record<string, string> = {};
const behind = (sentry: string) => ({
  ...{ listen: [], addresses: [] },
  sentries: [{ peer: peers[sentry] ?? '', address: privately }],
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-peers-'));
  peers.sentryA = await make('sentry-a', { role: 'observer' });
  peers.sentryB = await make('sentry-b', { role: 'observer' });
  peers.a = await make('bank-a', behind('sentryA'));
  peers.b = await make('bank-b', behind('sentryB'));
  peers.c = await make('bank-c', {});
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function around(name: string, self: string) {
  const config = configs.get(name);
  if (config === undefined) throw new Error(`no ${name}`);
  return peersAround(config, peers[self] ?? '', requests);
}

it('a validator behind sentries keeps these, and reaches through others who is behind others', () => {
  const installed = [
    { peer: peers.sentryA, address: privately },
    { peer: peers.b, address: relayedAddress(peers.sentryB ?? '') },
  ];
  expect(around('bank-a', 'a')).toEqual(installed);
  // Installing again changes nothing.
  const config = configs.get('bank-a');
  if (config === undefined) throw new Error('no bank-a');
  const again = {
    ...config,
    network: { ...config.network, peers: around('bank-a', 'a') },
  };
  expect(peersAround(again, peers.a ?? '', requests)).toEqual(installed);
});

it('a validator of the public network reaches the others through their sentries', () => {
  expect(around('bank-c', 'c')).toEqual([
    { peer: peers.sentryA, address: publicly('sentry-a') },
    { peer: peers.sentryB, address: publicly('sentry-b') },
    { peer: peers.a, address: relayedAddress(peers.sentryA ?? '') },
    { peer: peers.b, address: relayedAddress(peers.sentryB ?? '') },
  ]);
});

it('a sentry connects with the public network alone', () => {
  expect(around('sentry-a', 'sentryA')).toEqual([
    { peer: peers.sentryB, address: publicly('sentry-b') },
    { peer: peers.c, address: publicly('bank-c') },
  ]);
});

it('a join request from behind sentries has no address but theirs', () => {
  expect(requests[2]?.request.addresses).toEqual([relayedAddress(peers.sentryA ?? '')]);
  expect(configs.get('bank-a')?.network).toMatchObject({ listen: [], publicAddresses: [] });
});

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { keyAddress, zeroHash } from '@trellis/crypto';
import { type ChainId, toHeight } from '@trellis/protocol';
import { type StatusResponse, statusResponseCodec } from '@trellis/protocol/http-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliHome, createHome } from '../testing/run-cli.ts';

type Peer = StatusResponse['peers'][number];

const connected: Peer = {
  name: 'node2',
  peer: 'peer-2',
  connected: true,
  channel: {
    group: 'X25519MLKEM768',
    cipher: 'TLS_AES_256_GCM_SHA384',
    signatureScheme: 'ml-dsa-65',
    networkKey: keyAddress('ml-dsa-65', new Uint8Array(1952)),
  },
  since: BigInt(Date.now() - 90_000),
  direction: 'outbound',
  reason: null,
  bytesReceived: 22_288n,
  bytesSent: 11_749n,
};

const absent: Peer = {
  ...connected,
  name: 'node3',
  connected: false,
  channel: null,
  since: null,
  direction: null,
  reason: 'connect ECONNREFUSED',
  bytesReceived: 0n,
  bytesSent: 0n,
};

const status: StatusResponse = {
  version: '0.1.0',
  chainId: 'test-chain' as ChainId,
  genesisHash: zeroHash,
  node: {
    name: 'node1',
    peer: 'peer-1',
    validator: null,
    provider: 'native',
    instance: '00',
    mlDsa: { verifiedBy: 'webAssembly', problem: null },
    groups: ['X25519MLKEM768'],
    requirePostQuantum: true,
  },
  head: { height: toHeight(1n), blockId: zeroHash, time: 1n },
  keeps: { blocksFrom: toHeight(0), statesFrom: toHeight(1), witnessesFrom: toHeight(0) },
  storage: {
    damaged: [],
    healed: 0,
    rebuildingTo: null,
    scrub: { read: 0, of: null, passes: 0 },
  },
  consensus: { height: toHeight(2n), round: 0, step: 'propose' },
  guard: { state: 'voting', doubt: null, limit: null, missing: [] },
  chainAheadMs: 0n,
  mempool: { count: 0, bytes: 0 },
  peers: [connected, absent],
};

let cli: CliHome;
let server: Server;
let shown: StatusResponse;

beforeAll(async () => {
  cli = await createHome();
  server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(statusResponseCodec.toJson(shown)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  server.close();
  await cli.remove();
});

const node = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

describe('trellis peers', () => {
  it('shows with what each connection is secured, and who is absent and why', async () => {
    shown = status;
    const { code, stdout, stderr } = await cli.run(['peers', '--node', node()]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /node2 +outbound +X25519MLKEM768 +ml-dsa-65 +TLS_AES_256_GCM_SHA384 .* 22,288 B +11,749 B/,
    );
    expect(stdout).toMatch(/node3 +absent: connect ECONNREFUSED/);
    expect(stdout).toMatch(/node2: peer-2, network key trellis1/);
    expect(stdout).not.toMatch(/not post-quantum|does not require/i);
    expect((await cli.json(['peers', '--node', node()])).peers).toMatchObject([
      { name: 'node2', channel: { group: 'X25519MLKEM768' } },
      { name: 'node3', channel: null },
    ]);
  });

  it('warns of connections and nodes that do without post-quantum key exchange', async () => {
    const channel = connected.channel && { ...connected.channel, group: 'X25519' };
    shown = {
      ...status,
      node: {
        ...status.node,
        groups: ['X25519MLKEM768', 'X25519'],
        requirePostQuantum: false,
      },
      peers: [{ ...connected, channel }],
    };
    const { stdout } = await cli.run(['peers', '--node', node()]);
    expect(stdout).toContain('Not post-quantum, can be recorded today and read later: node2');
    expect(stdout).toContain('node1 does not require a post-quantum key exchange.');
    const { stdout: text } = await cli.run(['status', '--node', node()]);
    expect(text).toMatch(/offered +X25519MLKEM768, X25519 \(post-quantum key exchange is NOT/);
  });
});

/** What a doctor makes of what it sees: nothing where all is well, and one finding with advice for each fault. */
import { describe, expect, it } from 'vitest';
import { diagnose } from './diagnose.ts';
import type {
  DoctorFacts,
  MachineFacts,
  NetworkFacts,
  NodeFacts,
  PeerFacts,
} from './doctor-facts.ts';
import { estimateFinalityMs, quorumRoundTripMs } from './estimate-finality.ts';

const machine: MachineFacts = {
  disk: { freeBytes: 50e9, totalBytes: 100e9 },
  syncP99Ms: 2,
  writeProblem: null,
  memory: { availableBytes: 4e9, totalBytes: 8e9 },
  secretFiles: [{ path: '/n/peer.key', state: 'private' }],
  mtu: { name: 'eth0', bytes: 1_500 },
};

const node: NodeFacts = {
  name: 'node1',
  running: true,
  software: '1.0.0',
  protocol: 2,
  isArchive: true,
  chainProblem: null,
  prevoteTimeoutMs: 500,
  blockIntervalMs: 50,
  fileDescriptors: { open: 40, max: 20_000 },
};

function peer(name: string, change: Partial<PeerFacts> = {}): PeerFacts {
  return {
    name,
    address: `/dns4/${name}/tcp/26600`,
    recorded: null,
    configured: [`/dns4/${name}/tcp/26600`],
    connected: true,
    reason: null,
    reached: null,
    roundTripMs: 1,
    clock: { aheadMs: 3, errorMs: 1 },
    software: '1.0.0',
    protocol: 2,
    isArchive: false,
    dialBack: { outcome: 'reached', address: '/dns4/node1/tcp/26600', ms: 1 },
    ...change,
  };
}

const network: NetworkFacts = {
  listen: ['/ip4/10.0.0.1/tcp/26600'],
  recorded: null,
  peers: [peer('node2'), peer('node3'), peer('node4')],
  validators: ['node1', 'node2', 'node3', 'node4'].map((name) => ({ node: name, power: 10 })),
  identity: 'admitted',
  https: { daysLeft: 200 },
};

const healthy: DoctorFacts = { node, machine, network };

const peers = (...changes: readonly Partial<PeerFacts>[]): DoctorFacts => ({
  ...healthy,
  network: {
    ...network,
    peers: network.peers.map((one, index) => ({ ...one, ...changes[index] })),
  },
});
const on = (change: Partial<MachineFacts>): DoctorFacts => ({
  ...healthy,
  machine: { ...machine, ...change },
});
const of = (change: Partial<NodeFacts>): DoctorFacts => ({
  ...healthy,
  node: { ...node, ...change },
});
const within = (change: Partial<NetworkFacts>): DoctorFacts => ({
  ...healthy,
  network: { ...network, ...change },
});
const gone: Partial<PeerFacts> = {
  ...{ connected: false, roundTripMs: null, clock: null, software: null, protocol: null },
  ...{ isArchive: null, dialBack: null },
};

it('finds nothing where all is well', () => {
  const findings = diagnose(healthy);
  expect(findings.filter(({ state }) => state !== 'ok')).toEqual([]);
  expect(findings.map(({ advice }) => advice)).toEqual(findings.map(() => null));
});

const late = { roundTripMs: 600 };
const behind = { clock: { aheadMs: 700, errorMs: 10 } };

describe.each<[string, DoctorFacts, string, 'warning' | 'problem', RegExp]>([
  ['a damaged chain', of({ chainProblem: 'bad table' }), 'process', 'problem', /bad table/],
  [
    'a full disk',
    on({ disk: { freeBytes: 1e9, totalBytes: 100e9 } }),
    'disk_space',
    'problem',
    /1.0 %/,
  ],
  [
    'a disk that fills',
    on({ disk: { freeBytes: 9e9, totalBytes: 100e9 } }),
    'disk_space',
    'warning',
    /9.0 %/,
  ],
  ['a slow disk', on({ syncP99Ms: 80 }), 'disk_speed', 'warning', /80.0 ms/],
  ['a disk that stands', on({ syncP99Ms: 1_500 }), 'disk_speed', 'problem', /1500.0 ms/],
  [
    'a disk that can’t be written',
    on({ syncP99Ms: null, writeProblem: 'EROFS' }),
    'disk_speed',
    'problem',
    /EROFS/,
  ],
  [
    'little memory',
    on({ memory: { availableBytes: 5e8, totalBytes: 8e9 } }),
    'memory',
    'warning',
    /0.5 GB/,
  ],
  [
    'hardly any memory',
    on({ memory: { availableBytes: 1e8, totalBytes: 8e9 } }),
    'memory',
    'problem',
    /0.1 GB/,
  ],
  [
    'a low limit of files',
    of({ fileDescriptors: { open: 40, max: 1_024 } }),
    'file_descriptors',
    'warning',
    /1024/,
  ],
  [
    'no files left',
    of({ fileDescriptors: { open: 950, max: 1_024 } }),
    'file_descriptors',
    'problem',
    /950 open/,
  ],
  [
    'a key that others read',
    on({ secretFiles: [{ path: '/n/key', state: 'open' }] }),
    'file_modes',
    'problem',
    /others.*\/n\/key/,
  ],
  [
    'a key that is gone',
    on({ secretFiles: [{ path: '/n/key', state: 'missing' }] }),
    'file_modes',
    'problem',
    /missing/,
  ],
  [
    'small packets',
    on({ mtu: { name: 'tun0', bytes: 1_200 } }),
    'mtu',
    'warning',
    /1200 bytes on tun0/,
  ],
  [
    'a key that nobody knows',
    within({ identity: 'unknown_key' }),
    'identity',
    'problem',
    /does not know/,
  ],
  [
    'keys of two nodes',
    within({ identity: 'other_peer' }),
    'identity',
    'problem',
    /another peer key/,
  ],
  [
    'a certificate that ends',
    within({ https: { daysLeft: 20.5 } }),
    'certificate',
    'warning',
    /20 more days/,
  ],
  [
    'a certificate that ended',
    within({ https: { problem: 'it expired' } }),
    'certificate',
    'problem',
    /expired/,
  ],
  ['a peer that is away', peers({ ...gone, reached: 'refused' }), 'peers', 'problem', /node2 at/],
  [
    'a port that is closed',
    peers({ dialBack: { outcome: 'timeout', address: '/dns4/x/tcp/1', ms: 5_000 } }),
    'reachable',
    'problem',
    /node2 at \/dns4\/x\/tcp\/1 \(timeout\)/,
  ],
  [
    'no way in',
    peers(
      ...[1, 2, 3].map(
        (): Partial<PeerFacts> => ({ dialBack: { outcome: 'noAddress', address: '', ms: 0 } }),
      ),
    ),
    'reachable',
    'warning',
    /no peer has an address/,
  ],
  ['an own clock that is off', peers(behind, behind), 'clock', 'problem', /node2 is 700 ms ahead/],
  [
    'older software than others',
    peers({ protocol: 3 }),
    'versions',
    'warning',
    /node2 know a newer/,
  ],
  ['no archive', of({ isArchive: false }), 'archive', 'warning', /no node that answers/],
  ['slow lines', peers(late, late, late), 'finality', 'problem', /timeout of 500 ms/],
  [
    'a disk too slow for the goal',
    on({ syncP99Ms: 300 }),
    'finality',
    'warning',
    /about 12\d\d ms/,
  ],
  ['too few validators', peers(gone, gone), 'finality', 'problem', /no more than two thirds/],
])('%s', (_what, facts, check, state, fact) => {
  it('is found, with advice', () => {
    const found = diagnose(facts).find((one) => one.check === check);
    expect(found).toMatchObject({ state, fact: expect.stringMatching(fact) });
    expect(found?.advice).toMatch(/\.$/);
  });
});

it('tells its own clock from that of another', () => {
  const advice = (facts: DoctorFacts) =>
    diagnose(facts).find(({ check }) => check === 'clock')?.advice;
  expect(advice(peers(behind, behind))).toMatch(/This node’s clock/);
  expect(advice(peers(behind))).toMatch(/those nodes/);
});

it('says why peers could not be asked', () => {
  const found = diagnose({ ...healthy, network: { problem: 'the port is taken' } });
  expect(found.find(({ check }) => check === 'peers')).toMatchObject({ state: 'unknown' });
});

describe('finality', () => {
  it('waits for the validator that completes the quorum', () => {
    const facts = within({
      peers: [
        peer('node2', { roundTripMs: 5 }),
        peer('node3', { roundTripMs: 40 }),
        peer('node4', { roundTripMs: 200 }),
      ],
    }).network as NetworkFacts;
    expect(quorumRoundTripMs(facts, 'node1')).toBe(40);
    expect(quorumRoundTripMs(facts, 'observer')).toBe(200);
  });

  it('is three messages, four writes and half an interval', () => {
    expect(estimateFinalityMs({ roundTripMs: 100, syncP99Ms: 10, blockIntervalMs: 50 })).toBe(215);
  });
});

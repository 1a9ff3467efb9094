import { type Address, asciiBytes, keyAddress } from '@trellis/crypto';
import type { State } from '@trellis/ledger';
import {
  createValidatorSet,
  type NodeRecord,
  proposerAt,
  toHeight,
  validatorAddress,
} from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import type { PeerName } from '../ports/transport.ts';
import { manualClock } from '../testing/manual-clock.ts';
import { createPeerLiveness, unresponsiveAfterMs } from './peer-liveness.ts';
import { createRegistry } from './registry.ts';

const operator = keyAddress('ed25519', asciiBytes('operator'));
const members = [1, 2, 3, 4].map((number) => ({
  node: `node${number}`,
  operator,
  scheme: 'ed25519' as const,
  publicKey: new Uint8Array(32).fill(number),
  power: 1,
}));
const nodes = members.map(
  ({ node }): NodeRecord => ({
    name: node,
    peer: `peer-of-${node}`,
    networkKeys: [{ key: operator, until: null }],
    operator,
    until: null,
  }),
);
const made = createValidatorSet(members);
if (!made.ok) throw new Error(made.problem);
const { set } = made;
const schedule = { sets: [{ fromHeight: toHeight(1), members }] };

/** The proposer of round 0 at this height, as validator and as peer. */
function proposer(height: bigint): { address: Address; peer: PeerName } {
  const { address } = proposerAt(set, toHeight(height), 0);
  const member = members.find((one) => validatorAddress(one) === address);
  return { address, peer: `peer-of-${member?.node}` as PeerName };
}

function setUp(self = 'a-node-without-a-vote') {
  const time = manualClock();
  const peerLiveness = createPeerLiveness({
    clock: time.clock,
    chain: { state: () => ({ get: () => schedule }) as unknown as State, validatorsAt: () => set },
    registry: createRegistry(nodes, toHeight(1)),
    self: self as PeerName,
  });
  return { time, peerLiveness };
}

const at = (height: bigint, round = 0) => ({ height: toHeight(height), round });
const height = toHeight(10);
const { address, peer } = proposer(10n);
const absent = { validators: 4 };

describe('a proposer', () => {
  it('is absent until it connects, and again when its connection is lost', () => {
    const { peerLiveness } = setUp();
    expect(peerLiveness.absentProposer(height, 0)).toEqual(absent);
    peerLiveness.connected(peer);
    expect(peerLiveness.absentProposer(height, 0)).toBeNull();
    peerLiveness.heard(peer, at(10n));
    peerLiveness.disconnected(peer);
    expect(peerLiveness.absentProposer(height, 0)).toEqual(absent);
  });

  it('is absent when nothing was heard from it for a while', () => {
    const { time, peerLiveness } = setUp();
    peerLiveness.connected(peer);
    peerLiveness.heard(peer, at(10n));
    time.advance(unresponsiveAfterMs);
    expect(peerLiveness.absentProposer(height, 0)).toBeNull();
    time.advance(1);
    expect(peerLiveness.absentProposer(height, 0)).toEqual(absent);
    peerLiveness.heard(peer, at(10n));
    expect(peerLiveness.absentProposer(height, 0)).toBeNull();
  });

  it('is absent while it catches up from far behind', () => {
    const { peerLiveness } = setUp();
    peerLiveness.connected(peer);
    peerLiveness.heard(peer, at(7n));
    expect(peerLiveness.absentProposer(height, 0)).toEqual(absent);
    peerLiveness.heard(peer, at(8n));
    expect(peerLiveness.absentProposer(height, 0)).toBeNull();
  });

  it('is here without a connection when others pass on what it signed since', () => {
    const { peerLiveness } = setUp();
    peerLiveness.connected(peer);
    peerLiveness.heard(peer, at(10n));
    peerLiveness.disconnected(peer);
    // What it signed before it went away, sent again by others, is no sign of life.
    peerLiveness.heardOf(address, at(10n));
    expect(peerLiveness.absentProposer(height, 0)).toEqual(absent);
    peerLiveness.heardOf(address, at(10n, 1));
    expect(peerLiveness.absentProposer(height, 0)).toBeNull();
  });

  it('is never absent when it is this node', () => {
    const { peerLiveness } = setUp(peer);
    expect(peerLiveness.absentProposer(height, 0)).toBeNull();
  });
});

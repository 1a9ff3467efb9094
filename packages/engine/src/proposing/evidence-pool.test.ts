/** Evidence that waits: found here or told by peers, kept once, passed on, and forgotten when answered. */
import { createProvider, type Hash, hash, keyAddress } from '@trellis/crypto';
import { applyEvidence, createOverlay, genesisBlock, transactionContextAt } from '@trellis/ledger';
import {
  blockId,
  type ChainId,
  defaultChainLimits,
  type Evidence,
  evidenceOf,
  type Genesis,
  keyAccount,
  nextHeight,
  type SignedVote,
  singleKeyPolicy,
  toHeight,
  voteMessage,
} from '@trellis/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ChainView } from '../chain/chain.ts';
import type { DirectMessage } from '../messages/messages.ts';
import type { PeerName } from '../ports/transport.ts';
import { createEvidencePool, type EvidencePool } from './evidence-pool.ts';

const provider = createProvider('native');
const keys = [1, 2, 3, 4, 5].map((number) =>
  provider.openKey('ed25519', new Uint8Array(32).fill(number)),
);
const addresses = keys.map(({ publicKey }) => keyAddress('ed25519', publicKey));
const [first, second] = addresses;
if (first === undefined || second === undefined) throw new Error('no keys');
const chainId = 'pool-chain' as ChainId;
const genesis: Genesis = {
  chainId,
  time: 1n,
  accountSchemes: ['ed25519'],
  validatorSchemes: ['ed25519'],
  recoverySchemes: [],
  validators: keys.slice(0, 4).map(({ publicKey }, index) => ({
    name: `node${index + 1}`,
    scheme: 'ed25519',
    publicKey,
    power: 1,
    peer: `12D3KooWPeerNumber${index + 1}${'x'.repeat(20)}`,
    networkKey: keyAddress('ed25519', publicKey),
    operator: keyAccount('ed25519', first),
  })),
  observers: [],
  limits: defaultChainLimits,
  fees: null,
  assets: [],
  accounts: [
    { policy: singleKeyPolicy('ed25519', first), publicKeys: [], balances: [], roles: [] },
  ],
};
const block = (name: string): Hash => hash('header', new TextEncoder().encode(name));

async function vote(by: number, id: Hash | null, height = 1): Promise<SignedVote> {
  const key = keys[by];
  if (key === undefined) throw new Error('no such key');
  const voted = { height: toHeight(height), round: 0, blockId: id };
  const signature = await key.sign('prevote', voteMessage(chainId, voted));
  const validator = keyAddress('ed25519', key.publicKey);
  return { type: 'prevote', ...voted, validator, signature };
}

async function doubleVote(by: number, height = 1): Promise<Evidence> {
  const made = evidenceOf(await vote(by, block('a'), height), await vote(by, block('b'), height));
  if (made === null) throw new Error('no evidence');
  return made;
}

const forge = (evidence: Evidence): Evidence => {
  if (evidence.type !== 'votes') throw new Error('votes');
  const { first: one, second: other } = evidence;
  return {
    type: 'votes',
    first: { ...one, validator: second },
    second: { ...other, validator: second },
  };
};

const peer = 'peer' as PeerName;
let state: ReturnType<typeof createOverlay>;
let head: Pick<ReturnType<ChainView['head']>, 'header'>;
let kept: Map<string, Evidence>;
let sent: Evidence[];
let disconnected: string[];
let woken: number;
let verified: number;
let pool: EvidencePool;

function createPool(): EvidencePool {
  const received = (message: DirectMessage): void => {
    if (message.type === 'evidence') sent.push(message.evidence);
  };
  const next = () => nextHeight(head.header.height);
  return createEvidencePool({
    chain: {
      genesis,
      head: () => ({ ...head, blockId: blockId(head.header), certificate: null }),
      state: () => state,
      nextContext: () => transactionContextAt(state, chainId, next()),
    } as Partial<ChainView> as ChainView,
    verifier: {
      verify(claim) {
        verified += 1;
        return provider.verify(claim);
      },
      pending: () => 0,
    },
    store: {
      async keepEvidence(validator, evidence) {
        kept.set(validator, evidence);
      },
      async forgetEvidence(validator) {
        kept.delete(validator);
      },
      keptEvidence: async () => [...kept.values()],
    },
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    outbound: { send: (_peer, message) => received(message), broadcast: received },
    disconnect: (_peer, reason) => disconnected.push(reason),
    executor: { inTurn: async (task) => task(), fail() {} },
    events: {
      emit() {
        woken += 1;
      },
    },
  });
}

beforeEach(() => {
  const made = genesisBlock(genesis);
  state = createOverlay({ get: () => undefined });
  for (const [key, record] of made.changes) state.set(key, record);
  head = { header: made.header };
  kept = new Map();
  sent = [];
  disconnected = [];
  woken = 0;
  verified = 0;
  pool = createPool();
});

describe('evidence that waits', () => {
  it('is kept, passed on once, and makes a block worth while, however often it comes', async () => {
    const evidence = await doubleVote(0);
    await pool.take(evidence, peer);
    await pool.take(evidence, peer);
    await pool.take(await doubleVote(0), peer);
    await pool.report(evidence);
    expect(pool.pending()).toEqual([evidence]);
    expect(sent).toEqual([evidence]);
    expect([...kept]).toEqual([[first, evidence]]);
    expect(woken).toBe(1);
    expect(verified).toBe(2);
    expect(pool.isWaiting()).toBe(true);
    expect(disconnected).toEqual([]);
    pool.greet(peer);
    expect(sent).toEqual([evidence, evidence]);
  });

  it('of the machine counts in either order; two messages that agree are none', async () => {
    const [a, b] = [await vote(0, block('a')), await vote(0, null)];
    await pool.report({ first: a, second: a });
    expect(pool.pending()).toEqual([]);
    await pool.report({ first: a, second: b });
    await pool.report({ first: b, second: a });
    expect(pool.pending()).toEqual([{ type: 'votes', first: b, second: a }]);
  });

  it('that frames somebody, or is none, costs the sender its connection, and is not passed on', async () => {
    await pool.take(forge(await doubleVote(0)), peer);
    const same = await vote(0, block('a'));
    await pool.take({ type: 'votes', first: same, second: same }, peer);
    expect(disconnected).toEqual(['evidence with a bad signature', 'evidence of no equivocation']);
    expect(pool.pending()).toEqual([]);
    expect(sent).toEqual([]);
  });

  it('a flood of it has one question open at a time', async () => {
    const forged = forge(await doubleVote(0));
    await Promise.all(Array.from({ length: 50 }, () => pool.take(forged, peer)));
    expect(verified).toBe(2);
    expect(disconnected).toHaveLength(1);
  });

  it('of strangers or of a height to come is no fault of the sender, and is not verified', async () => {
    await pool.take(await doubleVote(4), peer);
    await pool.take(await doubleVote(0, 2), peer);
    expect(verified).toBe(0);
    expect(disconnected).toEqual([]);
    expect(pool.pending()).toEqual([]);
  });

  it('is forgotten when a block answers it, and does not come back', async () => {
    const [one, other] = [await doubleVote(0), await doubleVote(1)];
    await pool.take(one, peer);
    await pool.take(other, peer);
    applyEvidence(state, transactionContextAt(state, chainId, toHeight(1)), one);
    head = { header: { ...head.header, height: toHeight(1) } };
    pool.blockFinal();
    expect(pool.pending()).toEqual([other]);
    expect([...kept.keys()]).toEqual([second]);
    await pool.take(one, peer);
    await pool.report(one);
    expect(pool.pending()).toEqual([other]);
  });

  it('survives a restart, and what was answered meanwhile does not', async () => {
    const [one, other] = [await doubleVote(0), await doubleVote(1)];
    applyEvidence(state, transactionContextAt(state, chainId, toHeight(1)), one);
    head = { header: { ...head.header, height: toHeight(1) } };
    kept = new Map(Object.entries({ one, other }));
    await pool.restore();
    expect(pool.pending()).toEqual([other]);
  });
});

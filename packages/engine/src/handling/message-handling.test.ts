/**
 * What permitted peers may try with well-formed and malformed messages: what is useless is dropped for
 * next to nothing, what no honest node sends costs the connection, and nothing is verified twice.
 */
import { createProvider, type Hash, hash, keyAddress, zeroHash } from '@trellis/crypto';
import {
  blockId,
  type ChainId,
  type CompactBlock,
  createValidatorSet,
  encode,
  evidenceRoot,
  type Genesis,
  listRoot,
  proposalMessage,
  proposerAt,
  type SignedProposal,
  type SignedVote,
  toHeight,
  validatorSetHash,
  voteMessage,
} from '@trellis/protocol';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { certificateProblem } from '../blocks/certificate-problem.ts';
import { createGossipedBlocks } from '../finality/gossiped-blocks.ts';
import { createMessageChecks } from '../messages/message-checks.ts';
import {
  type DirectMessage,
  directMessageCodec,
  type FinalBlockMessage,
  finalBlockMessageCodec,
  proposalMessageCodec,
  transactionBatchCodec,
} from '../messages/messages.ts';
import type { FinalHeader } from '../ports/chain-reader.ts';
import type { PeerName, Topic, TransportHandlers, ValidationResult } from '../ports/transport.ts';
import type { Verifier } from '../ports/verifier.ts';
import type { AdmissionResult } from '../transactions/admission.ts';
import { createDirectMessageHandler, type TakeDirectMessage } from './direct-messages.ts';
import { createGossipHandler } from './gossip.ts';

const provider = createProvider('native');
const chainId = 'inbound-chain' as ChainId;
const keys = [1, 2, 3, 4].map((number) =>
  provider.openKey('ed25519', new Uint8Array(32).fill(number)),
);
const made = createValidatorSet(
  keys.map(({ publicKey }) => ({ scheme: 'ed25519', publicKey, power: 1 })),
);
if (!made.ok) throw new Error(made.problem);
const { set } = made;
const headHeight = 9;
const id = (name: string): Hash => hash('header', new TextEncoder().encode(name));

const header: CompactBlock['header'] = {
  chainId,
  height: toHeight(headHeight + 1),
  time: 1n,
  proposer: proposerAt(set, toHeight(headHeight + 1), 0).address,
  previousBlockId: zeroHash,
  transactionsRoot: listRoot([]),
  witnessRoot: listRoot([]),
  evidenceRoot: evidenceRoot([]),
  stateRoot: zeroHash,
  receiptsRoot: zeroHash,
  validatorSetHash: validatorSetHash(set),
  nextValidatorSetHash: validatorSetHash(set),
  version: 1,
};
const block: CompactBlock = { header, evidence: [], signedTransactionHashes: [] };

function keyOf(address: string) {
  const key = keys.find(({ publicKey }) => keyAddress('ed25519', publicKey) === address);
  if (key === undefined) throw new Error('no such key');
  return key;
}

async function vote(
  by: number,
  { height = headHeight + 1, round = 0, chain = chainId, blockId: voted = id('a') } = {},
): Promise<SignedVote> {
  const validator = set.validators[by]?.address;
  if (validator === undefined) throw new Error('no such validator');
  const content = { height: toHeight(height), round, blockId: voted };
  const signature = await keyOf(validator).sign('prevote', voteMessage(chain, content));
  return { type: 'prevote', ...content, validator, signature };
}

async function proposal({
  round = 0,
  by = 0,
  height = headHeight + 1,
} = {}): Promise<SignedProposal> {
  const { address } = proposerAt(set, toHeight(headHeight + 1), by);
  const content = {
    height: toHeight(height),
    round,
    validRound: -1 as const,
    blockId: blockId(header),
    proposer: address,
  };
  const signature = await keyOf(address).sign('proposal', proposalMessage(chainId, content));
  return { ...content, signature };
}

const peer = 'peer' as PeerName;
let gossip: TransportHandlers['onGossip'];
let direct: TakeDirectMessage;
let verified: number;
let votes: SignedVote[];
let proposals: SignedProposal[];
let disconnected: string[];
let admitted: AdmissionResult;
let head: Pick<FinalHeader, 'header' | 'blockId' | 'certificate'>;

beforeEach(() => {
  verified = 0;
  votes = [];
  proposals = [];
  disconnected = [];
  admitted = { ok: false, rejection: 'sequence_used' };
  head = {
    header: { ...header, height: toHeight(headHeight) },
    blockId: id('head'),
    certificate: null,
  };
  const chain = {
    genesis: { chainId } as Genesis,
    domainAt: () => chainId,
    recoveries: [],
    head: () => head,
    validatorsAt: () => set,
  };
  const verifier: Verifier = {
    verify(claim) {
      verified += 1;
      return provider.verify(claim);
    },
    pending: () => 0,
  };
  const checks = createMessageChecks(chain, verifier);
  const onProposal = (one: SignedProposal) => proposals.push(one);
  gossip = createGossipHandler({
    checks,
    proposedBlocks: { noteCompact() {} },
    admission: { admit: async () => admitted },
    onProposal,
    takeFinalBlock: createGossipedBlocks({
      chain,
      decides: () => true,
      nextBlock: async () => undefined,
      check: () => expect.fail('a node that votes decides itself'),
      problem: ({ block: { header: its }, certificate }) =>
        certificateProblem({ chain, verifier }, { header: its, certificate }, set),
      adopt: () => expect.fail('a node that votes decides itself'),
      onFault: { lie() {}, safetyViolation() {} },
    }),
    onTransactionsAdmitted() {},
  });
  direct = createDirectMessageHandler({
    checks,
    onProposal,
    onVote: (one) => votes.push(one),
    evidence: { async take() {} },
    peers: { heard() {}, status() {} },
    disconnect: (_peer, reason) => disconnected.push(reason),
  });
});

const send = (message: DirectMessage) => direct(peer, encode(directMessageCodec, message));
const sendVote = (one: SignedVote) => send({ type: 'vote', vote: one });

describe('a vote', () => {
  it('that is replayed is verified once, and costs nobody anything', async () => {
    const one = await vote(0);
    for (let times = 0; times < 100; times++) await sendVote(one);
    expect([verified, votes.length, disconnected]).toEqual([1, 1, []]);
  });

  it.each([0, 1, headHeight - 1, headHeight, headHeight + 3, 1_000_000])(
    'for height %i, which is over or far off, is dropped unread',
    async (height) => {
      await sendVote(await vote(0, { height }));
      expect([verified, votes, disconnected]).toEqual([0, [], []]);
    },
  );

  it('of the next height and the one after is of use', async () => {
    await sendVote(await vote(0, { height: headHeight + 1 }));
    await sendVote(await vote(1, { height: headHeight + 2 }));
    expect(votes).toHaveLength(2);
  });

  it('signed for another chain costs the connection', async () => {
    await sendVote(await vote(0, { chain: 'other-chain' as ChainId }));
    expect([votes, disconnected]).toEqual([[], ['a vote with a bad signature']]);
  });

  it('of another validator, or of nobody, costs the connection', async () => {
    const own = await vote(0);
    await sendVote({ ...own, validator: (await vote(1)).validator });
    await sendVote({ ...own, validator: keyAddress('ed25519', new Uint8Array(32)) });
    expect([votes, disconnected]).toEqual([
      [],
      ['a vote with a bad signature', 'a vote of somebody who is not a validator'],
    ]);
    // Nobody's signature is not even looked at.
    expect(verified).toBe(1);
  });

  it('that is known already is not verified again for another signature', async () => {
    const one = await vote(0);
    await sendVote(one);
    for (let times = 0; times < 100; times++) {
      await sendVote({ ...one, signature: new Uint8Array(64).fill(times) });
    }
    expect([verified, votes.length, disconnected]).toEqual([1, 1, []]);
  });
});

describe('a proposal', () => {
  const pass = (one: SignedProposal, compact = block): Promise<ValidationResult> =>
    gossip('proposals', peer, encode(proposalMessageCodec, { proposal: one, block: compact }));

  it('of the proposer, with its block, is passed on', async () => {
    expect(await pass(await proposal())).toBe('accept');
    expect(proposals).toHaveLength(1);
  });

  it('is rejected when it is not the turn of its proposer', async () => {
    expect(await pass(await proposal({ round: 0, by: 1 }))).toBe('reject');
    await send({ type: 'proposal', proposal: await proposal({ round: 0, by: 1 }) });
    expect([proposals, disconnected]).toEqual([
      [],
      ['a proposal with a bad signature or of a wrong proposer'],
    ]);
    expect(verified).toBe(0);
  });

  it('is rejected when its block is another, or not the one that its header says', async () => {
    const one = await proposal();
    expect(await pass({ ...one, blockId: id('b') })).toBe('reject');
    const more = { ...block, signedTransactionHashes: [id('t')] };
    expect(await pass(one, more)).toBe('reject');
    expect([verified, proposals]).toEqual([0, []]);
  });

  it('of a height that is over or far off is dropped unread', async () => {
    for (const height of [headHeight, headHeight + 3]) {
      expect(await pass(await proposal({ height }))).toBe('ignore');
      await send({ type: 'proposal', proposal: await proposal({ height }) });
    }
    expect([verified, proposals, disconnected]).toEqual([0, [], []]);
  });
});

describe('a transaction', () => {
  const send = () =>
    gossip('transactions', peer, encode(transactionBatchCodec, [Uint8Array.of(1)]));

  it.each(['malformed', 'too_large', 'wrong_chain', 'bad_signature', 'witness_duplicate'] as const)(
    'that is refused with %s, as no honest node would pass it on, is rejected',
    async (rejection) => {
      admitted = { ok: false, rejection };
      expect(await send()).toBe('reject');
    },
  );

  it.each(['sequence_used', 'expired', 'mempool_full', 'sequence_too_far'] as const)(
    'that is refused with %s, as others may see it otherwise, is ignored',
    async (rejection) => {
      admitted = { ok: false, rejection };
      expect(await send()).toBe('ignore');
    },
  );
});

describe('a final block', () => {
  const pass = (message: FinalBlockMessage) =>
    gossip('blocks', peer, encode(finalBlockMessageCodec, message));
  const send = (height: number) =>
    pass({
      block: { ...block, header: { ...header, height: toHeight(height) } },
      certificate: { height: toHeight(height), round: 0, blockId: id('x'), signatures: [] },
    });

  /** Of the block at the head, as its proposer passes it on. */
  async function finalBlock(signers: readonly number[]): Promise<FinalBlockMessage> {
    const content = { height: header.height, round: 0, blockId: blockId(header) };
    const signatures = await Promise.all(
      signers.map(async (validatorIndex) => {
        const validator = set.validators[validatorIndex]?.address;
        if (validator === undefined) throw new Error('no such validator');
        const message = voteMessage(chainId, content);
        return {
          validatorIndex,
          signature: await keyOf(validator).sign('precommit', message),
        };
      }),
    );
    const certificate = { ...content, signatures };
    head = { header, blockId: content.blockId, certificate };
    return { block, certificate };
  }

  it.each([headHeight, headHeight + 1, headHeight + 2, 10 ** 9])(
    'at height %i that nobody decided becomes final nowhere',
    async (height) => {
      expect(await send(height)).toBe('ignore');
      expect(verified).toBe(0);
    },
  );

  it('that this node has decided itself is passed on once, whatever its other certificates are', async () => {
    const message = await finalBlock([0, 1, 2]);
    expect(await pass(message)).toBe('accept');
    expect(await pass(await finalBlock([1, 2, 3]))).toBe('ignore');
    expect(verified).toBe(3);
  });

  it('is passed on by nobody with another content, or a certificate that does not hold', async () => {
    const good = await finalBlock([0, 1, 2]);
    const signatures = good.certificate.signatures.slice(0, 2);
    const [first, ...rest] = good.certificate.signatures;
    if (first === undefined) throw new Error('it has three');
    const forged = { ...first, signature: first.signature.with(0, (first.signature[0] ?? 0) ^ 1) };
    const bad: readonly FinalBlockMessage[] = [
      { ...good, block: { ...block, signedTransactionHashes: [id('another')] } },
      { ...good, certificate: { ...good.certificate, signatures } },
      { ...good, certificate: { ...good.certificate, signatures: [forged, ...rest] } },
      { ...good, certificate: { ...good.certificate, round: 1 } },
    ];
    for (const one of bad) expect(await pass(one)).toBe('reject');
    expect(await pass(good)).toBe('accept');
  });

  it('is never the genesis, which has no certificate', async () => {
    const good = await finalBlock([0, 1, 2]);
    head = { ...head, certificate: null };
    expect(await pass(good)).toBe('reject');
  });
});

describe('any bytes', () => {
  const topics: readonly Topic[] = ['transactions', 'proposals', 'blocks'];

  it('are validated without an error, and malformed direct messages cost the connection', async () => {
    const noise = fc.uint8Array({ maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(noise, fc.constantFrom(...topics), async (bytes, topic) => {
        expect(['accept', 'ignore', 'reject']).toContain(await gossip(topic, peer, bytes));
        await direct(peer, bytes);
      }),
    );
    expect(disconnected.length).toBeGreaterThan(0);
    expect([votes, proposals]).toEqual([[], []]);
  });
});

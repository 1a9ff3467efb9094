/** Everything that goes over the wire or into the log: one encoding each, and nothing else is read. */
import { schemes } from '@trellis/crypto';
import { type Codec, decode, encode, limits, messageLimits } from '@trellis/protocol';
import {
  certificates,
  compactBlocks,
  evidence,
  hashes,
  headers,
  heights,
  rounds,
  signedProposals,
  signedVotes,
} from '@trellis/protocol/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LoggedInput, loggedInputCodec } from '../ports/logged-input.ts';
import {
  directMessageCodec,
  finalBlockMessageCodec,
  finalBlockPartCodec,
  fromWireRoundState,
  linksAnswerCodec,
  proposalMessageCodec,
  requestCodec,
  toWireRoundState,
  transactionBatchCodec,
} from './messages.ts';

const bitmap = fc.stringMatching(/^[01]{0,7}$/);
const roundStates = fc.record({
  height: heights,
  round: rounds,
  step: fc.constantFrom('idle', 'propose', 'prevote', 'precommit', 'decided' as const),
  lockedRound: fc.option(rounds),
  validRound: fc.option(rounds),
  rounds: fc.array(
    fc.record({
      round: rounds,
      proposal: fc.option(hashes),
      prevotes: bitmap,
      precommits: bitmap,
      claimed: fc.option(fc.record({ blockId: hashes, prevotes: bitmap })),
    }),
    { maxLength: 3 },
  ),
});
const channelName = fc.stringMatching(/^[A-Za-z0-9+._-]{1,64}$/);
const links = fc.record({
  peer: fc.stringMatching(/^[1-9A-HJ-NP-Za-km-z]{20,128}$/),
  group: channelName,
  cipher: channelName,
  signatureScheme: channelName,
});
const batches = fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 4 });
const ofBlock = { height: heights, round: rounds, blockId: hashes };

const loggedInputs: fc.Arbitrary<LoggedInput> = fc.oneof(
  fc.record({ type: fc.constant('startHeight' as const), height: heights }),
  fc.record({ type: fc.constant('proposal' as const), proposal: signedProposals }),
  fc.record({ type: fc.constant('vote' as const), vote: signedVotes }),
  fc.record({ type: fc.constant('blockBuilt' as const), ...ofBlock }),
  fc.record({
    type: fc.constant('proposalChecked' as const),
    ...ofBlock,
    valid: fc.boolean(),
    timely: fc.boolean(),
  }),
  fc.record({
    type: fc.constant('timeout' as const),
    height: heights,
    round: rounds,
    step: fc.constantFrom('propose', 'prevote', 'precommit' as const),
  }),
);

const message = <T>(codec: Codec<T>, values: fc.Arbitrary<NoInfer<T>>) => ({
  codec: codec as Codec<unknown>,
  values: values as fc.Arbitrary<unknown>,
});

const messages = {
  'transaction batch': message(transactionBatchCodec, batches),
  'proposal message': message(
    proposalMessageCodec,
    fc.record({ proposal: signedProposals, block: compactBlocks }),
  ),
  'final block message': message(
    finalBlockMessageCodec,
    fc.record({ block: compactBlocks, certificate: certificates }),
  ),
  'direct message': message(
    directMessageCodec,
    fc.oneof(
      fc.record({ type: fc.constant('vote' as const), vote: signedVotes }),
      fc.record({ type: fc.constant('proposal' as const), proposal: signedProposals }),
      fc.record({
        type: fc.constant('status' as const),
        firstHeight: heights,
        finalHeight: heights,
        roundState: roundStates,
      }),
      fc.record({ type: fc.constant('evidence' as const), evidence }),
    ),
  ),
  request: message(
    requestCodec,
    fc.oneof(
      fc.record({
        type: fc.constant('transactions' as const),
        hashes: fc.array(hashes, { minLength: 1, maxLength: 3 }),
      }),
      fc.record({ type: fc.constant('blocks' as const), from: heights, count: fc.nat() }),
      fc.record({ type: fc.constant('proposedBlock' as const), blockId: hashes }),
      fc.record({ type: fc.constant('snapshot' as const) }),
      fc.record({ type: fc.constant('links' as const) }),
      fc.record({
        type: fc.constant('snapshotChunk' as const),
        blockId: hashes,
        index: fc.nat(),
      }),
    ),
  ),
  'final block part': message(
    finalBlockPartCodec,
    fc.oneof(
      fc.record({
        type: fc.constant('head' as const),
        header: headers,
        certificate: certificates,
        evidence: fc.array(evidence, { maxLength: 2 }),
        transactionCount: fc.nat(),
      }),
      fc.record({ type: fc.constant('transactions' as const), transactions: batches }),
    ),
  ),
  'links answer': message(
    linksAnswerCodec,
    fc.record({ links: fc.array(links, { maxLength: 4 }) }),
  ),
  'logged input': message(loggedInputCodec, loggedInputs),
};

describe.each(Object.entries(messages))('%s', (_name, { codec, values }) => {
  it('comes back from its encoding', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(decode(codec, encode(codec, value))).toEqual({ ok: true, value });
      }),
      { numRuns: 60 },
    );
  });

  it('has one encoding, whatever is changed', () => {
    fc.assert(
      fc.property(values, fc.nat(), fc.nat(255), fc.boolean(), (value, at, byte, cut) => {
        const bytes = encode(codec, value);
        const position = at % Math.max(1, bytes.length);
        const changed = cut ? bytes.subarray(0, position) : bytes.with(position, byte);
        const decoded = decode(codec, changed);
        if (decoded.ok) expect(encode(codec, decoded.value)).toEqual(changed);
        else expect(decoded.problem.code).toBe('malformed');
      }),
      { numRuns: 300 },
    );
  });
});

describe('what a peer tells of its links', () => {
  const link = {
    peer: '1'.repeat(128),
    group: 'g'.repeat(64),
    cipher: 'c'.repeat(64),
    signatureScheme: 's'.repeat(64),
  };

  it('is bounded, and fits into what is read of an answer', () => {
    const most = encode(linksAnswerCodec, { links: Array(messageLimits.linksMax).fill(link) });
    expect(most.length).toBeLessThanOrEqual(messageLimits.linksBytesMax);
    expect(decode(linksAnswerCodec, most).ok).toBe(true);
    const more = { links: Array(messageLimits.linksMax + 1).fill(link) };
    expect(() => encode(linksAnswerCodec, more)).toThrow();
  });

  it.each(['', 'a b', '<b>', 'g\u0301', 'x'.repeat(65)])('has no name such as %j', (group) => {
    expect(() => encode(linksAnswerCodec, { links: [{ ...link, group }] })).toThrow();
  });
});

describe('a round state', () => {
  it('is the same after it was sent', () => {
    fc.assert(
      fc.property(roundStates, (state) => {
        const inside = fromWireRoundState(state);
        expect(toWireRoundState(inside)).toEqual(state);
        expect([inside.lockedRound, inside.validRound].every(Number.isInteger)).toBe(true);
      }),
    );
  });
});

describe('the largest of each message fits into what is read of it', () => {
  const one = <T>(values: fc.Arbitrary<T>): T => {
    const [value] = fc.sample(values, { numRuns: 1, seed: 1 });
    if (value === undefined) throw new Error('no sample');
    return value;
  };
  const votes = Object.values(schemes).filter(({ forVotes }) => forVotes);
  const signature = new Uint8Array(Math.max(...votes.map((scheme) => scheme.signatureBytes)));
  const proposal = { ...one(signedProposals), signature };
  const certificate = {
    ...one(certificates),
    signatures: Array(limits.validatorsMax).fill({ validatorIndex: 0, signature }),
  };
  const all = Array(limits.evidenceMax).fill({
    type: 'proposals',
    first: proposal,
    second: proposal,
  });
  const everyHash = Array(limits.blockTransactionsMax).fill(one(hashes));
  const header = one(headers);
  const block = { header, evidence: all, signedTransactionHashes: everyHash };

  it('proposals and final blocks, as gossip', () => {
    for (const bytes of [
      encode(proposalMessageCodec, { proposal, block }),
      encode(finalBlockMessageCodec, { block, certificate }),
    ]) {
      expect(bytes.length).toBeLessThanOrEqual(messageLimits.gossipBlockBytesMax);
      expect(bytes.length).toBeGreaterThan(limits.blockTransactionsMax * 32);
    }
  });

  it('a transaction, as gossip', () => {
    const batch = encode(transactionBatchCodec, [new Uint8Array(limits.transactionBytesMax)]);
    expect(batch.length).toBeLessThanOrEqual(messageLimits.gossipTransactionsBytesMax);
  });

  it('a request for all transactions of a block, and evidence', () => {
    const request = encode(requestCodec, { type: 'transactions', hashes: everyHash });
    expect(request.length).toBeLessThanOrEqual(messageLimits.requestBytesMax);
    const [evidence] = all;
    const message = encode(directMessageCodec, { type: 'evidence', evidence });
    expect(message.length).toBeLessThanOrEqual(messageLimits.directMessageBytesMax);
  });

  it('what goes around the transactions of a final block', () => {
    const head = encode(finalBlockPartCodec, {
      type: 'head',
      header,
      certificate,
      evidence: all,
      transactionCount: limits.blockTransactionsMax,
    });
    expect(head.length).toBeLessThanOrEqual(
      messageLimits.blockContentBytesMax - limits.blockBytesMax,
    );
  });

  it('a chunk of an answer', () => {
    for (const bytes of [messageLimits.blockContentBytesMax, limits.snapshotChunkBytesMax]) {
      expect(bytes).toBeLessThanOrEqual(messageLimits.answerChunkBytesMax);
    }
    expect(limits.stateValueBytesMax).toBeLessThan(limits.snapshotChunkBytesMax);
  });
});

import { RPC } from '@libp2p/gossipsub/message';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messagesIn, validateGossipFrame } from './gossip-rules.ts';

const topic = '/trellis/chain/blocks';
const rules = { messageBytesMax: new Map([[topic, 1_000]]) };

function encode(part: Partial<RPC>): Uint8Array {
  return RPC.encode({ subscriptions: [], messages: [], ...part });
}

describe('the rules of gossip', () => {
  it('accept messages up to the limit and say what they are', () => {
    const messages = [0, 1, 1_000].map((length) => ({ topic, data: new Uint8Array(length) }));
    const frame = encode({ messages });
    const described = [0, 1, 1_000].map((bytes) => ({ topic, bytes }));
    expect(validateGossipFrame(frame, rules)).toMatchObject({ ok: true, messages: described });
    expect(messagesIn(frame)).toEqual(described);
  });

  it('accept an empty frame', () => {
    expect(validateGossipFrame(new Uint8Array(), rules)).toEqual({
      ok: true,
      messages: [],
      unwanted: [],
    });
  });

  it('refuse any field of a signed message', () => {
    for (const field of ['from', 'seqno', 'signature', 'key'] as const) {
      const messages = [{ topic, data: new Uint8Array(1), [field]: Uint8Array.of(1) }];
      expect(validateGossipFrame(encode({ messages }), rules)).toMatchObject({ ok: false });
    }
  });

  it('refuse too many messages, and one that is too large', () => {
    const message = { topic, data: new Uint8Array(1) };
    const many = Array.from({ length: 65 }, () => message);
    expect(validateGossipFrame(encode({ messages: many }), rules)).toMatchObject({ ok: false });
    const large = [{ topic, data: new Uint8Array(1_001) }];
    expect(validateGossipFrame(encode({ messages: large }), rules)).toMatchObject({ ok: false });
  });

  it('validate any bytes without failing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(validateGossipFrame(bytes, rules)).toHaveProperty('ok');
      }),
      { numRuns: 2_000 },
    );
  });

  it('validate damaged frames without failing', () => {
    const frame = encode({
      subscriptions: [{ subscribe: true, topic }],
      messages: [{ topic, data: new Uint8Array(20) }],
      control: {
        ihave: [],
        iwant: [],
        graft: [{ topicID: topic }],
        prune: [{ topicID: topic, peers: [], backoff: 60 }],
        idontwant: [{ messageIDs: [new Uint8Array(32)] }],
      },
    });
    expect(validateGossipFrame(frame, rules)).toMatchObject({ ok: true });
    fc.assert(
      fc.property(fc.nat(frame.length - 1), fc.nat(255), (at, byte) => {
        const damaged = frame.slice();
        damaged[at] = byte;
        expect(validateGossipFrame(damaged, rules)).toHaveProperty('ok');
      }),
      { numRuns: 2_000 },
    );
  });
});

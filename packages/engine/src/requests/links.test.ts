import { decode, messageLimits } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import { linksAnswerCodec, requestCodec } from '../messages/messages.ts';
import type { PeerName, PeerStatus } from '../ports/transport.ts';
import { manualClock } from '../testing/manual-clock.ts';
import { answerRequest, type RequestSources } from './answer-requests.ts';
import { createNetworkLinks, linksOf } from './links.ts';
import { createRequests } from './requests.ts';

const nameOf = (index: number): PeerName =>
  `12D3KooWtestpeer${'1'.repeat(20)}${String(index + 1).replaceAll('0', 'z')}` as PeerName;

function connected(index: number, group = 'X25519MLKEM768'): PeerStatus {
  const networkKey = 'trellis1' as never;
  return {
    state: 'connected',
    name: nameOf(index),
    address: '/ip4/127.0.0.1/tcp/1',
    connectedSince: 1,
    direction: 'inbound',
    bytesReceived: 0,
    bytesSent: 0,
    channel: {
      group,
      cipher: 'TLS_AES_256_GCM_SHA384',
      signatureScheme: 'ml-dsa-65',
      identity: { networkKey, peer: nameOf(index) },
      certificate: { fingerprint: '', validFrom: 0, validUntil: 1 },
    },
  };
}

const absent: PeerStatus = { state: 'absent', name: nameOf(7), address: '', reason: null };
const told = (index: number, group = 'X25519MLKEM768') => ({
  peer: nameOf(index),
  group,
  cipher: 'TLS_AES_256_GCM_SHA384',
  signatureScheme: 'ml-dsa-65',
});

describe('what a node tells of its links', () => {
  it('is the connections that it has, and what they agreed on', () => {
    const replaced = { ...connected(3), channel: null } as PeerStatus;
    expect(linksOf([connected(1, 'X25519'), absent, replaced, connected(2)])).toEqual([
      told(1, 'X25519'),
      told(2),
    ]);
  });

  it('is no more than others read', () => {
    const peers = Array.from({ length: messageLimits.linksMax + 5 }, (_, index) =>
      connected(index),
    );
    expect(linksOf(peers)).toHaveLength(messageLimits.linksMax);
  });
});

describe('the links of the network', () => {
  type Answer = readonly PeerStatus[] | 'nothing' | 'nonsense';

  /** A node whose peers answer with the links that are given. */
  function network(answers: ReadonlyMap<PeerName, Answer>) {
    const { clock, advance } = manualClock();
    const asked: PeerName[] = [];
    const peers = [...answers.keys()].map((name) => ({ ...connected(0), name }) as PeerStatus);
    const transport = {
      self: nameOf(0),
      peers: () => [...peers, absent],
      async *request(peer: PeerName, bytes: Uint8Array) {
        asked.push(peer);
        expect(decode(requestCodec, bytes)).toMatchObject({ ok: true, value: { type: 'links' } });
        const answer = answers.get(peer);
        if (answer === undefined || answer === 'nothing') throw new Error('no answer');
        if (answer === 'nonsense') yield Uint8Array.of(9, 9, 9);
        else {
          const there = { transport: { peers: () => answer } } as unknown as RequestSources;
          yield* answerRequest(there, bytes);
        }
      },
    };
    const requests = createRequests(transport, clock);
    return { asked, advance, links: createNetworkLinks({ transport, requests, clock }) };
  }

  it('are what each connected node says of its own', async () => {
    const { links, asked } = network(
      new Map<PeerName, Answer>([
        [nameOf(1), [connected(0), connected(2, 'X25519')]],
        [nameOf(2), 'nothing'],
        [nameOf(3), 'nonsense'],
      ]),
    );
    expect(await links()).toEqual([
      {
        peer: nameOf(0),
        links: [told(0), told(0), told(0)].map((one, index) => ({
          ...one,
          peer: nameOf(index + 1),
        })),
      },
      { peer: nameOf(1), links: [told(0), told(2, 'X25519')] },
      { peer: nameOf(2), links: null },
      { peer: nameOf(3), links: null },
    ]);
    expect(asked).toEqual([nameOf(1), nameOf(2), nameOf(3)]);
  });

  it('are asked for again only after a while, however many look at them', async () => {
    const { links, asked, advance } = network(new Map<PeerName, Answer>([[nameOf(1), []]]));
    await Promise.all([links(), links()]);
    advance(1_999);
    await links();
    expect(asked).toHaveLength(1);
    advance(1);
    await links();
    expect(asked).toHaveLength(2);
  });
});

it('an answer of links comes back from its encoding, also without any', async () => {
  const sources = { transport: { peers: () => [] } } as unknown as RequestSources;
  const request = Uint8Array.of(6);
  const chunks: Uint8Array[] = [];
  for await (const chunk of answerRequest(sources, request)) chunks.push(chunk);
  expect(chunks.map((chunk) => decode(linksAnswerCodec, chunk))).toEqual([
    { ok: true, value: { links: [] } },
  ]);
  expect(chunks[0]?.length).toBeGreaterThan(0);
});

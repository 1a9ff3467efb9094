import type { Hash } from '@trellis/crypto';
import { toHeight } from '@trellis/protocol';
import { blockResponseCodec, transactionEventCodec } from '@trellis/protocol/http-api';
import { describe, expect, it } from 'vitest';
import { recentTransactions } from './recent-transactions.ts';
import { blockAnswer } from './testing/fake-answers.ts';
import { fakeChain, testAddress } from './testing/fake-chain.ts';
import { answerWith, fakeTransport, refuseWith } from './testing/fake-node.ts';

const chain = fakeChain();
const idOf = (number: number): Hash => number.toString(16).padStart(64, '0') as Hash;

function frame(height: number, id: number): string {
  const data = { transactionId: idOf(id), height: toHeight(height), status: 'success' } as const;
  const json = JSON.stringify(transactionEventCodec.toJson(data));
  return `event: transaction\nid: ${height}\ndata: ${json}\n\n`;
}

/** A node at `head` that sends these texts, and never ends the stream by itself. */
function nodeAt(head: number, texts: readonly string[]) {
  const asked: string[] = [];
  const transport = fakeTransport(({ path }) => {
    asked.push(path);
    if (path === '/v1/blocks/latest') {
      return answerWith(blockResponseCodec, blockAnswer(chain, BigInt(head), []));
    }
    const encoder = new TextEncoder();
    const body = new ReadableStream({
      start(controller) {
        for (const text of texts) controller.enqueue(encoder.encode(text));
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  });
  return { transport, asked };
}

describe('what an account did lately', () => {
  it('has outcomes that only a newer node knows', async () => {
    const newer = frame(8, 80).replace('success', 'a_new_code');
    const { transport } = nodeAt(8, [newer, 'id: 8\n\n']);
    const { transactions: found } = await recentTransactions(transport, testAddress(1));
    expect(found.map(({ status }) => status)).toEqual([
      { type: 'unknown', original: 'a_new_code' },
    ]);
  });

  it('is told up to the newest block, the newest first', async () => {
    const whole = `: hello\n\nid: 5\n\n${frame(6, 60)}${frame(6, 61)}id: 7\n\n${frame(8, 80)}`;
    const { transport, asked } = nodeAt(8, [whole]);
    const { transactions: found } = await recentTransactions(transport, testAddress(1));
    expect(found.map(({ transactionId }) => transactionId)).toEqual([80, 61, 60].map(idOf));
    expect(asked[1]).toMatch(/^\/v1\/events\?account=trellis1/);
  });

  it('is the same in whatever pieces it comes', async () => {
    const whole = `${frame(6, 60)}id: 7\n\n${frame(8, 80)}`;
    const { transport } = nodeAt(8, whole.match(/[\s\S]{1,7}/g) ?? []);
    const { transactions: found } = await recentTransactions(transport, testAddress(1));
    expect(found.map(({ transactionId }) => transactionId)).toEqual([80, 60].map(idOf));
  });

  it('is nothing on a chain that has just begun', async () => {
    expect(await recentTransactions(nodeAt(0, []).transport, testAddress(1))).toEqual({
      transactions: [],
      completeness: 'reported',
    });
  });

  it('is an error when the node refuses, or sends what nobody can read', async () => {
    const refusing = fakeTransport(({ path }) =>
      path === '/v1/blocks/latest'
        ? answerWith(blockResponseCodec, blockAnswer(chain, 8n, []))
        : refuseWith(503, 'too_many_subscribers'),
    );
    await expect(recentTransactions(refusing, testAddress(1))).rejects.toMatchObject({
      code: 'too_many_subscribers',
    });
    const { transport } = nodeAt(8, ['event: transaction\nid: 8\ndata: nonsense\n\n']);
    await expect(recentTransactions(transport, testAddress(1))).rejects.toMatchObject({
      code: 'unreachable',
    });
  });
});

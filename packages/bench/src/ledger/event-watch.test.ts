import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hash, keyAddress } from '@trellis/crypto';
import { toHeight } from '@trellis/protocol';
import { blockEventCodec, transactionEventCodec } from '@trellis/protocol/http-api';
import { expect, it } from 'vitest';
import { watchEvents } from './event-watch.ts';

const height = toHeight(7n);
const transaction = (name: string) =>
  JSON.stringify(
    transactionEventCodec.toJson({
      transactionId: hash('header', new TextEncoder().encode(name)),
      height,
      status: 'success',
    }),
  );

it('sees every event of a block, the one with its id among them, however the stream is cut', async () => {
  const block = JSON.stringify(
    blockEventCodec.toJson({
      height,
      blockId: hash('header'),
      time: 1n,
      transactions: 2,
      round: 0,
      proposer: keyAddress('ed25519', new Uint8Array(32)),
    }),
  );
  const frames =
    `event: block\ndata: ${block}\n\n` +
    `event: transaction\ndata: ${transaction('a')}\n\n` +
    `id: 7\nevent: transaction\ndata: ${transaction('b')}\n\n`;
  const server = createServer((_request, response) => {
    response.write(frames.slice(0, 100));
    setTimeout(() => response.end(frames.slice(100)), 10);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  try {
    const seen: string[] = [];
    await new Promise<void>((resolve, reject) => {
      watchEvents(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
        onBlock: () => seen.push('block'),
        onTransaction: () => seen.push('transaction'),
        onEnd: () => resolve(),
      }).catch(reject);
    });
    expect(seen).toEqual(['block', 'transaction', 'transaction']);
  } finally {
    server.close();
  }
});

import type { TransportHandlers } from '@trellis/engine';
import { afterEach, describe, expect, it } from 'vitest';
import {
  connectedPeers,
  createFixture,
  numbered,
  type TestNodeOptions,
  until,
} from './testing/network-fixture.ts';

const fixture = createFixture();
afterEach(fixture.stopAll);

const mebibyte = 1024 * 1024;

async function startPair(options: TestNodeOptions = {}) {
  const [asker, responder] = await fixture.startMesh(2, options);
  if (asker === undefined || responder === undefined) throw new Error('no nodes');
  const ask = (
    bytes = numbered(1),
    maxBytes = 64 * mebibyte,
    signal = AbortSignal.timeout(20_000),
  ) => asker.transport.request(responder.transport.self, bytes, { signal, maxBytes });
  return { asker, responder, ask };
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return all;
}

describe('requests', () => {
  it('get the chunks of the answer one by one, several megabytes of them', async () => {
    const { ask } = await startPair({
      async *onRequest(_from, bytes) {
        for (let index = 0; index < 24; index += 1) {
          yield numbered(index, index % 2 === 0 ? mebibyte : bytes.length);
        }
      },
    });
    const chunks = await collect(ask(numbered(9, 100)));
    expect(chunks).toHaveLength(24);
    expect(chunks.every((chunk, index) => Buffer.from(chunk).readUInt32BE(0) === index)).toBe(true);
    expect(chunks[22]?.length).toBe(mebibyte);
    expect(chunks[23]?.length).toBe(100);
  });

  it('carry the largest chunk', async () => {
    const { ask } = await startPair({ onRequest: answerWith(new Uint8Array(9 * mebibyte)) });
    const [chunk] = await collect(ask());
    expect(chunk?.length).toBe(9 * mebibyte);
  });

  it('may have an empty answer', async () => {
    const { ask } = await startPair({ onRequest: answerWith() });
    expect(await collect(ask())).toEqual([]);
  });

  it('run side by side, more of them than there are places', async () => {
    const { ask, responder } = await startPair({ onRequest: answerWith(numbered(1), numbered(2)) });
    const answers = await Promise.all(Array.from({ length: 60 }, () => collect(ask())));
    expect(answers.every((chunks) => chunks.length === 2)).toBe(true);
    expect(connectedPeers(responder)).toHaveLength(1);
  });

  it('fail when the answer is longer than wanted', async () => {
    const { ask, asker } = await startPair({
      onRequest: answerWith(new Uint8Array(600), new Uint8Array(600)),
    });
    await expect(collect(ask(numbered(1), 1_000))).rejects.toMatchObject({
      code: 'response_too_large',
    });
    await expect(collect(ask(numbered(1), 500))).rejects.toMatchObject({
      code: 'response_too_large',
    });
    expect(connectedPeers(asker)).toHaveLength(1);
    expect(await collect(ask(numbered(1), 1_200))).toHaveLength(2);
  });

  it('fail when the answering side fails half-way', async () => {
    const { ask, responder } = await startPair({
      async *onRequest() {
        yield numbered(1);
        throw new Error('a bug');
      },
    });
    await expect(collect(ask())).rejects.toMatchObject({ code: 'request_failed' });
    await until('it is logged', () =>
      responder.log.some(({ fact }) => fact.includes('could not answer')),
    );
  });

  it('fail when the answering side fails at once', async () => {
    const { ask, responder } = await startPair({
      onRequest() {
        throw new Error('a bug');
      },
    });
    await expect(collect(ask())).rejects.toMatchObject({ code: 'request_failed' });
    expect(connectedPeers(responder)).toHaveLength(1);
  });

  it('fail when a chunk is empty or over the limit', async () => {
    const { ask } = await startPair({
      limits: { requestChunkBytesMax: 1_000 },
      async *onRequest(_from, bytes) {
        yield new Uint8Array(bytes.length === 1 ? 0 : 1_001);
      },
    });
    await expect(collect(ask(new Uint8Array(1)))).rejects.toMatchObject({ code: 'request_failed' });
    await expect(collect(ask(new Uint8Array(2)))).rejects.toMatchObject({ code: 'request_failed' });
  });

  it('end when they are aborted, and so does the answer', async () => {
    const stopped = Promise.withResolvers<void>();
    const { ask } = await startPair({ onRequest: endless(stopped.resolve) });
    const controller = new AbortController();
    const consume = async (): Promise<void> => {
      for await (const _chunk of ask(numbered(1), 1024 * mebibyte, controller.signal))
        controller.abort();
    };
    await expect(consume()).rejects.toMatchObject({ code: 'aborted' });
    await stopped.promise;
  });

  it('tell the peer to stop when the caller leaves early', async () => {
    const stopped = Promise.withResolvers<void>();
    const { ask } = await startPair({ onRequest: endless(stopped.resolve) });
    for await (const chunk of ask(numbered(1), 1024 * mebibyte)) {
      expect(chunk.length).toBe(10_000);
      break;
    }
    await stopped.promise;
  });

  it('fail at once when the signal is aborted or the peer is absent', async () => {
    const { ask, asker, responder } = await startPair({ onRequest: answerWith(numbered(1)) });
    await expect(collect(ask(numbered(1), 100, AbortSignal.abort()))).rejects.toMatchObject({
      code: 'aborted',
    });
    asker.transport.disconnect(responder.transport.self, 'a test');
    await expect(collect(ask())).rejects.toMatchObject({ code: 'peer_unavailable' });
  });

  it('fail when the peer is lost meanwhile', async () => {
    const { ask, responder } = await startPair({ onRequest: endless(() => undefined) });
    const consume = async (): Promise<void> => {
      for await (const _chunk of ask(numbered(1), 1024 * mebibyte))
        await responder.transport.stop();
    };
    await expect(consume()).rejects.toMatchObject({
      code: expect.stringMatching(/request_failed|peer_unavailable/),
    });
  });

  it('are refused when too large', async () => {
    const { ask } = await startPair({ onRequest: answerWith() });
    await expect(collect(ask(new Uint8Array(256 * 1024 + 1)))).rejects.toMatchObject({
      code: 'message_too_large',
    });
  });
});

function answerWith(...chunks: Uint8Array[]): TransportHandlers['onRequest'] {
  return async function* () {
    yield* chunks;
  };
}

/** Chunks without end, and the word when the iteration was stopped. */
function endless(onStop: () => void): TransportHandlers['onRequest'] {
  return async function* () {
    try {
      for (;;) yield new Uint8Array(10_000);
    } finally {
      onStop();
    }
  };
}

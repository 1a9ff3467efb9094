/** Peers that are asked for blocks: an honest one, and those that are not. */

import { finalBlockPartCodec } from '@trellis/engine';
import { encode, type Height, toHeight } from '@trellis/protocol';
import type { MadeBlock, MadeChain } from './made-chain.ts';

/** What a peer sends when it is asked for these blocks. */
export type Server = (
  chain: MadeChain,
  from: Height,
  count: number,
  signal: AbortSignal,
) => AsyncGenerator<Uint8Array>;

/** The parts of a block as they go over the network. */
export function partsOf({ header, certificate, evidence, transactions }: MadeBlock): Uint8Array[] {
  const transactionCount = transactions.length;
  const fields = { header, certificate, evidence, transactionCount };
  const head = encode(finalBlockPartCodec, { type: 'head', ...fields });
  const batches: Uint8Array[] = [];
  for (let at = 0; at < transactions.length; at += 256) {
    const batch = transactions.slice(at, at + 256);
    batches.push(encode(finalBlockPartCodec, { type: 'transactions', transactions: batch }));
  }
  return [head, ...batches];
}

function blocksOf({ blocks }: MadeChain, from: Height, count: number): readonly MadeBlock[] {
  return blocks.slice(Number(from) - 1, Number(from) - 1 + count);
}

/** Sends blocks after something was done to each. */
function sending(change: (block: MadeBlock, chain: MadeChain) => MadeBlock): Server {
  return async function* (chain, from, count) {
    for (const block of blocksOf(chain, from, count)) yield* partsOf(change(block, chain));
  };
}

export const honest: Server = sending((block) => block);

const flipped = (bytes: Uint8Array, at: number): Uint8Array => {
  const copy = bytes.slice();
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
};

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new Error('aborted'));
    });
  });
}

/** Each is one way to keep a node from the tip; `punished` says whether it costs the connection. */
export const byzantine: readonly {
  readonly name: string;
  readonly punished: boolean;
  readonly server: Server;
}[] = [
  {
    name: 'a block with another state root',
    punished: true,
    server: sending((block) => ({
      ...block,
      header: { ...block.header, stateRoot: block.header.receiptsRoot },
    })),
  },
  {
    name: 'a forged signature in the certificate',
    punished: true,
    server: sending((block) => ({
      ...block,
      certificate: {
        ...block.certificate,
        signatures: block.certificate.signatures.map((one, index) =>
          index === 1 ? { ...one, signature: flipped(one.signature, 5) } : one,
        ),
      },
    })),
  },
  {
    name: 'a certificate without a quorum',
    punished: true,
    server: sending((block) => ({
      ...block,
      certificate: { ...block.certificate, signatures: block.certificate.signatures.slice(0, 2) },
    })),
  },
  {
    name: 'the certificate of another block',
    punished: true,
    server: sending((block, { blocks }) => ({
      ...block,
      certificate: (blocks[0] === block ? blocks[1] : blocks[0])?.certificate ?? block.certificate,
    })),
  },
  {
    name: 'a transaction that is not the block’s',
    punished: true,
    server: sending((block) => ({
      ...block,
      transactions: block.transactions.map((one, index) =>
        index === 0 ? flipped(one, one.length - 1) : one,
      ),
    })),
  },
  {
    name: 'a transaction too few',
    punished: true,
    server: sending((block) => ({ ...block, transactions: block.transactions.slice(1) })),
  },
  {
    name: 'blocks whose evidence was taken out',
    punished: true,
    server: sending((block) => ({ ...block, evidence: [] })),
  },
  {
    name: 'evidence that is not the block’s',
    punished: true,
    server: sending((block, { blocks }) => ({
      ...block,
      evidence: blocks.find(({ evidence }) => evidence.length > 0)?.evidence ?? [],
    })),
  },
  {
    name: 'blocks from the future',
    punished: true,
    server: (chain, from, count, signal) => honest(chain, toHeight(from + 5n), count, signal),
  },
  {
    name: 'heights that decrease',
    punished: true,
    async *server(chain, from, count) {
      for (const block of blocksOf(chain, from, count).toReversed()) yield* partsOf(block);
    },
  },
  {
    name: 'the same block again and again',
    punished: true,
    async *server(chain, from, count) {
      for (const block of blocksOf(chain, from, 1)) {
        for (let sent = 0; sent < count + 1; sent++) yield* partsOf(block);
      }
    },
  },
  {
    name: 'garbage',
    punished: true,
    async *server() {
      yield new Uint8Array(1000).fill(0xa5);
    },
  },
  {
    name: 'transactions without a header',
    punished: true,
    async *server(chain, from) {
      for (const block of blocksOf(chain, from, 1)) yield* partsOf(block).slice(1);
    },
  },
  {
    name: 'a block without its end',
    punished: true,
    async *server(chain, from) {
      for (const block of blocksOf(chain, from, 1)) yield* partsOf(block).slice(0, 1);
    },
  },
  {
    name: 'more blocks than asked for',
    punished: true,
    server: (chain, from, count, signal) => honest(chain, from, count + 1, signal),
  },
  {
    name: 'silence',
    punished: false,
    async *server(chain, from, count, signal) {
      await pause(60_000, signal);
      yield* honest(chain, from, count, signal);
    },
  },
  {
    name: 'one block, then nothing for long',
    punished: false,
    async *server(chain, from, _count, signal) {
      yield* honest(chain, from, 1, signal);
      await pause(60_000, signal);
    },
  },
  {
    name: 'nothing, at once',
    punished: false,
    server: (chain, from, _count, signal) => honest(chain, from, 0, signal),
  },
  {
    name: 'an answer that breaks off',
    punished: false,
    async *server(chain, from, _count, signal) {
      yield* honest(chain, from, 1, signal);
      throw new Error('broken off');
    },
  },
];

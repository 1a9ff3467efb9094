/** A node of the public network that asks every peer everything there is to ask, and keeps each byte that it is told. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { zeroHash } from '@trellis/crypto';
import { type PeerName, type Request, requestCodec } from '@trellis/engine';
import { createLibp2pTransport } from '@trellis/network';
import { encode, type Genesis, genesisHash, networkKeysAt, toHeight } from '@trellis/protocol';
import { endpoints, type NodesResponse } from '@trellis/protocol/http-api';
import { nodeFiles, nodeFolder } from '@trellis/testnet';

/** One of each kind: adding a kind of request does not compile before it is asked here. */
const questions: { readonly [Type in Request['type']]: Extract<Request, { type: Type }> } = {
  transactions: { type: 'transactions', hashes: [zeroHash] },
  blocks: { type: 'blocks', from: toHeight(1), count: 3 },
  proposedBlock: { type: 'proposedBlock', blockId: zeroHash },
  snapshot: { type: 'snapshot' },
  snapshotChunk: { type: 'snapshotChunk', blockId: zeroHash, index: 0 },
  links: { type: 'links' },
  hello: { type: 'hello', instance: new Uint8Array(16), hasSigned: false, keys: [] },
  storedValue: { type: 'storedValue', key: Uint8Array.of(0) },
  keeps: { type: 'keeps' },
  about: { type: 'about' },
  dialBack: { type: 'dialBack' },
};

/** Of what a peer sends by itself: a status comes once a second. */
const listenMs = 3_000;

export interface Asked {
  /** Whom it was connected with. */
  readonly peers: readonly string[];
  readonly answered: ReadonlySet<Request['type']>;
  readonly told: string;
  /** Of whom it knows where they are reached. */
  readonly records: ReadonlyMap<string, readonly string[]>;
}

/** `name`: the node whose keys it has, which the ledger admits. */
export async function askEverything(
  folder: string,
  name: string,
  { genesis, nodes }: { readonly genesis: Genesis; readonly nodes: NodesResponse },
): Promise<Asked> {
  const path = nodeFolder(folder, { name });
  const config = JSON.parse(await readFile(join(path, nodeFiles.config), 'utf8'));
  const next = toHeight(nodes.height + 1n);
  const told: Buffer[] = [];
  const keep = (bytes: Uint8Array): void => {
    told.push(Buffer.from(bytes));
  };
  const quiet = () => undefined;
  const transport = createLibp2pTransport({
    chainId: genesis.chainId,
    peerKey: await readFile(join(path, nodeFiles.peerKey)),
    networkKey: await readFile(join(path, nodeFiles.networkKey), 'utf8'),
    findNode: (key) => nodes.nodes.find((node) => networkKeysAt(node, next).includes(key)),
    listen: config.network.listen,
    peers: config.network.peers.map((one: { peer: PeerName; address: string }) => ({
      name: one.peer,
      address: one.address,
    })),
    permitted: () => true,
    addressRecords: {
      genesis: genesisHash(genesis),
      addresses: config.network.listen,
      store: { load: async () => new Uint8Array(), save: async (bytes) => keep(bytes) },
    },
    logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  });
  const answered = new Set<Request['type']>();
  try {
    await transport.start({
      async onGossip(_topic, _from, bytes) {
        keep(bytes);
        return 'accept';
      },
      onMessage: (_from, bytes) => keep(bytes),
      onRequest: async function* (_from, bytes) {
        yield bytes;
        keep(bytes);
      },
      onPeerConnected: quiet,
      onPeerMoved: quiet,
      onPeerDisconnected: quiet,
    });
    await pause(listenMs);
    const peers = transport.peers().filter(({ state }) => state === 'connected');
    for (const { name: peer } of peers) {
      for (const question of Object.values(questions)) {
        const options = { signal: AbortSignal.timeout(10_000), maxBytes: 16_000_000 };
        const chunks = transport.request(peer, encode(requestCodec, question), options);
        try {
          for await (const chunk of chunks) {
            keep(chunk);
            answered.add(question.type);
          }
        } catch {
          // It says nothing to this.
        }
      }
    }
    const records = nodes.nodes.flatMap(({ peer }) => {
      const record = transport.addressRecord(peer as PeerName);
      return record === undefined ? [] : [[peer, record.addresses] as const];
    });
    return {
      peers: peers.map(({ name: peer }) => peer),
      answered,
      told: Buffer.concat(told).toString('latin1'),
      records: new Map(records),
    };
  } finally {
    await transport.stop();
  }
}

/** What the HTTP API of a node gives whoever asks for everything that needs no parameter. */
export async function askHttp(url: string): Promise<string> {
  const paths = Object.values(endpoints).flatMap(({ method, path }) =>
    method === 'GET' && !path.includes('{') && !path.includes('events') ? [path] : [],
  );
  const answers = await Promise.all(
    [...paths, '/metrics'].map(async (path) => {
      const answer = await fetch(`${url}${path}`, { signal: AbortSignal.timeout(20_000) });
      return `${path} ${await answer.text()}`;
    }),
  );
  return answers.join('\n');
}

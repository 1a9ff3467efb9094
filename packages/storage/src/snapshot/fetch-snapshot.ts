/**
 * Getting a snapshot from peers before the node begins its chain. Each peer is asked what it offers, the
 * newest offer that proves itself is taken, and its chunks come from all who offer the same. A head or a
 * chunk that does not hold costs its sender the connection; nothing else of that peer is asked for.
 */
import type { SignatureProvider } from '@trellis/crypto';
import {
  type Clock,
  inBackground,
  type Logger,
  type PeerName,
  type Request,
  requestCodec,
  snapshotPartCodec,
  type Transport,
  toLog,
} from '@trellis/engine';
import {
  blockId,
  decode,
  encode,
  type Genesis,
  limits,
  type RecoveryPoint,
  type SnapshotChange,
  type SnapshotHead,
} from '@trellis/protocol';
import { checkChunk, type SnapshotWriter } from './snapshot-folder.ts';
import { snapshotProblem } from './verify-head.ts';

export interface FetchParts {
  readonly genesis: Genesis;
  readonly recoveries: readonly RecoveryPoint[];
  readonly provider: Pick<SignatureProvider, 'verify'>;
  /** Started, and connecting. */
  readonly transport: Pick<Transport, 'peers' | 'request' | 'disconnect'>;
  readonly clock: Pick<Clock, 'elapsed' | 'after'>;
  readonly logger: Logger;
  /** How long to wait for peers and their offers. */
  readonly timeoutMs: number;
}

interface Offer {
  readonly peer: PeerName;
  readonly head: SnapshotHead;
  readonly changes: readonly SnapshotChange[];
}

/** How long others may take to offer something newer, once there is an offer. */
const laterOffersMs = 2_000;

/** How often peers that connected are polled for. */
const lookAgainMs = 20;

/** For one answer, however large. */
const answerTimeoutMs = 20_000;

/** Chunks asked of one peer at a time: the next is on its way while one is checked. */
const requestsPerPeer = 2;

/** Failures in a row after which a peer is given up. */
const failuresMax = 3;

/** Fetches a snapshot into what `createWriter` makes; `null` when no peer has one to offer. */
export async function fetchSnapshot(
  parts: FetchParts,
  createWriter: () => Promise<SnapshotWriter>,
): Promise<SnapshotHead | null> {
  const offers = await collectOffers(parts);
  const newest = offers.toSorted((a, b) => (a.head.header.height > b.head.header.height ? -1 : 1));
  for (const offer of newest) {
    const sources = offers.filter(({ head }) => isSame(head, offer.head)).map(({ peer }) => peer);
    const writer = await createWriter();
    if (await fetchChunks(parts, offer.head, sources, writer)) {
      await writer.finish(offer.head, offer.changes);
      return offer.head;
    }
    await writer.discard();
  }
  return null;
}

/** Certificates of one block may differ from node to node; the chunks follow from block and depth. */
function isSame(a: SnapshotHead, b: SnapshotHead): boolean {
  return a.depth === b.depth && blockId(a.header) === blockId(b.header);
}

/** Asks every peer as it connects, until all have answered or the timeout passes. */
async function collectOffers(parts: FetchParts): Promise<readonly Offer[]> {
  const { transport, clock, timeoutMs } = parts;
  const offers: Offer[] = [];
  const asked = new Map<PeerName, 'asked' | 'answered'>();
  let deadline = clock.elapsed() + timeoutMs;
  while (clock.elapsed() < deadline) {
    const peers = transport.peers();
    for (const { name, state } of peers) {
      if (state !== 'connected' || asked.has(name)) continue;
      asked.set(name, 'asked');
      const answered = askOffer(parts, name).then((offer) => {
        asked.set(name, 'answered');
        if (offer === null) return;
        offers.push(offer);
        deadline = Math.min(deadline, clock.elapsed() + laterOffersMs);
      });
      inBackground(answered, toLog(parts.logger, 'asking a peer for its snapshot failed'));
    }
    const all = peers.every(({ name }) => asked.get(name) === 'answered');
    if (peers.length > 0 && all) break;
    await new Promise<void>((resolve) => clock.after(lookAgainMs, resolve));
  }
  return offers;
}

async function askOffer(parts: FetchParts, peer: PeerName): Promise<Offer | null> {
  const { provider, logger } = parts;
  let head: SnapshotHead | undefined;
  const changes: SnapshotChange[] = [];
  try {
    for await (const bytes of ask(parts, peer, { type: 'snapshot' }, limits.snapshotHeadBytesMax)) {
      const part = decode(snapshotPartCodec, bytes);
      if (!part.ok) return lied(parts, peer, `malformed: ${part.problem.message}`);
      if (part.value.type === 'head') {
        if (head !== undefined) return lied(parts, peer, 'two heads');
        const { header, certificate, depth, chunks } = part.value;
        head = { header, certificate, depth, chunks };
      } else {
        const { header, certificate, validators } = part.value;
        changes.push({ header, certificate, validators });
      }
    }
  } catch (error) {
    logger.debug({ peer, error }, 'could not ask this peer for a snapshot');
    return null;
  }
  if (head === undefined) return null;
  const problem = await snapshotProblem(parts, (claim) => provider.verify(claim), head, changes);
  if (problem !== undefined) return lied(parts, peer, problem);
  return { peer, head, changes };
}

function lied({ logger, transport }: FetchParts, peer: PeerName, reason: string): null {
  logger.warn({ peer, reason }, 'a peer offered an invalid snapshot');
  transport.disconnect(peer, `snapshot: ${reason}`);
  return null;
}

async function* ask(
  { transport, clock }: FetchParts,
  peer: PeerName,
  request: Request,
  maxBytes: number,
): AsyncIterable<Uint8Array> {
  const controller = new AbortController();
  const cancel = clock.after(answerTimeoutMs, () => controller.abort());
  try {
    const { signal } = controller;
    yield* transport.request(peer, encode(requestCodec, request), { signal, maxBytes });
  } finally {
    cancel();
  }
}

/** Whether all chunks could be had of these peers. */
async function fetchChunks(
  parts: FetchParts,
  head: SnapshotHead,
  sources: readonly PeerName[],
  writer: SnapshotWriter,
): Promise<boolean> {
  const open = [...head.chunks.keys()].reverse();
  let missing = open.length;
  /** Peers that lied, or did not give what they offered. */
  const lost = new Set<PeerName>();
  const id = blockId(head.header);

  async function work(peer: PeerName): Promise<void> {
    let failures = 0;
    while (!lost.has(peer)) {
      const index = open.pop();
      if (index === undefined) return;
      const bytes = await fetchChunk(index, peer);
      const checked = bytes === undefined ? undefined : checkChunk(head, index, bytes);
      if (bytes !== undefined && checked?.ok) {
        await writer.writeChunk(index, bytes);
        missing -= 1;
        failures = 0;
        continue;
      }
      open.push(index);
      failures += 1;
      if (lost.has(peer)) return;
      if (checked !== undefined && !checked.ok) {
        lied(parts, peer, `chunk ${index}: ${checked.problem}`);
      }
      if (checked !== undefined || failures === failuresMax) lost.add(peer);
    }
  }

  async function fetchChunk(index: number, peer: PeerName): Promise<Uint8Array | undefined> {
    const request: Request = { type: 'snapshotChunk', blockId: id, index };
    try {
      for await (const bytes of ask(parts, peer, request, limits.snapshotChunkBytesMax))
        return bytes;
    } catch (error) {
      parts.logger.debug({ peer, index, error }, 'could not fetch a chunk from this peer');
    }
    return undefined;
  }

  // Whoever is lost may leave a chunk to others that have finished already, so they are asked once more.
  while (missing > 0) {
    const left = sources.filter((peer) => !lost.has(peer));
    if (left.length === 0) return false;
    await Promise.all(
      left.flatMap((peer) => Array.from({ length: requestsPerPeer }, () => work(peer))),
    );
  }
  return true;
}

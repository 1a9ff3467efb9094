/** What a doctor asks of the peers of a node, over the connections that the node has. */
import {
  createRequests,
  type PeerName,
  type PeerStatus,
  type Registry,
  systemClock,
} from '@trellis/engine';
import type { Libp2pTransport } from '@trellis/network';
import type { NodeConfig } from '../config/config.ts';
import { dialAbsent } from './dial.ts';
import type { PeerFacts, RecordedAddresses } from './doctor-facts.ts';

/** Questions a round trip is told from: enough that one collection of garbage does not decide. */
const questions = 5;

type Requests = ReturnType<typeof createRequests>;

/** Asks all connected peers, and dials the others. */
export async function askPeers(
  transport: Pick<Libp2pTransport, 'peers' | 'request' | 'addressRecord'>,
  configured: NodeConfig['network']['peers'],
  registry: Pick<Registry, 'withPeer'>,
): Promise<readonly PeerFacts[]> {
  const requests = createRequests(transport, systemClock);
  const reached = await dialAbsent(transport);
  return Promise.all(
    transport.peers().map(async (peer) => {
      const known = {
        ...silent,
        name: registry.withPeer(peer.name)?.name ?? peer.name,
        recorded: recordedAddresses(transport, peer.name),
        configured: configured.flatMap((one) => (one.peer === peer.name ? [one.address] : [])),
      };
      if (peer.state === 'absent') {
        const { address, reason } = peer;
        return { ...known, address, reason, reached: reached.get(peer.name) ?? null };
      }
      return { ...known, ...(await ask(requests, peer)) };
    }),
  );
}

/** What a node said of where it is reached. */
export function recordedAddresses(
  transport: Pick<Libp2pTransport, 'addressRecord'>,
  peer: PeerName,
): RecordedAddresses | null {
  const record = transport.addressRecord(peer);
  return record === undefined ? null : { seq: Number(record.seq), addresses: record.addresses };
}

const silent = {
  connected: false,
  reason: null,
  reached: null,
  roundTripMs: null,
  clock: null,
  software: null,
  protocol: null,
  isArchive: null,
  dialBack: null,
} as const satisfies Partial<PeerFacts>;

async function ask(
  requests: Requests,
  peer: PeerStatus,
): Promise<Partial<PeerFacts> & { readonly address: string }> {
  const answers = [];
  for (let asked = 0; asked < questions; asked++) {
    const [sent, from] = [Date.now(), performance.now()];
    const answer = await requests.fetchAbout(peer.name);
    if (answer === undefined) break;
    const roundTripMs = performance.now() - from;
    const aheadMs = Number(answer.time) - (sent + roundTripMs / 2);
    answers.push({ roundTripMs, aheadMs, ...answer });
  }
  // The quickest says most about the clock; the one in the middle is what a line takes.
  const sorted = answers.toSorted((a, b) => a.roundTripMs - b.roundTripMs);
  const [quickest, middle] = [sorted[0], sorted[Math.floor(sorted.length / 2)]];
  const keeps = await requests.fetchKeeps(peer.name);
  return {
    address: peer.address,
    connected: true,
    roundTripMs: middle?.roundTripMs ?? null,
    clock:
      quickest === undefined
        ? null
        : { aheadMs: quickest.aheadMs, errorMs: quickest.roundTripMs / 2 },
    software: quickest?.software ?? null,
    protocol: quickest?.protocol ?? null,
    isArchive:
      keeps === undefined || quickest === undefined ? null : quickest.isArchive && isWhole(keeps),
    dialBack: (await requests.fetchDialBack(peer.name)) ?? null,
  };
}

/** Whether nothing of the chain is missing. */
export function isWhole(keeps: {
  readonly blocksFrom: bigint;
  readonly witnessesFrom: bigint;
}): boolean {
  return keeps.blocksFrom <= 1n && keeps.witnessesFrom <= 1n;
}

/**
 * Nothing that a caller sends stops a node: hostile bodies, queries, headers and frames go to one node of a network that
 * is paid through another, and the node that they go to does everything else as before.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { getNodes, getStatus } from '@trellis/client';
import type { PeerName } from '@trellis/engine';
import { seededRandom } from '@trellis/fault-injection';
import { stopProcess } from '@trellis/testnet';
import { startBorrowedPeer } from '../../e2e/borrowed-peer.ts';
import type { TestNetwork } from '../../e2e/network.ts';
import { type Attack, endpointAttacks } from './attack-endpoints.ts';
import { peerAttacks, strangerAttacks } from './attack-peers.ts';
import { queryAttacks } from './attack-queries.ts';
import { compareHoldUps, type HoldUp, type HoldUps } from './hold-up.ts';
import { readMetrics } from './node-metrics.ts';
import { startPayments } from './paced-payments.ts';

export interface RequestTrial extends HoldUps {
  /** Requests that were answered. */
  readonly answers: number;
  /** Answers that must not be. */
  readonly wrong: readonly string[];
  readonly payments: { readonly perSecond: number; readonly blocks: number };
  /** Objects and buffers of the node at the end, in times of what they were before. */
  readonly memoryTimes: number;
}

export interface RequestTrialOptions {
  readonly seed: number;
  /** Bytes of each hostile body. */
  readonly bytes: number;
  /** How much of all endpoints × methods × bodies is tried, from 0 to 1. */
  readonly share: number;
  readonly quietMs: number;
  /** Whether some of the queries and of what strangers send are enough, and a peer that was cut off stays away. */
  readonly isBrief: boolean;
  /** Names of the attacks that are made; all unless given. */
  readonly only?: readonly string[];
  /** Told of each attack when it is over. */
  readonly onHeld?: (one: HoldUp) => void;
}

const paymentsPerSecond = 50;

/** How many of the queries and of what strangers send are tried when it has to be brief. */
const briefShare = 0.4;

/** Attacks the first node of a network of four, and as the last one. All payments are final when it ends. */
export async function tryRequests(
  network: TestNetwork,
  { seed, bytes, share, quietMs, isBrief, only, onHeld = () => undefined }: RequestTrialOptions,
): Promise<RequestTrial> {
  const { http: url } = network.node(0);
  const random = seededRandom(seed);
  const isChosen = (): boolean => random() < share;
  const someOf = (all: readonly Attack[]): readonly Attack[] =>
    isBrief ? all.filter(() => random() < briefShare) : all;
  const wrong: string[] = [];
  let answers = 0;
  const onAnswer = (): void => {
    answers += 1;
  };
  const onWrong = (what: string): number => wrong.push(what);
  const [transport] = network.transports;
  if (transport === undefined) throw new Error('no node');
  const [nodes, { chainId, node }] = await Promise.all([getNodes(transport), getStatus(transport)]);
  await stopProcess(network.folder, network.node(3));
  const borrowed = await startBorrowedPeer({ network, index: 3, chainId, nodes });
  const attacks = [
    ...endpointAttacks({ url, bytes, isChosen }, onAnswer, onWrong),
    ...someOf(queryAttacks({ url, isChosen }, onAnswer, onWrong)),
    ...someOf(strangerAttacks(network, bytes)),
    ...peerAttacks(borrowed, node.peer as PeerName, { isBrief }),
  ].filter(({ name }) => only?.includes(name) ?? true);
  const payments = await startPayments(network, 1, paymentsPerSecond);
  try {
    const begun = {
      at: performance.now(),
      count: payments.count(),
      height: await heightOf(network),
    };
    const holdUps = await compareHoldUps(url, attacks, { quietMs, onHeld });
    const seconds = (performance.now() - begun.at) / 1_000;
    const perSecond = (payments.count() - begun.count) / seconds;
    const blocks = Number((await heightOf(network)) - begun.height);
    const memoryTimes = await settledMemory(url, holdUps.before.memoryBytes);
    return { ...holdUps, answers, wrong, payments: { perSecond, blocks }, memoryTimes };
  } finally {
    await borrowed.stop();
    await payments.stop();
  }
}

async function heightOf({ transports: [first] }: TestNetwork): Promise<bigint> {
  if (first === undefined) throw new Error('no node');
  return (await getStatus(first)).head.height;
}

/** The least of what a node takes within some seconds: what it does not need is collected when it likes. */
async function settledMemory(url: string, beforeBytes: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < 40 && least > beforeBytes; turn += 1) {
    least = Math.min(least, (await readMetrics(url)).memoryBytes);
    await pause(200);
  }
  return least / beforeBytes;
}

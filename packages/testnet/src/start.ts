/** Bringing all nodes of a testnet up, and knowing when they are. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ApiProblem, getStatus, httpTransport } from '@trellis/client';
import { nodeFiles, readInstance } from '@trellis/node';
import type { StatusResponse } from '@trellis/protocol/http-api';
import { nodeFolder, TestnetError, type TestnetManifest, type TestnetNode } from './layout.ts';
import { logTail } from './node-log.ts';
import { refuseTakenPorts } from './own-ports.ts';
import { findProcess, heldBackMs, isPaused, startProcess, stopProcess } from './processes.ts';
import { expectRoom } from './room.ts';

/** What a node says of itself, or that it doesn't answer. */
export interface NodeStatus {
  readonly node: TestnetNode;
  readonly pid: number | null;
  readonly status: StatusResponse | null;
  /** Whether its process is paused, and so can't answer. */
  readonly paused: boolean;
}

/** Asks every node at once. */
export async function testnetStatus(
  folder: string,
  { nodes }: TestnetManifest,
): Promise<readonly NodeStatus[]> {
  return Promise.all(
    nodes.map(async (node) => {
      const pid = await findProcess(folder, node);
      const answer = pid === null ? null : await ownStatus(folder, node);
      const paused = pid !== null && answer === null && (await isPaused(pid));
      return { node, pid, status: answer, paused };
    }),
  );
}

/** What a node answers, unless the answer is that of another process on its port. */
async function ownStatus(folder: string, node: TestnetNode): Promise<StatusResponse | null> {
  const answer = await getStatus(httpTransport({ url: node.http })).catch(() => null);
  const instance = await readInstance(join(nodeFolder(folder, node), nodeFiles.data));
  // A process that was started by an older version left no number, or the number is that of a newer one before it.
  return instance === null || (answer?.node.instance ?? instance) === instance ? answer : null;
}

export interface StartOptions {
  /** Node's, for all processes. */
  readonly flags?: readonly string[];
  readonly signal?: AbortSignal;
  /** Told how many of the nodes answer: at first none, then whenever one more does. */
  readonly onReady?: (nodes: number) => void;
}

/**
 * Time for a node to answer; a slow disk with a long chain may need some of it. What a busy machine kept the processors
 * from it does not count.
 */
const startTimeoutMs = 120_000;

/**
 * Starts the nodes that don't run and waits until each answers. Throws `TestnetError` `node_failed`
 * with the end of its log when one exits instead; those that run are left running. When the signal is aborted, those
 * that it started are stopped, and its reason is thrown.
 */
export async function startTestnet(
  folder: string,
  manifest: TestnetManifest,
  {
    flags = [],
    signal = new AbortController().signal,
    onReady = () => undefined,
  }: StartOptions = {},
): Promise<void> {
  await expectRoom(folder);
  await refuseTakenPorts(folder, manifest.nodes);
  const started: TestnetNode[] = [];
  try {
    for (const node of manifest.nodes) {
      signal.throwIfAborted();
      if ((await findProcess(folder, node)) === null) started.push(node);
      await startProcess(folder, node, flags);
    }
    let ready = 0;
    onReady(ready);
    await Promise.all(
      manifest.nodes.map(async (node) => {
        await untilReady(folder, manifest, node, signal);
        onReady(++ready);
      }),
    );
  } catch (error) {
    if (!signal.aborted) throw error;
    await Promise.all(started.map((node) => stopProcess(folder, node)));
    throw signal.reason;
  }
}

/** Waits until a started node answers. */
export async function untilReady(
  folder: string,
  { chainId }: TestnetManifest,
  node: TestnetNode,
  signal?: AbortSignal,
): Promise<void> {
  const transport = httpTransport({ url: node.http });
  const began = performance.now();
  for (;;) {
    signal?.throwIfAborted();
    const answer = await getStatus(transport).catch((error: unknown) => error);
    // One that asks for a key answers; that it is the right one can't be asked.
    if (answer instanceof ApiProblem && answer.code === 'unauthenticated') return;
    // Another testnet may have taken the port, and has a node of this name too.
    const instance = await readInstance(join(nodeFolder(folder, node), nodeFiles.data));
    if (isStatusOf(answer, node.name, chainId) && (answer.node.instance ?? instance) === instance)
      return;
    const pid = await findProcess(folder, node);
    if (pid === null) throw await nodeFailed(folder, node, 'stopped right after its start');
    if (performance.now() - began - (await heldBackMs(pid)) > startTimeoutMs) {
      throw await nodeFailed(folder, node, 'does not answer');
    }
    await pause(30);
  }
}

function isStatusOf(answer: unknown, name: string, chainId: string): answer is StatusResponse {
  const { node, chainId: its } = (answer ?? {}) as Partial<StatusResponse>;
  return node?.name === name && its === chainId;
}

/** Waits until every node has this height final. Throws `TestnetError` `node_failed`, at once if one stops. */
export async function untilHeight(
  folder: string,
  manifest: TestnetManifest,
  height: bigint,
  timeoutMs: number,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const all = await testnetStatus(folder, manifest);
    if (all.every(({ status: answer }) => (answer?.head.height ?? -1n) >= height)) return;
    const stopped = all.find(({ pid }) => pid === null);
    if (stopped !== undefined) throw await nodeFailed(folder, stopped.node, 'stopped');
    if (performance.now() > deadline) {
      throw new TestnetError(
        'node_failed',
        `not every node reached block ${height} in ${timeoutMs / 1000} s; "trellis testnet logs" shows why`,
      );
    }
    await pause(20);
  }
}

async function nodeFailed(folder: string, node: TestnetNode, what: string): Promise<TestnetError> {
  const tail = await logTail(folder, node, 5);
  return new TestnetError('node_failed', `${node.name} ${what}. The end of its log:\n${tail}`);
}

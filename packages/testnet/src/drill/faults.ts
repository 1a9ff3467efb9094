/** Faults between the nodes of a testnet: lines that are cut or slow, changed while the nodes run. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type DrillOrders, giveOrders, ordersDone } from '@trellis/fault-injection';
import {
  nodeFiles,
  nodeFolder,
  TestnetError,
  type TestnetManifest,
  type TestnetNode,
} from '../layout.ts';
import { findProcess, isPaused } from '../processes.ts';

type Line = Omit<DrillOrders['lines'][number], 'node'>;

export interface LineFault {
  /** Added to every message, one way. */
  readonly latencyMs: number;
  /** Of a million network segments, how many are lost and have to be sent again. */
  readonly lossPerMillion: number;
}

/** Cuts every line between these nodes and all others. Lines that are cut already stay so. */
export function partition(
  folder: string,
  manifest: TestnetManifest,
  names: readonly string[],
): Promise<void> {
  const isInside = ({ name }: TestnetNode): boolean => names.includes(name);
  return changeLines(folder, manifest, (one, other, line) =>
    isInside(one) === isInside(other) ? line : { ...(line ?? open), cut: true },
  );
}

/** Slows down every line of these nodes, in both directions. */
export function slowDown(
  folder: string,
  manifest: TestnetManifest,
  names: readonly string[],
  fault: LineFault,
): Promise<void> {
  return changeLines(folder, manifest, (one, other, line) =>
    names.includes(one.name) || names.includes(other.name) ? { ...(line ?? open), ...fault } : line,
  );
}

/** Restores every link of these nodes; without names, every line there is. */
export function heal(
  folder: string,
  manifest: TestnetManifest,
  names: readonly string[] = manifest.nodes.map(({ name }) => name),
): Promise<void> {
  return changeLines(folder, manifest, (one, other, line) =>
    names.includes(one.name) || names.includes(other.name) ? null : line,
  );
}

/** Has every node record the votes that it receives, or stop doing so. */
export function recordVotes(
  folder: string,
  manifest: TestnetManifest,
  record: DrillOrders['record'],
): Promise<void> {
  return order(folder, manifest, (_node, orders) => ({ ...orders, record }));
}

const open: Line = { latencyMs: 0, lossPerMillion: 0, cut: false };

/** Decides again about the line from each node to each other one; `null` is one without faults. */
function changeLines(
  folder: string,
  manifest: TestnetManifest,
  decide: (one: TestnetNode, other: TestnetNode, line: Line | null) => Line | null,
): Promise<void> {
  return order(folder, manifest, (one, { lines, record }) => ({
    record,
    lines: manifest.nodes.flatMap((other) => {
      if (other.name === one.name) return [];
      const line = decide(one, other, lines.find(({ node }) => node === other.name) ?? null);
      return line === null ? [] : [{ ...line, node: other.name }];
    }),
  }));
}

/** Nodes that don't run read their orders when they start. */
async function order(
  folder: string,
  { nodes }: TestnetManifest,
  change: (node: TestnetNode, orders: DrillOrders) => Omit<DrillOrders, 'number'>,
): Promise<void> {
  await Promise.all(
    nodes.map(async (node) => {
      const number = await giveOrders(drillFolder(folder, node), (old) => change(node, old));
      await untilDone(folder, node, number);
    }),
  );
}

/** A node looks at its orders many times a second. */
const timeoutMs = 5_000;

/** Throws `TestnetError` `no_drill` when a running node does not carry its orders out. */
async function untilDone(folder: string, node: TestnetNode, number: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while ((await ordersDone(drillFolder(folder, node))) < number) {
    const pid = await findProcess(folder, node);
    // It will read them when it continues.
    if (pid === null || (await isPaused(pid))) return;
    if (performance.now() > deadline) {
      throw new TestnetError(
        'no_drill',
        `${node.name} does not take orders: its configuration has no network.drill, or it is overloaded. ` +
          'Testnets made by "trellis testnet init" have one.',
      );
    }
    await pause(20);
  }
}

export function drillFolder(folder: string, node: TestnetNode): string {
  return join(nodeFolder(folder, node), nodeFiles.drill);
}

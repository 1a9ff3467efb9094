/** Faults between the nodes of a testnet: links that are cut or slow, changed while the nodes run. */

import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type DrillOrders, giveOrders, ordersDone } from '@trellis/fault-injection';
import { nodeFiles } from '@trellis/node';
import { nodeFolder, TestnetError, type TestnetManifest, type TestnetNode } from '../layout.ts';
import { findProcess, isPaused } from '../processes.ts';
import { enableDrill, takesOrders } from './enable-drill.ts';

type Link = Omit<DrillOrders['lines'][number], 'node'>;

export interface LineFault {
  /** Added to every message, one way. */
  readonly latencyMs: number;
  /** Of a million network segments, how many are lost and have to be sent again. */
  readonly lossPerMillion: number;
}

/** Cuts every link between these nodes and all others. Links that are cut already stay so. */
export async function partition(
  folder: string,
  manifest: TestnetManifest,
  names: readonly string[],
): Promise<void> {
  await enableDrill(folder, manifest);
  const isInside = ({ name }: TestnetNode): boolean => names.includes(name);
  return changeLinks(folder, manifest, (one, other, link) =>
    isInside(one) === isInside(other) ? link : { ...(link ?? open), cut: true },
  );
}

/** Slows down every link of these nodes, in both directions. */
export async function slowDown(
  folder: string,
  manifest: TestnetManifest,
  names: readonly string[],
  fault: LineFault,
): Promise<void> {
  await enableDrill(folder, manifest);
  return changeLinks(folder, manifest, (one, other, link) =>
    names.includes(one.name) || names.includes(other.name) ? { ...(link ?? open), ...fault } : link,
  );
}

/** Restores every link of these nodes; without names, every link there is. */
export function heal(
  folder: string,
  manifest: TestnetManifest,
  names: readonly string[] = manifest.nodes.map(({ name }) => name),
): Promise<void> {
  return changeLinks(folder, manifest, (one, other, link) =>
    names.includes(one.name) || names.includes(other.name) ? null : link,
  );
}

/** Has every node record the votes that it receives, or stop doing so. */
export async function recordVotes(
  folder: string,
  manifest: TestnetManifest,
  record: DrillOrders['record'],
): Promise<void> {
  if (record) await enableDrill(folder, manifest);
  return order(folder, manifest, (_node, orders) => ({ ...orders, record }));
}

const open: Link = { latencyMs: 0, lossPerMillion: 0, cut: false };

/** Decides again about the link from each node to each other one; `null` is one without faults. */
function changeLinks(
  folder: string,
  manifest: TestnetManifest,
  decide: (one: TestnetNode, other: TestnetNode, link: Link | null) => Link | null,
): Promise<void> {
  return order(folder, manifest, (one, { lines, record }) => ({
    record,
    lines: manifest.nodes.flatMap((other) => {
      if (other.name === one.name) return [];
      const link = decide(one, other, lines.find(({ node }) => node === other.name) ?? null);
      return link === null ? [] : [{ ...link, node: other.name }];
    }),
  }));
}

/** Nodes that don't run read their orders when they start; one that takes none was never given any. */
async function order(
  folder: string,
  { nodes }: TestnetManifest,
  change: (node: TestnetNode, orders: DrillOrders) => Omit<DrillOrders, 'number'>,
): Promise<void> {
  await Promise.all(
    nodes.map(async (node) => {
      if (!(await takesOrders(folder, node))) return;
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
        `${node.name} does not take orders: it is overloaded, or its configuration was changed after its start. ` +
          '"trellis testnet restart" lets it read that again.',
      );
    }
    await pause(20);
  }
}

export function drillFolder(folder: string, node: TestnetNode): string {
  return join(nodeFolder(folder, node), nodeFiles.drill);
}

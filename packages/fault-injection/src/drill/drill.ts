/**
 * Faults that can be changed while the node runs, for drills on testnets. The orders come as a file in
 * a folder that only the node's configuration names: nothing listens, and without that entry there is
 * nothing to reach.
 */

import { unwatchFile, watchFile } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makePrivateFolder, replaceFile } from '@trellis/crypto/files';
import type { Logger, PeerName, Registry, Transport } from '@trellis/engine';
import { decodeJsonText, problemText } from '@trellis/protocol';
import type { FaultyTransport } from '../faulty-transport.ts';
import {
  type DrillOrders,
  drillFiles,
  drillOrdersCodec,
  noOrders,
  ordersProblem,
} from './orders.ts';
import { createSignedRecord } from './signed-record.ts';

/** How often the file is looked at. */
const pollIntervalMs = 50;

/** The transport under the orders in `folder`, from its start to its stop. */
export function createDrill(
  transport: FaultyTransport,
  folder: string,
  registry: Pick<Registry, 'named' | 'nodes'>,
  logger: Logger,
): Transport {
  const ordersPath = join(folder, drillFiles.orders);
  const record = createSignedRecord(join(folder, drillFiles.record));
  let carriedOut = noOrders.number;

  async function poll(): Promise<void> {
    const orders = await readOrders(ordersPath);
    if (typeof orders === 'string') {
      logger.warn(
        { ordersPath, problem: orders },
        'drill orders that make no sense are left alone',
      );
      return;
    }
    if (orders.number === carriedOut) return;
    carriedOut = orders.number;
    carryOut(orders);
    await writeFile(join(folder, drillFiles.done), `${orders.number}\n`);
  }

  function carryOut({ lines, record: recording }: DrillOrders): void {
    for (const { name, peer } of registry.nodes()) {
      const link = lines.find(({ node }) => node === name);
      transport.setLink(peer as PeerName, link ?? null);
    }
    if (recording) record.open();
    else record.close();
    logger.warn({ lines, recording }, 'a drill changes the links to other nodes');
  }

  const onChange = (): void => {
    poll().catch((error: unknown) =>
      logger.warn({ error }, 'drill orders could not be carried out'),
    );
  };

  return {
    ...transport,
    async start(handlers) {
      await makePrivateFolder(folder);
      await poll();
      watchFile(ordersPath, { interval: pollIntervalMs }, onChange);
      await transport.start(record.watch(handlers));
    },
    async stop() {
      unwatchFile(ordersPath, onChange);
      await transport.stop();
      record.close();
    },
  };
}

/** The orders, or what is wrong with them. */
async function readOrders(path: string): Promise<DrillOrders | string> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return noOrders;
  }
  const decoded = decodeJsonText(drillOrdersCodec, text);
  if (!decoded.ok) return problemText(decoded.problem);
  return ordersProblem(decoded.value) ?? decoded.value;
}

/** Writes new orders for the node with this drill folder; returns their number. */
export async function giveOrders(
  folder: string,
  change: (orders: DrillOrders) => Omit<DrillOrders, 'number'>,
): Promise<number> {
  await makePrivateFolder(folder);
  const path = join(folder, drillFiles.orders);
  const before = await readOrders(path);
  const old = typeof before === 'string' ? noOrders : before;
  const orders: DrillOrders = { ...change(old), number: old.number + 1 };
  await replaceFile(path, `${JSON.stringify(drillOrdersCodec.toJson(orders), null, 2)}\n`);
  return orders.number;
}

/** The number of the orders that a node has carried out; 0 when none. */
export async function ordersDone(folder: string): Promise<number> {
  const text = await readFile(join(folder, drillFiles.done), 'utf8').catch(() => '0');
  return Number(text);
}

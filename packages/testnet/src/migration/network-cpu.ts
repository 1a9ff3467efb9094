/** What all nodes of a testnet have used of the processors since their start. */
import { decodeJson, nodeUsageCodec } from '@trellis/protocol';
import { endpoints } from '@trellis/protocol/http-api';
import { TestnetError, type TestnetNode } from '../layout.ts';

/** Milliseconds of CPU of all nodes together. Throws `TestnetError` when a node does not say. */
export async function networkCpuMs(nodes: readonly TestnetNode[]): Promise<number> {
  const used = await Promise.all(nodes.map(nodeCpuMs));
  return used.reduce((sum, one) => sum + one, 0);
}

async function nodeCpuMs({ name, http }: TestnetNode): Promise<number> {
  const response = await fetch(`${http}${endpoints.getUsage.path}`);
  const usage = decodeJson(nodeUsageCodec, await response.json());
  if (!usage.ok) throw new TestnetError('migration_failed', `${name} does not say what it uses`);
  const { main, pool, engine, database, rest } = usage.value.threads;
  return Number(main + pool + engine + database + rest) / 1_000;
}

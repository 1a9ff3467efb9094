/** What this process has used since its start, by thread, stage and topic. */

import type { TrafficCount, Transport } from '@trellis/engine';
import type { NodeUsage } from '@trellis/protocol';
import { readStages } from './stage-sampler.ts';
import { readThreadCpu } from './thread-cpu.ts';

type Messages = NodeUsage['traffic']['direct'];

export function createUsageReader(transport: Pick<Transport, 'traffic'>): () => NodeUsage {
  return () => {
    const time = readStages();
    const sampled = time?.stages ?? null;
    const { toldApart, main, pool, engine, database, rest } = readThreadCpu();
    const { gossip, direct, request } = transport.traffic();
    const { rss, heapUsed, external } = process.memoryUsage();
    return {
      threads: {
        main: whole(main - (time?.own ?? 0)),
        pool: whole(pool),
        engine: whole(engine),
        database: whole(database),
        rest: whole(rest),
        toldApart,
      },
      stages: sampled && {
        verify: whole(sampled.verify),
        decode: whole(sampled.decode),
        execute: whole(sampled.execute),
        tree: whole(sampled.tree),
        disk: whole(sampled.disk),
        gossip: whole(sampled.gossip),
        consensus: whole(sampled.consensus),
        http: whole(sampled.http),
        gc: whole(sampled.gc),
        other: whole(sampled.other),
      },
      memory: { resident: whole(rss), heapUsed: whole(heapUsed), external: whole(external) },
      traffic: {
        transactions: messages(gossip.transactions),
        proposals: messages(gossip.proposals),
        blocks: messages(gossip.blocks),
        direct: messages(direct),
        request: messages(request),
      },
    };
  };
}

function messages(count: TrafficCount & { readonly duplicatesReceived?: number }): Messages {
  return {
    messagesReceived: whole(count.messagesReceived),
    messagesSent: whole(count.messagesSent),
    bytesReceived: whole(count.bytesReceived),
    bytesSent: whole(count.bytesSent),
    duplicatesReceived: whole(count.duplicatesReceived ?? 0),
  };
}

function whole(value: number): bigint {
  return BigInt(Math.round(value));
}

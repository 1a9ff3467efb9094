/** What a network's nodes used between two looks, for each payment and node. */
import type { NodeUsage, Stage } from '@trellis/protocol';
import { stages } from '@trellis/protocol';

/** Of all nodes together. */
export interface NetworkUsage {
  readonly height: bigint;
  readonly diskBytes: number;
  readonly nodes: readonly NodeUsage[];
}

export type CostTopic = keyof NodeUsage['traffic'];
export const costTopics = [
  'transactions',
  'proposals',
  'blocks',
  'direct',
  'request',
] as const satisfies readonly CostTopic[];

interface TopicCost {
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly messagesReceived: number;
  readonly duplicatesReceived: number;
}

export interface PaymentCost {
  /** Microseconds of CPU by stage; `main` and `threads` hold all of it. */
  readonly cpuMicros: number;
  readonly stageMicros: Readonly<Record<Stage, number>>;
  readonly threadMicros: Readonly<Record<'main' | 'pool' | 'engine' | 'database' | 'rest', number>>;
  /** Whether the stages come from samples; if not, the main thread's time is all in `other`. */
  readonly sampled: boolean;
  readonly topics: Readonly<Record<CostTopic, TopicCost>>;
  /** Growth of the data folder: LevelDB's log and what it has not compacted yet are in it. */
  readonly folderBytes: number;
}

export interface NodeCosts {
  /** For each payment and node; `null` without a payment. */
  readonly perPayment: PaymentCost | null;
  readonly blocks: number;
  /** Of a node on average, at the end. */
  readonly memoryBytes: number;
  readonly heapBytes: number;
}

/** What was used between `before` and `after`, divided by `payments` and the number of nodes. */
export function nodeCosts(before: NetworkUsage, after: NetworkUsage, payments: number): NodeCosts {
  const count = after.nodes.length;
  const mean = (value: (usage: NodeUsage) => bigint): number =>
    after.nodes.reduce((sum, usage) => sum + Number(value(usage)), 0) / count;
  return {
    perPayment: payments === 0 ? null : paymentCost(before, after, payments * count),
    blocks: Number(after.height - before.height),
    memoryBytes: mean(({ memory }) => memory.resident),
    heapBytes: mean(({ memory }) => memory.heapUsed),
  };
}

function paymentCost(before: NetworkUsage, after: NetworkUsage, shares: number): PaymentCost {
  const total = (value: (usage: NodeUsage) => bigint): number => {
    const sum = ({ nodes }: NetworkUsage): bigint =>
      nodes.reduce((all, usage) => all + value(usage), 0n);
    return Number(sum(after) - sum(before)) / shares;
  };
  const threadMicros = {
    main: total(({ threads }) => threads.main),
    pool: total(({ threads }) => threads.pool),
    engine: total(({ threads }) => threads.engine),
    database: total(({ threads }) => threads.database),
    rest: total(({ threads }) => threads.rest),
  };
  const sampled = after.nodes.every(({ stages: counted }) => counted !== null);
  const onMain = (stage: Stage): number => total((usage) => usage.stages?.[stage] ?? 0n);
  const topic = (name: CostTopic): TopicCost => ({
    bytesSent: total(({ traffic }) => traffic[name].bytesSent),
    bytesReceived: total(({ traffic }) => traffic[name].bytesReceived),
    messagesReceived: total(({ traffic }) => traffic[name].messagesReceived),
    duplicatesReceived: total(({ traffic }) => traffic[name].duplicatesReceived),
  });
  return {
    cpuMicros: Object.values(threadMicros).reduce((sum, micros) => sum + micros, 0),
    stageMicros: stageSplit(threadMicros, onMain),
    threadMicros,
    sampled,
    topics: {
      transactions: topic('transactions'),
      proposals: topic('proposals'),
      blocks: topic('blocks'),
      direct: topic('direct'),
      request: topic('request'),
    },
    folderBytes: (after.diskBytes - before.diskBytes) / shares,
  };
}

/**
 * All CPU time by stage: the main thread's as it was sampled, the pool's to `verify` (signing and
 * disk writes use it too, for a few percent), V8's threads to `gc`, LevelDB's to `disk`. What nobody
 * claims, the time between the samples' sum and the thread's included, is `other`.
 */
export function stageSplit(
  threads: PaymentCost['threadMicros'],
  onMain: (stage: Stage) => number,
): Record<Stage, number> {
  const claimed = stages.reduce((sum, stage) => sum + onMain(stage), 0);
  return {
    verify: onMain('verify') + threads.pool,
    decode: onMain('decode'),
    execute: onMain('execute'),
    tree: onMain('tree'),
    disk: onMain('disk') + threads.database,
    gossip: onMain('gossip'),
    consensus: onMain('consensus'),
    http: onMain('http'),
    gc: onMain('gc') + threads.engine,
    other: onMain('other') + threads.rest + (threads.main - claimed),
  };
}

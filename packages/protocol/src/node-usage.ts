/** What a node has used since its start, for measurements: time by thread and by stage, memory, messages. */
import type { ValueOf } from './codec.ts';
import { boolean, uint64 } from './codec-basic.ts';
import { container, optional } from './codec-composite.ts';

/** What the main thread of a node works on. */
export const stages = [
  'verify',
  'decode',
  'execute',
  'tree',
  'disk',
  'gossip',
  'consensus',
  'http',
  'gc',
  'other',
] as const;

export type Stage = (typeof stages)[number];

/** Both directions; bytes are those of the messages, without framing and encryption. */
const messagesCodec = container({
  messagesReceived: uint64,
  messagesSent: uint64,
  bytesReceived: uint64,
  bytesSent: uint64,
  /** Messages that had been received before. Only gossip has any. */
  duplicatesReceived: uint64,
});

/** All times are microseconds of CPU since the node's start. */
export const nodeUsageCodec = container({
  threads: container({
    main: uint64,
    /** libuv's threads: verification above all, signing, and writing to disk. */
    pool: uint64,
    /** V8's threads: garbage collection and compilation. */
    engine: uint64,
    /** LevelDB's thread, which compacts. */
    database: uint64,
    rest: uint64,
    /** Whether the system told threads apart; if not, all but `main` are counted in `pool`. */
    toldApart: boolean,
  }),
  /** How the main thread's time divides; `null` unless the configuration asks for sampling. */
  stages: optional(
    container({
      verify: uint64,
      decode: uint64,
      execute: uint64,
      tree: uint64,
      disk: uint64,
      gossip: uint64,
      consensus: uint64,
      http: uint64,
      gc: uint64,
      other: uint64,
    } satisfies Record<Stage, typeof uint64>),
  ),
  memory: container({ resident: uint64, heapUsed: uint64, external: uint64 }),
  traffic: container({
    transactions: messagesCodec,
    proposals: messagesCodec,
    blocks: messagesCodec,
    /** Votes and status messages. */
    direct: messagesCodec,
    request: messagesCodec,
  }),
});

export type NodeUsage = ValueOf<typeof nodeUsageCodec>;

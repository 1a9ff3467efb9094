/** The documents of commands for networks that grow: what hosts they need, and blocks for other programs. */
import { count, decimal, flag, hash, list, measure, nullable, record, text } from './schema.ts';

/** What grows with the number of validators. */
const growing = record({ fixed: measure, each: measure });

const capacityConstants = record({
  scheme: text,
  validators: count,
  cores: count,
  payment: record({
    cpuMicros: measure,
    mainThreadShare: measure,
    bytes: measure,
    spreadBytes: measure,
    requestBytes: measure,
    witnessBytes: measure,
    otherBytes: measure,
  }),
  block: record({
    cpuMillis: growing,
    voteBytesPerPeer: growing,
    gossipBytes: growing,
    signatureBytes: measure,
    finalityMs: growing,
    roundShare: measure,
  }),
  accountBytes: measure,
  memoryBytes: growing,
});

export const scaleDocuments = {
  plan: record({
    asked: record({
      validators: count,
      payments: count,
      retentionDays: measure,
      accounts: count,
      coresPerHost: count,
      nodesPerHost: count,
      megabitsPerSecond: count,
      sites: text,
    }),
    source: list(text),
    constants: capacityConstants,
    blocksPerSecond: measure,
    paymentsPerBlock: measure,
    coresUsed: measure,
    mainThreadUse: measure,
    sentMegabitsPerSecond: measure,
    sentBytesPerPayment: measure,
    cpuMicrosPerPayment: measure,
    roundMs: measure,
    waitMs: measure,
    isSustained: flag,
    memoryBytes: measure,
    disk: record({ windowBytes: measure, bytesPerYear: measure }),
    idleFinalityMs: measure,
    finalityMs: nullable(measure),
    most: record({ payments: count, by: text }),
  }),
  export: record(
    { to: text, height: decimal },
    {
      blockId: hash,
      totals: record({
        blocks: decimal,
        firstBlock: decimal,
        lastBlock: decimal,
        namedTransactions: decimal,
        transactions: decimal,
      }),
      supplies: list(record({ asset: text, height: decimal, supply: decimal })),
    },
  ),
};

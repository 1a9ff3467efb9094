/** How much of a host a validator needs, how soon payments are final, and where one chain ends. Pure. */
import { limits } from '@trellis/protocol';
import { addedIntervalsMax, intervalMs, paymentsPerInterval } from './block-pause.ts';
import { type CapacityConstants, valueAt } from './constants.ts';
import { quorumOf, type RoundDelays, roundDelays, type Sites } from './sites.ts';

/** What is asked of the network. */
export interface CapacityQuestion {
  readonly validators: number;
  /** A second, all day. */
  readonly payments: number;
  /** For how long signatures are kept. */
  readonly retentionDays: number;
  readonly sites: Sites;
  readonly accounts: number;
  readonly coresPerHost: number;
  /** One on hosts of their own; more where validators share a machine. */
  readonly nodesPerHost: number;
  /** Of a host's line, each way. */
  readonly megabitsPerSecond: number;
}

/** What ends first when payments become more. */
export type CapacityLimit = 'one thread of a node' | 'cores' | 'line' | 'block size';

/** Of one node, but for what is said of a host. */
export interface CapacityPlan {
  readonly blocksPerSecond: number;
  readonly paymentsPerBlock: number;
  /** Of the host: 1 is all of its cores. */
  readonly coresUsed: number;
  readonly mainThreadUse: number;
  readonly sentMegabitsPerSecond: number;
  readonly sentBytesPerPayment: number;
  readonly cpuMicrosPerPayment: number;
  readonly memoryBytes: number;
  readonly disk: {
    /** Whole payments, certificates and the state, as long as they are kept. */
    readonly windowBytes: number;
    /** What stays of them afterwards. */
    readonly bytesPerYear: number;
  };
  /** Of a payment: median, on a network that does nothing else, and at the load; `null` where it is not sustained. */
  readonly idleFinalityMs: number;
  readonly finalityMs: number | null;
  readonly isSustained: boolean;
  readonly most: { readonly payments: number; readonly by: CapacityLimit };
}

const secondsPerDay = 86_400;
const daysPerYear = 365;
const heartbeatSeconds = 10;
/** A header with its block's other records, without certificate (`node test/retention/main.ts`). */
const headerBytes = 970;
/** In `full`, which is the default, one certificate stays in so many blocks. */
const certificateEvery = 250;
/** A busier thread, host or line leaves no room for catching up, collecting garbage and unequal load. */
const useMax = 0.8;
/** As much as nodes get of cores that they share. */
const fullUse = 0.95;

/** Answers a question from what was measured. */
export function planCapacity(constants: CapacityConstants, asked: CapacityQuestion): CapacityPlan {
  const delays = roundDelays(asked.validators, asked.sites);
  const load = loadAt(constants, asked, delays, asked.payments);
  const { validators, retentionDays, accounts, payments } = asked;
  const certificateBytes = constants.block.signatureBytes * quorumOf(validators);
  const { witnessBytes, otherBytes } = constants.payment;
  const perDay = secondsPerDay * payments;
  const blocksPerDay = secondsPerDay * load.blocksPerSecond;
  const idleFinalityMs = delays.toProposerMs + finalityMsOf(constants, asked, delays);
  return {
    ...load,
    memoryBytes: valueAt(constants.memoryBytes, validators),
    disk: {
      windowBytes:
        retentionDays *
          (perDay * (witnessBytes + otherBytes) + blocksPerDay * (certificateBytes + headerBytes)) +
        accounts * constants.accountBytes,
      bytesPerYear:
        daysPerYear *
        (perDay * otherBytes + blocksPerDay * (headerBytes + certificateBytes / certificateEvery)),
    },
    idleFinalityMs,
    finalityMs: load.isSustained ? idleFinalityMs + load.waitMs : null,
    most: mostPayments(constants, asked, delays),
  };
}

type Load = Pick<
  CapacityPlan,
  | 'blocksPerSecond'
  | 'paymentsPerBlock'
  | 'coresUsed'
  | 'mainThreadUse'
  | 'sentMegabitsPerSecond'
  | 'sentBytesPerPayment'
  | 'cpuMicrosPerPayment'
  | 'isSustained'
> & {
  readonly roundMs: number;
  readonly waitMs: number;
  readonly limit: CapacityLimit | undefined;
};

/** How much longer the work of one node takes where there are more nodes than cores. */
function crowdOf({ nodesPerHost, coresPerHost }: CapacityQuestion): number {
  return nodesPerHost / Math.min(nodesPerHost, coresPerHost);
}

/** Of a lone payment at the proposer. */
function finalityMsOf(
  { block }: CapacityConstants,
  asked: CapacityQuestion,
  { roundMs }: RoundDelays,
): number {
  const work = valueAt(block.cpuMillis, asked.validators) * crowdOf(asked);
  return roundMs + valueAt(block.finalityMs, work);
}

function loadAt(
  constants: CapacityConstants,
  asked: CapacityQuestion,
  delays: RoundDelays,
  payments: number,
): Load {
  const { validators, coresPerHost, nodesPerHost } = asked;
  const { block, payment } = constants;
  const blockMillis = valueAt(block.cpuMillis, validators);
  // Payments are checked and applied on the same cores, while rounds go through.
  const paymentCores = (payments * payment.cpuMicros * 1e-6 * nodesPerHost) / coresPerHost;
  const freeCores = 1 - Math.min(paymentCores, fullUse);
  const workMs = block.roundShare * valueAt(block.finalityMs, blockMillis * crowdOf(asked));
  const roundMs = delays.roundMs + workMs / freeCores;
  const blockCores = (blockMillis * 1e-3 * nodesPerHost) / coresPerHost;
  // Nodes that share a host make no more blocks than its cores have time for.
  const blocksPerSecond = Math.min(
    blockRate(payments, roundMs),
    Math.max(1 / heartbeatSeconds, (fullUse - paymentCores) / blockCores),
  );
  const slowestBlocks = 1_000 / (roundMs + intervalMs * (1 + addedIntervalsMax));
  const neededCores = paymentCores + Math.min(blocksPerSecond, slowestBlocks) * blockCores;
  const nodeCpu = payments * payment.cpuMicros * 1e-6 + blocksPerSecond * blockMillis * 1e-3;
  const coresUsed = (nodeCpu * nodesPerHost) / coresPerHost;
  const mainThreadUse = nodeCpu * payment.mainThreadShare;
  const spread = spreadFactor(validators) / spreadFactor(constants.validators);
  const bytesPerSecond =
    payments * (payment.spreadBytes * spread + payment.requestBytes) +
    blocksPerSecond *
      ((validators - 1) * valueAt(block.voteBytesPerPeer, validators) +
        valueAt(block.gossipBytes, validators));
  const paymentsPerBlock = payments / blocksPerSecond;
  const sentMegabitsPerSecond = (bytesPerSecond * 8) / 1e6;
  const limit = limitOf(constants, asked, {
    // There are fewer blocks when more payments come: what threads and cores need is not what they use.
    mainThreadNeeded: mainThreadUse * (neededCores / Math.max(coresUsed, Number.MIN_VALUE)),
    coresNeeded: neededCores,
    sentMegabitsPerSecond,
    paymentsPerBlock,
  });
  return {
    blocksPerSecond,
    paymentsPerBlock,
    coresUsed,
    mainThreadUse,
    sentMegabitsPerSecond,
    sentBytesPerPayment: bytesPerSecond / Math.max(payments, Number.MIN_VALUE),
    cpuMicrosPerPayment: (nodeCpu * 1e6) / Math.max(payments, Number.MIN_VALUE),
    roundMs,
    waitMs: waitMs(payments, blocksPerSecond, roundMs + intervalMs),
    isSustained: limit === undefined,
    limit,
  };
}

/** Every node but its first holder has to get a payment once, and all of them send. */
const spreadFactor = (validators: number): number => (validators - 1) / validators;

/** The scheduler's rule solved for the interval: a round, then a pause that grows with what the block held. */
function blockRate(payments: number, roundMs: number): number {
  const addedPerMs = (payments / 1_000 / paymentsPerInterval) * intervalMs;
  const longest = roundMs + intervalMs * (1 + addedIntervalsMax);
  const growing = addedPerMs < 1 ? (roundMs + intervalMs) / (1 - addedPerMs) : longest;
  const busy = 1_000 / Math.min(longest, growing);
  return Math.max(Math.min(busy, payments), 1 / heartbeatSeconds);
}

/**
 * Until the block that a payment is for begins. It comes at any time of the interval where blocks follow each other; where there
 * are fewer payments than blocks could be, the one before it is under way now and then (M/D/1, at most one block).
 */
function waitMs(payments: number, blocksPerSecond: number, cycleMs: number): number {
  if (blocksPerSecond < payments) return 500 / blocksPerSecond;
  const use = Math.min(0.99, (payments * cycleMs) / 1_000);
  return Math.min(cycleMs, (cycleMs * use) / (2 * (1 - use)));
}

function limitOf(
  constants: CapacityConstants,
  asked: CapacityQuestion,
  use: Pick<CapacityPlan, 'sentMegabitsPerSecond' | 'paymentsPerBlock'> & {
    readonly mainThreadNeeded: number;
    readonly coresNeeded: number;
  },
): CapacityLimit | undefined {
  const line = (use.sentMegabitsPerSecond * asked.nodesPerHost) / asked.megabitsPerSecond;
  const most = Math.min(
    limits.blockTransactionsMax,
    Math.floor(limits.blockBytesMax / constants.payment.bytes),
  );
  const uses: readonly (readonly [CapacityLimit, number])[] = [
    ['one thread of a node', use.mainThreadNeeded / useMax],
    ['cores', use.coresNeeded / useMax],
    ['line', line / useMax],
    ['block size', use.paymentsPerBlock / most],
  ];
  const worst = uses.toSorted(([, a], [, b]) => b - a)[0];
  return worst !== undefined && worst[1] > 1 ? worst[0] : undefined;
}

/** The most payments a second that are sustained, by halving; above all that a chain can take is nothing. */
function mostPayments(
  constants: CapacityConstants,
  asked: CapacityQuestion,
  delays: RoundDelays,
): CapacityPlan['most'] {
  let [low, high] = [0, 100_000];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (loadAt(constants, asked, delays, middle).isSustained) low = middle;
    else high = middle;
  }
  const by = loadAt(constants, asked, delays, high).limit ?? 'block size';
  return { payments: low, by };
}

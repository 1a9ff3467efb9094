/** What every simulated node shares: time, chance, the network and those who watch. */

import type {
  ConsensusState,
  missingFor,
  roundState,
  step,
  Timeouts,
} from '../../packages/consensus/src/index.ts';
import type { Hash } from '../../packages/crypto/src/index.ts';
import type { ValidatorSet } from '../../packages/protocol/src/index.ts';
import type { BlockRegistry } from './blocks.ts';
import type { Faults } from './faults.ts';
import type { Invariants } from './invariants.ts';
import type { DecidedBlock, Message } from './message.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import type { SignatureBook } from './signature-book.ts';
import type { Signer } from './signer.ts';
import type { Trace } from './trace.ts';
import type { WriteAheadLog } from './write-ahead-log.ts';

/** The state machine under test, so that a bug can be planted in it. */
export interface Machine {
  readonly createConsensus: (timeouts: Timeouts) => ConsensusState;
  readonly step: typeof step;
  readonly roundState: typeof roundState;
  readonly missingFor: typeof missingFor;
}

export interface World {
  readonly machine: Machine;
  readonly timeouts: Timeouts;
  readonly validators: ValidatorSet;
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly book: SignatureBook;
  readonly blocks: BlockRegistry;
  readonly invariants: Invariants;
  readonly createSigner: (book: SignatureBook) => Signer;
  readonly createLog: () => WriteAheadLog;
  /** The faults in force now. */
  faults(): Faults;
  send(from: number, to: number, message: Message): void;
  /** Whether this node's clock agrees with the time of this new block. */
  isTimely(node: number, blockId: Hash): boolean;
}

/** A node as the scenario sees it; an engine with its adapters can stand here too. */
export interface SimulatedNode {
  start(): void;
  deliver(from: number, message: Message): void;
  /** A crash from outside, at any time. */
  crash(): void;
  readonly isUp: () => boolean;
  /** Decided blocks, from height 1. */
  readonly chain: readonly DecidedBlock[];
  /** The round in progress, `null` when down. */
  readonly round: () => number | null;
}

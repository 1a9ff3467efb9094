/** What every simulated node shares: time, chance, the network and those who watch. */

import type { ConsensusState, missingFor, roundState, step, Timeouts } from '@trellis/consensus';
import type { Address } from '@trellis/crypto';
import type { CommitCertificate, ValidatorSet } from '@trellis/protocol';
import type { Random } from '../random.ts';
import type { Scheduler } from '../scheduler.ts';
import type { Trace } from '../trace.ts';
import type { BlockRegistry } from './blocks.ts';
import type { Faults } from './faults.ts';
import type { Invariants } from './invariants.ts';
import type { DecidedBlock, Message } from './message.ts';
import type { SignatureBook } from './signature-book.ts';
import type { Signer } from './signer.ts';
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
  /** Running nodes: one for each validator, and a second one for each that has a twin. */
  readonly instances: number;
  /** Whose key an instance has. */
  addressOf(instance: number): Address;
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly book: SignatureBook;
  readonly blocks: BlockRegistry;
  readonly invariants: Invariants;
  readonly createSigner: (book: SignatureBook) => Signer;
  readonly createLog: () => WriteAheadLog;
  /** Whether a node takes a certificate that a peer sends for one. */
  believes(certificate: CommitCertificate): boolean;
  /** The faults in force now. */
  faults(): Faults;
  /** Whether all faults are over. */
  isHealed(): boolean;
  send(from: number, to: number, message: Message): void;
  /** What this node's clock says. */
  clock(node: number): number;
  /** How long its timer takes to say that so much time has passed. */
  timer(node: number, durationMs: number): number;
}

/** A node as the scenario sees it; an engine with its adapters can stand here too. */
export interface SimulatedNode {
  start(): void;
  deliver(from: number, message: Message): void;
  /** A crash from outside, at any time; the node comes back after a while. */
  crash(): void;
  readonly isUp: () => boolean;
  /** Crashes so far. */
  readonly crashes: () => number;
  /** Decided blocks, from height 1. */
  readonly chain: readonly DecidedBlock[];
  /** The round in progress, `null` when down. */
  readonly round: () => number | null;
}

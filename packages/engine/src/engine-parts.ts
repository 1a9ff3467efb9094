/** What the engine is made of, and what it offers. */
import type { RoundState, Timeouts } from '@trellis/consensus';
import type { KnownTransaction } from '@trellis/ledger';
import type { Evidence, Genesis, Height, RecoveryPoint } from '@trellis/protocol';
import type { Chain } from './chain/chain.ts';
import type { Events } from './chain/events.ts';
import type { GuardState } from './guard/double-sign-guard.ts';
import type { Lifecycle } from './lifecycle/lifecycle.ts';
import type { DialBackAnswer } from './messages/messages.ts';
import type { Registry } from './peers/registry.ts';
import type { BlockStore } from './ports/block-store.ts';
import type { ChainReader } from './ports/chain-reader.ts';
import type { Clock } from './ports/clock.ts';
import type { EvidenceStore } from './ports/evidence-store.ts';
import type { HeardStore } from './ports/heard-store.ts';
import type { Logger } from './ports/logger.ts';
import type { Signer } from './ports/signer.ts';
import type { SnapshotSource } from './ports/snapshot-source.ts';
import type { PeerName, Transport } from './ports/transport.ts';
import type { Verifier } from './ports/verifier.ts';
import type { WriteAheadLog } from './ports/wal.ts';
import type { Keeper } from './requests/keepers.ts';
import type { NodeLinks } from './requests/links.ts';
import type { StallFacts } from './stall/facts.ts';
import type { AdmissionResult } from './transactions/admission.ts';
import type { Mempool, MempoolLimits } from './transactions/mempool.ts';
import type { BlockSchedulerConfig } from './voting/block-scheduler.ts';

export interface EngineConfig {
  readonly timeouts: Timeouts;
  readonly blockScheduler: BlockSchedulerConfig;
  readonly mempool: MempoolLimits;
  /** How far ahead of our clock a block may be whose time is just after its parent's. */
  readonly aheadOfClockMaxMs: number;
}

export interface EngineParts {
  readonly config: EngineConfig;
  /** The chain that the store holds. */
  readonly genesis: Genesis;
  /** How the chain was recovered. */
  readonly recoveries: readonly RecoveryPoint[];
  /** The newest version of the protocol that this software knows. */
  readonly knownVersion: number;
  readonly store: BlockStore & ChainReader & EvidenceStore;
  readonly wal: WriteAheadLog;
  /** `null` for a node that follows without a vote. */
  readonly signer: Signer | null;
  /** What was heard of every validator before. */
  readonly heard: HeardStore;
  /** Random, of this process: another process with the same keys has another. */
  readonly instance: Uint8Array;
  readonly verifier: Verifier;
  readonly transport: Transport;
  readonly registry: Registry;
  /** Where the HTTP API of this node is reached, for peers that have pruned what it keeps; `null`: that is not told. */
  readonly publicUrl: string | null;
  /** Whether nothing of the chain will be pruned, for peers that want to know. */
  readonly isArchive: () => boolean;
  /** Tries to reach a peer, when that peer wants to know whether others do. */
  readonly dialBack: (peer: PeerName) => Promise<DialBackAnswer>;
  /** What is offered to nodes that join. */
  readonly snapshot: SnapshotSource | null;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called once when the node can't continue: its disk fails, or its execution is contradicted. */
  readonly onFatal: (error: Error) => void;
}

export interface Engine extends Lifecycle {
  /** The newest version of the protocol that it knows. */
  readonly knownVersion: number;
  readonly chain: Chain;
  readonly registry: Registry;
  readonly mempool: Mempool;
  readonly events: Events;
  /** Takes in a transaction and passes it on. */
  submit(transaction: Uint8Array | KnownTransaction): Promise<AdmissionResult>;
  /** Evidence of equivocation that waits for a block. */
  pendingEvidence(): readonly Evidence[];
  /** The connections of this node, and of every connected peer as that peer tells them. */
  networkLinks(): Promise<readonly NodeLinks[]>;
  /** Peers that say that they keep a block. */
  keepersOf(height: Height): Promise<readonly Keeper[]>;
  roundState(): RoundState;
  isCatchingUp(): boolean;
  /** Whether this node may sign, and if not, until when and why. */
  guardState(): GuardState;
  /** What bears on why there is no new block. */
  stallFacts(): Omit<StallFacts, 'diskFreeBytes'>;
}

/** What a doctor looks at, as plain data: of the machine and its files, of the node, and of its peers. */
import type { DialBackAnswer } from '@trellis/engine';

/** A file or folder that the configuration names, and that nobody but its owner may read. */
export interface SecretFile {
  readonly path: string;
  /** `missing`, or what the system says. */
  readonly state: 'private' | 'open' | 'missing' | 'unreadable';
}

export interface MachineFacts {
  readonly disk: { readonly freeBytes: number; readonly totalBytes: number } | null;
  /** Milliseconds that the slowest one in a hundred small synced writes took; `null` when none could be made. */
  readonly syncP99Ms: number | null;
  /** Why nothing could be written, as the system says. */
  readonly writeProblem: string | null;
  readonly memory: { readonly availableBytes: number; readonly totalBytes: number };
  readonly secretFiles: readonly SecretFile[];
  /** The smallest of the interfaces that may lead to peers; `null` where the system does not tell. */
  readonly mtu: { readonly name: string; readonly bytes: number } | null;
}

/** Open files of the node's process and the most that it may have; `null` where the system does not tell. */
export type FileDescriptors = { readonly open: number; readonly max: number } | null;

/** An address record; `seq` is the time when it was made, in milliseconds since 1970. */
export interface RecordedAddresses {
  readonly seq: number;
  readonly addresses: readonly string[];
}

export interface PeerFacts {
  /** By the registry, or the peer id of one that is not in it. */
  readonly name: string;
  readonly address: string;
  /** What it says itself of where it is reached, and what this node's configuration says. */
  readonly recorded: RecordedAddresses | null;
  readonly configured: readonly string[];
  readonly connected: boolean;
  /** Why not, if it is not. */
  readonly reason: string | null;
  /** Whether something listens there, of a peer that is not connected. */
  readonly reached: DialBackAnswer['outcome'] | null;
  /** There and back, the median of some questions. */
  readonly roundTripMs: number | null;
  /** How far the peer's clock is ahead of this node's, and by how much that may be wrong. */
  readonly clock: { readonly aheadMs: number; readonly errorMs: number } | null;
  readonly software: string | null;
  readonly protocol: number | null;
  /** Whether it keeps all blocks with all signatures. */
  readonly isArchive: boolean | null;
  /** How its attempt went to reach this node. */
  readonly dialBack: DialBackAnswer | null;
}

export interface NetworkFacts {
  readonly listen: readonly string[];
  /** This node's own address record; `null`: it has said nothing. */
  readonly recorded: RecordedAddresses | null;
  readonly peers: readonly PeerFacts[];
  /** Voting power by the names of nodes, of the next block. */
  readonly validators: readonly { readonly node: string; readonly power: number }[];
  /** Whether the network admits the node's network key, and as this very peer. */
  readonly identity: 'admitted' | 'unknown_key' | 'other_peer';
  /** Of the HTTP API's certificate: days until it ends, or why it can't be used; `null` without one. */
  readonly https: { readonly daysLeft: number } | { readonly problem: string } | null;
}

export interface NodeFacts {
  readonly name: string;
  readonly running: boolean;
  readonly software: string;
  /** The newest version of the protocol that the software knows. */
  readonly protocol: number;
  readonly isArchive: boolean;
  /** Why the chain of a stopped node can't be read. */
  readonly chainProblem: string | null;
  readonly prevoteTimeoutMs: number;
  readonly blockIntervalMs: number;
  readonly fileDescriptors: FileDescriptors;
}

export interface DoctorFacts {
  readonly node: NodeFacts;
  readonly machine: MachineFacts;
  /** `problem`: why peers could not be asked. */
  readonly network: NetworkFacts | { readonly problem: string };
}

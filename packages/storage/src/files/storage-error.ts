/** What can be wrong with the files of a node. */
import { CodedError } from '@trellis/crypto';

export type StorageErrorCode =
  | 'wal_damaged'
  /** The file of what was last signed is damaged; the message says what to do. */
  | 'last_signed_damaged'
  | 'database_damaged'
  | 'database_in_use'
  | 'other_chain'
  /** The data folder is that of another validator. */
  | 'other_validator'
  | 'folder_not_writable'
  /** Others than its owner can get at the data folder; the message has the command that mends it. */
  | 'folder_not_private'
  | 'disk_full'
  /** The process may open no more files. */
  | 'too_many_files'
  | 'access_damaged'
  | 'access_in_use'
  | 'no_snapshot'
  | 'snapshot_damaged'
  | 'nothing_to_snapshot'
  | 'chain_exists'
  | 'unknown_format'
  /** What was signed last is not known for sure, so that the validator can't speak for what it signed. */
  | 'memory_doubted'
  /** What is stored and the recovery of the chain that the node was given contradict each other. */
  | 'recovery_refused';

/** A fault of the files on disk. Nothing was overwritten; the message says what can be done. */
export class StorageError extends CodedError<StorageErrorCode> {}

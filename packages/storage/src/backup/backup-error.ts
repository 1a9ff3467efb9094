/** What is wrong with a backup, or with the folder that one is restored to. */
import { CodedError } from '@trellis/crypto';

export type BackupErrorCode =
  /** A file of it is missing or changed; the message names it. */
  | 'backup_damaged'
  /** There is no such backup in the folder. */
  | 'no_backup'
  /** It is encrypted, and no key was given, or another one. */
  | 'backup_encrypted'
  /** The folder that it is restored to has something in it. */
  | 'folder_not_empty'
  /** It is of another chain, or was not made by a node of it. */
  | 'other_chain'
  /** A new validator key was asked for a node that is none of the chain’s validators. */
  | 'no_validator';

export class BackupError extends CodedError<BackupErrorCode> {}

/** What stops a node whose configuration, genesis or key files can't be used. */
import { CodedError } from '@trellis/crypto';

/** Why a node does not start with its configuration. */
export type ConfigErrorCode =
  | 'config_unreadable'
  | 'config_invalid'
  | 'genesis_invalid'
  /** Not every validator has signed the genesis, or a signature is of another one; the message says whose is missing. */
  | 'genesis_unsigned'
  /** A join request is malformed, or one of its keys has not signed it; ask its organisation for another copy. */
  | 'join_request_invalid'
  /** The rules and the join requests do not make a genesis; the message says why. */
  | 'rules_invalid'
  /** There is no running node that could take an order. */
  | 'node_not_running'
  /** A file that a command was to write is there already, or can't be written. */
  | 'file_not_written'
  /** A recovery of the chain that the configuration names is none, or is not for this chain. */
  | 'recovery_invalid'
  /** Others than its owner may read a file with a secret; the message has the command that mends it. */
  | 'file_not_private'
  /** The certificate or the key of the HTTP API can't be used; the message says which of them, why, and what to do. */
  | 'tls_unusable';

/** What is wrong with a configuration, a genesis or a chain recovery, where, and what to do. */
export class ConfigError extends CodedError<ConfigErrorCode> {}

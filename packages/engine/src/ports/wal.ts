/** The write-ahead log: what the consensus machine was told, so that a restart can tell it again. */
import type { LoggedInput } from './logged-input.ts';

export interface WriteAheadLog {
  /** The inputs that were found when the log was opened, oldest first. */
  readonly recovered: readonly LoggedInput[];
  /** Appends an input, without waiting for the disk. */
  append(input: LoggedInput): void;
  /** Resolves when everything appended so far would survive a power cut. */
  sync(): Promise<void>;
  /** Forgets everything: the height it was about is final and stored. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** The options of commands that write a policy: its threshold, its quota, and those of sending. */
import type { Command } from 'commander';
import { readWeight } from './policy-text.ts';
import { addSendingOptions, type SendingOptions } from './send-operations.ts';

export interface PolicyOptions extends SendingOptions {
  readonly threshold: number;
  readonly postQuantum: number;
}

/** Adds them to a command. */
export function addPolicyOptions(command: Command): Command {
  return addSendingOptions(
    command
      .option('--threshold <weight>', 'weight that signatures must reach together', readWeight, 1)
      .option(
        '--post-quantum <weight>',
        'how much of that weight must be of post-quantum keys (default: none)',
        readWeight,
        0,
      ),
  );
}

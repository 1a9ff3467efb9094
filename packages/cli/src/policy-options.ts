/** The options of commands that write a policy: its threshold, its quota, and who signs. */
import type { Command } from 'commander';
import { type SignerOptions, signerOption } from './account-names.ts';
import { readWeight } from './policy-text.ts';
import { addSendingOptions, type SendingOptions } from './send-operations.ts';

export interface PolicyOptions extends SendingOptions, SignerOptions {
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
      )
      .addOption(signerOption()),
  );
}

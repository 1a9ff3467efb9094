/** `trellis tx`: transactions step by step: built, signed by each who must, then submitted. */
import type { Command } from 'commander';
import { addBuild } from './tx-build.ts';
import { addShow } from './tx-show.ts';
import { addSign } from './tx-sign.ts';
import { addSubmit } from './tx-submit.ts';
import { addWait } from './tx-wait.ts';

/** Gives `tx` its subcommands. */
export function defineTxCommand(tx: Command): void {
  tx.addHelpText(
    'after',
    '\nA delivery against payment, which happens whole or not at all; each signs on his own machine:\n' +
      '  $ trellis tx build alice swap.json --pay alice,bob,100,EUR --pay bob,alice,108,USD\n' +
      '  $ trellis tx sign swap.json --key alice\n  $ trellis tx sign swap.json --key bob\n' +
      '  $ trellis tx submit swap.json\n' +
      '\nAn account of several keys: each key signs for it.\n' +
      '  $ trellis tx build trellis1… pay.json --pay trellis1…,bob,100,EUR\n' +
      '  $ trellis tx sign pay.json --key ann --account trellis1…\n' +
      '  $ trellis tx sign pay.json --key ben --account trellis1…\n  $ trellis tx submit pay.json\n',
  );
  addBuild(tx);
  addSign(tx);
  addSubmit(tx);
  addWait(tx);
  addShow(tx);
}

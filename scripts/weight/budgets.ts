/** How much each command may load, as `check.ts` asserts it. */
import type { commandTable } from '@trellis/cli';

interface Budget {
  readonly args: readonly string[];
  readonly modules: number;
  readonly kilobytes: number;
}

type TableCommand = (typeof commandTable)[number];

/**
 * Of a command that has no budget of its own below: it is asked for its help, for which it loads what it is made of. One
 * that works on nodes loads a whole node in its action alone.
 */
export function usualBudget({ name, runsNodes }: TableCommand): Budget {
  return runsNodes === true
    ? { args: [name, '--help'], modules: 318, kilobytes: 1_265 }
    : { args: [name, '--help'], modules: 87, kilobytes: 760 };
}

export const budgets: readonly Budget[] = [
  { args: ['--version'], modules: 30, kilobytes: 170 },
  { args: ['--help'], modules: 30, kilobytes: 170 },
  { args: ['testnet', '--help'], modules: 292, kilobytes: 1160 },
  { args: ['keys', 'list'], modules: 47, kilobytes: 370 },
  { args: ['send', 'alice', 'bob', '1', 'EUR'], modules: 87, kilobytes: 750 },
  { args: ['sealing', '--help'], modules: 83, kilobytes: 745 },
  { args: ['batch', 'alice', 'payments.csv'], modules: 87, kilobytes: 800 },
  { args: ['request', 'alice', '1', 'EUR'], modules: 87, kilobytes: 755 },
  { args: ['pay', 'alice', 'request.txt'], modules: 87, kilobytes: 755 },
  { args: ['balance', 'alice', 'EUR'], modules: 72, kilobytes: 650 },
  { args: ['statement', 'alice'], modules: 72, kilobytes: 680 },
  { args: ['iso', '--help'], modules: 81, kilobytes: 810 },
  { args: ['account', 'alice'], modules: 89, kilobytes: 755 },
  { args: ['recovery', '--help'], modules: 88, kilobytes: 755 },
  { args: ['crypto'], modules: 62, kilobytes: 600 },
  { args: ['asset', 'list'], modules: 87, kilobytes: 760 },
  { args: ['holds', 'list'], modules: 87, kilobytes: 750 },
  { args: ['tx', 'show', '0'], modules: 94, kilobytes: 800 },
  { args: ['block'], modules: 69, kilobytes: 630 },
  { args: ['validators'], modules: 69, kilobytes: 630 },
  { args: ['status'], modules: 69, kilobytes: 630 },
  { args: ['evidence'], modules: 60, kilobytes: 590 },
  { args: ['governance', 'list'], modules: 87, kilobytes: 770 },
  { args: ['peers'], modules: 66, kilobytes: 610 },
  { args: ['cbom'], modules: 58, kilobytes: 580 },
  { args: ['acknowledge', '--help'], modules: 167, kilobytes: 750 },
  { args: ['apikey', 'list'], modules: 726, kilobytes: 3440 },
  { args: ['audit', 'verify'], modules: 633, kilobytes: 3110 },
  { args: ['consent', '--help'], modules: 320, kilobytes: 1_275 },
  { args: ['verify'], modules: 167, kilobytes: 750 },
  { args: ['snapshot', '--help'], modules: 167, kilobytes: 750 },
  { args: ['bench', '--help'], modules: 187, kilobytes: 770 },
  { args: ['completion', 'bash'], modules: 161, kilobytes: 1420 },
  { args: ['node', '--help'], modules: 182, kilobytes: 780 },
  { args: ['demo', '--help'], modules: 290, kilobytes: 1160 },
];

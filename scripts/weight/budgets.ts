/** How much each command may load, as `check.ts` asserts it. */
import type { commandTable } from '@trellis/cli';

interface Budget {
  readonly args: readonly string[];
  readonly modules: number;
  readonly kilobytes: number;
}

type TableCommand = (typeof commandTable)[number];

/** Of a command that has no budget of its own below: it is asked for its help, for which it loads what it is made of. */
export function usualBudget({ name, runsNodes }: TableCommand): Budget {
  return runsNodes === true
    ? { args: [name, '--help'], modules: 1_500, kilobytes: 5_800 }
    : { args: [name, '--help'], modules: 60, kilobytes: 690 };
}

export const budgets: readonly Budget[] = [
  { args: ['--version'], modules: 30, kilobytes: 160 },
  { args: ['--help'], modules: 30, kilobytes: 160 },
  { args: ['testnet', '--help'], modules: 1550, kilobytes: 6000 },
  { args: ['keys', 'list'], modules: 40, kilobytes: 350 },
  { args: ['send', 'alice', 'bob', '1', 'EUR'], modules: 60, kilobytes: 630 },
  { args: ['sealing', '--help'], modules: 60, kilobytes: 630 },
  { args: ['batch', 'alice', 'payments.csv'], modules: 60, kilobytes: 680 },
  { args: ['request', 'alice', '1', 'EUR'], modules: 60, kilobytes: 630 },
  { args: ['pay', 'alice', 'request.txt'], modules: 60, kilobytes: 630 },
  { args: ['balance', 'alice', 'EUR'], modules: 50, kilobytes: 570 },
  { args: ['statement', 'alice'], modules: 50, kilobytes: 620 },
  { args: ['iso', '--help'], modules: 60, kilobytes: 790 },
  { args: ['account', 'alice'], modules: 60, kilobytes: 630 },
  { args: ['recovery', '--help'], modules: 60, kilobytes: 640 },
  { args: ['crypto'], modules: 40, kilobytes: 550 },
  { args: ['asset', 'list'], modules: 60, kilobytes: 640 },
  { args: ['holds', 'list'], modules: 60, kilobytes: 640 },
  { args: ['tx', 'show', '0'], modules: 70, kilobytes: 670 },
  { args: ['block'], modules: 50, kilobytes: 560 },
  { args: ['validators'], modules: 50, kilobytes: 560 },
  { args: ['status'], modules: 50, kilobytes: 560 },
  { args: ['evidence'], modules: 40, kilobytes: 490 },
  { args: ['governance', 'list'], modules: 60, kilobytes: 640 },
  { args: ['peers'], modules: 40, kilobytes: 490 },
  { args: ['cbom'], modules: 40, kilobytes: 490 },
  { args: ['acknowledge', '--help'], modules: 1550, kilobytes: 6000 },
  { args: ['apikey', 'list'], modules: 1550, kilobytes: 6000 },
  { args: ['audit', 'verify'], modules: 1550, kilobytes: 6000 },
  { args: ['verify'], modules: 1550, kilobytes: 6000 },
  { args: ['snapshot', '--help'], modules: 1550, kilobytes: 6000 },
  { args: ['bench', '--help'], modules: 2550, kilobytes: 9400 },
  { args: ['completion', 'bash'], modules: 2670, kilobytes: 9950 },
  { args: ['demo', '--help'], modules: 1550, kilobytes: 6000 },
];

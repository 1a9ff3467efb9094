/** How much each command may load, as `check.ts` asserts it. */

interface Budget {
  readonly args: readonly string[];
  readonly modules: number;
  readonly kilobytes: number;
}

export const budgets: readonly Budget[] = [
  { args: ['--version'], modules: 20, kilobytes: 140 },
  { args: ['--help'], modules: 20, kilobytes: 140 },
  { args: ['testnet', '--help'], modules: 1460, kilobytes: 5770 },
  { args: ['keys', 'list'], modules: 30, kilobytes: 310 },
  { args: ['send', 'alice', 'bob', '1', 'EUR'], modules: 50, kilobytes: 520 },
  { args: ['sealing', '--help'], modules: 50, kilobytes: 520 },
  { args: ['batch', 'alice', 'payments.csv'], modules: 50, kilobytes: 570 },
  { args: ['request', 'alice', '1', 'EUR'], modules: 50, kilobytes: 520 },
  { args: ['pay', 'alice', 'request.txt'], modules: 50, kilobytes: 520 },
  { args: ['balance', 'alice', 'EUR'], modules: 40, kilobytes: 470 },
  { args: ['statement', 'alice'], modules: 40, kilobytes: 510 },
  { args: ['account', 'alice'], modules: 50, kilobytes: 520 },
  { args: ['recovery', '--help'], modules: 50, kilobytes: 530 },
  { args: ['crypto'], modules: 30, kilobytes: 450 },
  { args: ['asset', 'list'], modules: 50, kilobytes: 530 },
  { args: ['holds', 'list'], modules: 50, kilobytes: 530 },
  { args: ['tx', 'show', '0'], modules: 60, kilobytes: 560 },
  { args: ['block'], modules: 40, kilobytes: 460 },
  { args: ['validators'], modules: 40, kilobytes: 460 },
  { args: ['status'], modules: 40, kilobytes: 460 },
  { args: ['evidence'], modules: 30, kilobytes: 440 },
  { args: ['governance', 'list'], modules: 50, kilobytes: 530 },
  { args: ['peers'], modules: 30, kilobytes: 440 },
  { args: ['cbom'], modules: 30, kilobytes: 440 },
  { args: ['apikey', 'list'], modules: 1460, kilobytes: 5740 },
  { args: ['audit', 'verify'], modules: 1450, kilobytes: 5730 },
  { args: ['verify'], modules: 1450, kilobytes: 5730 },
  { args: ['snapshot', '--help'], modules: 1450, kilobytes: 5730 },
  { args: ['bench', '--help'], modules: 2510, kilobytes: 9320 },
  { args: ['completion', 'bash'], modules: 2610, kilobytes: 9760 },
  { args: ['demo', '--help'], modules: 1460, kilobytes: 5750 },
];

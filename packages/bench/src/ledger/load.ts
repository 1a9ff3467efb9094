/** The load generator's process: signs everything first, says that it is ready, then loads the network. */
import { type SchemeName, schemeNames } from '@trellis/crypto';
import type { ChainId } from '@trellis/protocol';
import { benchAccounts } from './accounts.ts';
import { type LoadResult, runOpenLoop } from './open-loop.ts';
import { signPayments } from './payments.ts';

export interface LoadJob {
  readonly urls: readonly string[];
  readonly chainId: ChainId;
  readonly scheme: SchemeName;
  readonly accounts: number;
  readonly runSeed: number;
  /** Payments before these, whose sequences are used up. */
  readonly from: number;
  readonly count: number;
  readonly rate: number;
  readonly patienceMs: number;
}

export type LoadMessage =
  | { readonly type: 'signed'; readonly seconds: number; readonly bytes: number }
  | { readonly type: 'done'; readonly result: LoadResult; readonly cpuSeconds: number };

export type LoadCommand = { readonly type: 'job'; readonly job: LoadJob } | { readonly type: 'go' };

let start: (() => void) | undefined;
const told = new Promise<void>((resolve) => {
  start = resolve;
});

async function run(job: LoadJob): Promise<void> {
  if (!schemeNames.includes(job.scheme)) throw new Error(`unknown scheme ${job.scheme}`);
  const before = performance.now();
  const accounts = benchAccounts(job.scheme, job.accounts, job.runSeed);
  const payments = await signPayments(job.chainId, accounts, job.count, job.from);
  const bytes = payments.reduce((sum, { encoded }) => sum + encoded.length, 0);
  send({ type: 'signed', seconds: (performance.now() - before) / 1000, bytes });
  await told;
  const cpu = process.cpuUsage();
  const result = await runOpenLoop(job.urls, payments, job.rate, job.patienceMs);
  const { user, system } = process.cpuUsage(cpu);
  // Leaving before the message is out would lose it.
  send({ type: 'done', result, cpuSeconds: (user + system) / 1e6 }, () => process.disconnect?.());
}

function send(message: LoadMessage, whenSent: () => void = () => undefined): void {
  process.send?.(message, whenSent);
}

process.on('message', (command: LoadCommand) => {
  if (command.type === 'go') start?.();
  else
    run(command.job).catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    });
});

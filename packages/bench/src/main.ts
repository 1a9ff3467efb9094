/** `pnpm bench`: a quick measurement of networks on this machine, without the command line around it. */
import {
  formatLedger,
  LedgerError,
  type LedgerOptions,
  quickLedgerOptions,
  runLedgerBench,
} from './ledger/index.ts';

const stopping = new AbortController();
process.once('SIGINT', () => stopping.abort());
const options: LedgerOptions = quickLedgerOptions;
try {
  const result = await runLedgerBench(options, {
    onProgress: ({ text, secondsLeft }) =>
      process.stderr.write(`${text} (about ${Math.round(secondsLeft)} s left)\n`),
    onTrial: () => undefined,
    signal: stopping.signal,
  });
  process.stdout.write(`\n${formatLedger(result)}\n`);
  if (result.status === 'failed') process.exitCode = 1;
} catch (error) {
  if (!(error instanceof LedgerError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

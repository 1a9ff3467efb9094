/** The runs that are kept in this repository, for whoever has none of the own machine. */
import growth from '../../results/growth.json' with { type: 'json' };
import ledger from '../../results/ledger.json' with { type: 'json' };
import { type BenchRun, checkedRun } from '../run.ts';

/** Throws `BenchError` `bad_run` for files that no measurement wrote. */
export function committedRuns(): { readonly ledger: BenchRun; readonly growth: BenchRun } {
  return {
    ledger: checkedRun(ledger, 'packages/bench/results/ledger.json'),
    growth: checkedRun(growth, 'packages/bench/results/growth.json'),
  };
}

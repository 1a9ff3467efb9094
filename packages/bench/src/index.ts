/** What signatures cost in a running network. */
export {
  type NetworkBenchOptions,
  type NetworkReport,
  runNetworkBench,
} from './ledger/network-bench.ts';
export { formatReport } from './report.ts';

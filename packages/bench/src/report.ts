/** A measurement as text. */
import type { LoadReport, NetworkReport } from './ledger/network-bench.ts';

/** Everything a reader needs to judge the figures, in one screen. */
export function formatReport(report: NetworkReport, machine: string): string {
  const { options, idleFinalityMs, loads } = report;
  const best = loads
    .filter(isSustained)
    .reduce<LoadReport | undefined>(
      (found, load) => (load.achievedPerSecond > (found?.achievedPerSecond ?? 0) ? load : found),
      undefined,
    );
  return [
    `${options.validators} validators, ${options.scheme}, ${options.accounts} accounts, seed ${options.runSeed}`,
    machine,
    '',
    `first block             ${report.firstBlockSeconds.toFixed(1)} s after the start`,
    `idle finality           p50 ${idleFinalityMs.p50.toFixed(0)} ms, p99 ${idleFinalityMs.p99.toFixed(0)} ms (${idleFinalityMs.count} single payments)`,
    `a payment               ${report.paymentBytes} bytes, of which ${report.signatureBytes} are the signature`,
    `verifying a signature   ${report.verifyMicroseconds.toFixed(0)} µs; all cores could verify ${report.verifyBoundPerSecond.toFixed(0)} payments/s for every node`,
    '',
    table([
      [
        'offered/s',
        'achieved/s',
        'final',
        'failed',
        'refused',
        'lost',
        'p50 ms',
        'p90 ms',
        'p99 ms',
        'blocks',
        'CPU ms/tx*node',
        'sent B/tx*node',
        'disk B/tx*node',
        'memory MB/node',
      ],
      ...loads.map((load) => loadRow(load, options.validators)),
    ]),
    '',
    best === undefined
      ? 'No offered rate was sustained.'
      : `Sustained: ${best.achievedPerSecond.toFixed(0)} payments/s, ` +
        `${Math.round((100 * best.achievedPerSecond) / report.verifyBoundPerSecond)} % of the verification bound.`,
    ...(loads.some(({ result }) => result.unaccounted > 0)
      ? ['FAILED: some payments are neither final nor refused; the figures mean nothing.']
      : []),
  ].join('\n');
}

/** Whether a rate could go on for ever: what was offered was achieved, and nothing was refused. */
function isSustained({ offeredPerSecond, achievedPerSecond, result }: LoadReport): boolean {
  return (
    achievedPerSecond >= 0.9 * offeredPerSecond &&
    result.final === result.offered &&
    result.unaccounted === 0
  );
}

function loadRow(load: LoadReport, nodes: number): string[] {
  const { result, latencyMs } = load;
  const refused = Object.values(result.refused).reduce((sum, count) => sum + count, 0);
  return [
    load.offeredPerSecond.toFixed(0),
    load.achievedPerSecond.toFixed(0),
    String(result.final),
    String(result.failed),
    String(refused),
    String(result.unaccounted),
    latencyMs.p50.toFixed(0),
    latencyMs.p90.toFixed(0),
    latencyMs.p99.toFixed(0),
    String(load.blocks),
    (load.nodeCpuMsPerPayment / nodes).toFixed(3),
    load.bytesSentPerPayment.toFixed(0),
    load.diskBytesPerPayment.toFixed(0),
    (load.memoryBytesPerNode / 1e6).toFixed(0),
  ];
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  '))
    .join('\n');
}

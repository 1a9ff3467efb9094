/** A run as CSV: one line a sample. */
import type { BenchRun } from '../run.ts';

/** RFC 4180: comma, CRLF, quotes where needed. */
export function runCsv({ metrics }: BenchRun): string {
  const rows = metrics.flatMap(({ name, subject, unit, better, samples, yardstick }) =>
    samples.map((sample, index) => [
      name,
      subject,
      unit,
      better,
      String(index + 1),
      String(sample),
      String(yardstick?.[index] ?? ''),
    ]),
  );
  const header = ['figure', 'of', 'unit', 'better', 'repetition', 'value', 'yardstick'];
  return [header, ...rows].map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

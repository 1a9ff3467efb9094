import { limits, noRemittance, type Remittance } from '@trellis/protocol';
import { CsvError, parse } from 'csv-parse/sync';
import { UsageError } from './command-error.ts';
import { readGivenFile } from './given-file.ts';
import { readRemittance } from './remittance-options.ts';

/** One payment as it is written. */
export interface BatchLine {
  /** In the file, from 1 on; the head is line 1. */
  readonly line: number;
  readonly to: string;
  readonly amount: string;
  readonly asset: string;
  readonly remittance: Remittance | null;
}

const required = ['to', 'amount', 'asset'] as const;
const columns: readonly string[] = [...required, ...Object.keys(noRemittance)];

/** Reads a file of payments. Throws `UsageError` that names the line. */
export async function readBatchFile(path: string): Promise<readonly BatchLine[]> {
  return parseBatch(await readGivenFile(path), path);
}

/** The payments in the text of a file. Throws `UsageError` `bad_batch` that names the line. */
export function parseBatch(text: string, path: string): readonly BatchLine[] {
  const rows = readRows(text, path);
  const [head, ...lines] = rows;
  const names = head?.record ?? [];
  for (const name of required) {
    if (!names.includes(name)) throw bad(path, 1, `the column "${name}" is missing`);
  }
  for (const [index, name] of names.entries()) {
    if (!columns.includes(name)) {
      throw bad(path, 1, `"${name}" is not one of the columns ${columns.join(', ')}`);
    }
    if (names.indexOf(name) !== index) throw bad(path, 1, `the column "${name}" is there twice`);
  }
  if (lines.length === 0) throw bad(path, 1, 'no payment follows');
  if (lines.length > limits.operationsMax) {
    const count = `${lines.length} payments`;
    const max = limits.operationsMax;
    throw new UsageError(
      'too_many_payments',
      `${path} has ${count}, and one transaction at most ${max}; make several files of it`,
    );
  }
  return lines.map(({ record, line }) => {
    const cells = Object.fromEntries(names.map((name, index) => [name, record[index] ?? '']));
    const { to = '', amount = '', asset = '', ...rest } = cells;
    for (const name of required) {
      if (cells[name] === '') throw bad(path, line, `"${name}" is empty`);
    }
    const given = Object.entries(rest).filter(([, value]) => value !== '');
    return { line, to, amount, asset, remittance: within(path, line, Object.fromEntries(given)) };
  });
}

function within(path: string, line: number, given: Parameters<typeof readRemittance>[0]) {
  try {
    return readRemittance(given);
  } catch (error) {
    if (error instanceof UsageError) throw bad(path, line, error.message);
    throw error;
  }
}

interface Row {
  readonly record: readonly string[];
  readonly line: number;
}

function readRows(text: string, path: string): readonly Row[] {
  try {
    const rows = parse(text, {
      bom: true,
      info: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as readonly {
      readonly record: string[];
      readonly info: { readonly lines: number };
    }[];
    return rows.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UsageError('bad_batch', `${path} is not CSV: ${error.message}`);
  }
}

/** What is wrong with a line of a batch. */
export function bad(path: string, line: number, why: string): UsageError {
  return new UsageError('bad_batch', `${path}, line ${line}: ${why}`);
}

/** Reads a bank's file: by the rules always, and by its schema where there is one. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import type { Finding, TransferReading } from '@trellis/iso20022';
import { UsageError, whyUnusable } from '../command-error.ts';
import { type ReadingOptions, rulesOf } from './reading-options.ts';
import { validateBySchema } from './schema-folder.ts';

/** A file is validated by its schema whole, in the memory of WebAssembly; a larger one by the rules alone. */
const schemaBytesMax = 16 * 1024 * 1024;

export interface ReadFile {
  readonly reading: TransferReading;
  /** Those of the rules, and of the schema. */
  readonly findings: readonly Finding[];
  /** Whether the schema was there, and the file not too large for it. */
  readonly bySchema: 'valid' | 'invalid' | 'no schema' | 'too large';
  /** SHA-256 of the file, in hexadecimal. */
  readonly hash: string;
}

/** Throws `UsageError` for a file that can't be read. */
export async function readBankFile(
  home: string,
  path: string,
  options: ReadingOptions,
): Promise<ReadFile> {
  const { createTransfersReader } = await import('@trellis/iso20022');
  const reader = createTransfersReader(rulesOf(options), { variants: options.variants === true });
  const hash = createHash('sha256');
  try {
    let isWanted = true;
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 18 })) {
      hash.update(piece);
      isWanted = isWanted && reader.write(piece);
    }
  } catch (error) {
    throw new UsageError(
      'file_unreadable',
      `the file ${path} can’t be read: ${whyUnusable(error)}`,
    );
  }
  const reading = reader.end();
  const checked = await bySchemaOf(home, path, reading);
  // What the rules have found in a line need not be said again.
  const lines = new Set(reading.findings.map(({ line }) => line));
  const others = (checked.findings ?? []).filter(({ line }) => !lines.has(line));
  const findings = [...reading.findings, ...others];
  return { reading, findings, bySchema: checked.result, hash: hash.digest('hex') };
}

async function bySchemaOf(
  home: string,
  path: string,
  { id }: TransferReading,
): Promise<{ readonly result: ReadFile['bySchema']; readonly findings?: readonly Finding[] }> {
  if (id === undefined) return { result: 'no schema' };
  const { size } = await stat(path);
  if (size > schemaBytesMax) return { result: 'too large' };
  const findings = await validateBySchema(home, id, await readFile(path));
  if (findings === null) return { result: 'no schema' };
  return { result: findings.length === 0 ? 'valid' : 'invalid', findings };
}

/** Reads a bank's file with the schemas of a home. */
import type { ReadFile } from '@trellis/gateway';
import { UsageError, whyUnusable } from '../command-error.ts';
import { expectFile } from '../given-file.ts';
import { type ReadingOptions, rulesOf } from './reading-options.ts';
import { schemaFolder } from './schema-folder.ts';

export type { ReadFile } from '@trellis/gateway';

/** Throws `UsageError` for a file that can't be read. */
export async function readBankFile(
  home: string,
  path: string,
  options: ReadingOptions,
): Promise<ReadFile> {
  await expectFile(path);
  const gateway = await import('@trellis/gateway');
  const variants = options.variants === true;
  const reading = { rules: rulesOf(options), variants, schemas: schemaFolder(home) };
  try {
    return await gateway.readBankFile(path, reading);
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new UsageError(
      'file_unreadable',
      `the file ${path} can’t be read: ${whyUnusable(error)}`,
    );
  }
}

/** The folder that `--out` names. */
import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { UsageError } from './command-error.ts';

/** Asked before anything is measured: a run that can't be kept would be lost. */
export async function requireFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(
      'bad_option',
      `--out: ${folder} is not a folder that can be written to (${code}); name another`,
      { cause: error },
    );
  }
}

/** The folder that `--out` names. */
import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { UsageError, whyUnusable } from './command-error.ts';

/** Asked before anything is measured: a run that can't be kept would be lost. */
export async function requireFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw new UsageError(
      'bad_option',
      `--out: ${folder} is not a folder that can be written to (${whyUnusable(error)}); name another`,
      { cause: error },
    );
  }
}

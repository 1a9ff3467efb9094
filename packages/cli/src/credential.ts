/** The API key or token that commands present to a node: from a file, a variable or the terminal, never an argument. */

import { stat } from 'node:fs/promises';
import { isPrivate } from '@trellis/crypto/files';
import { UsageError, whyUnusable } from './command-error.ts';
import { readFileOrPipe } from './given-file.ts';
import type { Globals } from './globals.ts';
import { askHidden } from './hidden-prompt.ts';

/** The credential that the user named; `undefined` for none. Throws `UsageError`. */
export async function readCredential({
  apiKeyFile,
  askApiKey,
}: Pick<Globals, 'apiKeyFile' | 'askApiKey'>): Promise<string | undefined> {
  if (askApiKey) return checked(await askHidden('API key: ', '--api-key-file'), 'what was typed');
  if (apiKeyFile !== undefined) return checked(await readPrivate(apiKeyFile), apiKeyFile);
  const { TRELLIS_API_KEY: variable } = process.env;
  return variable === undefined ? undefined : checked(variable, 'TRELLIS_API_KEY');
}

/** A file that others than its owner can read is no place for a key. */
async function readPrivate(path: string): Promise<string> {
  try {
    if (!isPrivate(await stat(path))) {
      throw new UsageError(
        'unsafe_api_key_file',
        `others than its owner may read ${path}; run: chmod 600 ${path}`,
      );
    }
    return await readFileOrPipe(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      'api_key_unreadable',
      `the API key file ${path} can’t be read: ${whyUnusable(error)}`,
    );
  }
}

function checked(text: string, where: string): string {
  const credential = text.trim();
  if (/^[A-Za-z0-9._~+/=-]+$/.test(credential)) return credential;
  throw new UsageError('bad_api_key', `${where} holds no API key or token`);
}

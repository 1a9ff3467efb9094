/** The API key or token that commands present to a node: from a file, a variable or the terminal, never an argument. */

import { UsageError } from './command-error.ts';
import type { Globals } from './globals.ts';
import { askHidden } from './hidden-prompt.ts';
import { type PrivateFileErrors, readPrivate } from './private-file.ts';

export const apiKeyFileErrors: PrivateFileErrors = {
  unsafe: (path) =>
    new UsageError(
      'unsafe_api_key_file',
      `others than its owner may read the API key file ${path}; run: chmod 600 ${path}`,
    ),
  unreadable: (path, why) =>
    new UsageError('api_key_unreadable', `the API key file ${path} can’t be read: ${why}`),
};

/** The credential that the user named; `undefined` for none. Throws `UsageError`. */
export async function readCredential({
  apiKeyFile,
  askApiKey,
}: Pick<Globals, 'apiKeyFile' | 'askApiKey'>): Promise<string | undefined> {
  if (askApiKey) return checked(await askHidden('API key: ', '--api-key-file'), 'what was typed');
  if (apiKeyFile !== undefined) {
    return checked(await readPrivate(apiKeyFile, apiKeyFileErrors), apiKeyFile);
  }
  const { TRELLIS_API_KEY: variable } = process.env;
  return variable === undefined ? undefined : checked(variable, 'TRELLIS_API_KEY');
}

function checked(text: string, where: string): string {
  const credential = text.trim();
  if (/^[A-Za-z0-9._~+/=-]+$/.test(credential)) return credential;
  throw new UsageError('bad_api_key', `${where} holds no API key or token`);
}

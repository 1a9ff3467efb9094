/** The API key or token that commands present to a node: from a file, a variable or the terminal, never an argument. */

import { UsageError } from './command-error.ts';
import type { Globals } from './globals.ts';
import { askHidden } from './hidden-prompt.ts';
import { readPrivate } from './private-file.ts';

const codes = { unsafe: 'unsafe_api_key_file', unreadable: 'api_key_unreadable' };

/** The credential that the user named; `undefined` for none. Throws `UsageError`. */
export async function readCredential({
  apiKeyFile,
  askApiKey,
}: Pick<Globals, 'apiKeyFile' | 'askApiKey'>): Promise<string | undefined> {
  if (askApiKey) return checked(await askHidden('API key: ', '--api-key-file'), 'what was typed');
  if (apiKeyFile !== undefined) {
    return checked(await readPrivate(apiKeyFile, 'API key', codes), apiKeyFile);
  }
  const { TRELLIS_API_KEY: variable } = process.env;
  return variable === undefined ? undefined : checked(variable, 'TRELLIS_API_KEY');
}

function checked(text: string, where: string): string {
  const credential = text.trim();
  if (/^[A-Za-z0-9._~+/=-]+$/.test(credential)) return credential;
  throw new UsageError('bad_api_key', `${where} holds no API key or token`);
}

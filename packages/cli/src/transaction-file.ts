/** Transactions in files: readable JSON that can be carried between those who sign it. */
import { readFile, writeFile } from 'node:fs/promises';
import { decodeJson, type SignedTransaction, signedTransactionCodec } from '@trellis/protocol';
import { UsageError } from './command-error.ts';

/** Reads a transaction file strictly. Throws `UsageError` that names the field that is wrong. */
export async function readTransactionFile(path: string): Promise<SignedTransaction> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError('file_unreadable', `${path} can't be read (${error.code})`);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError('malformed', `${path} is not JSON: ${(error as Error).message}`);
  }
  const decoded = decodeJson(signedTransactionCodec, json);
  if (decoded.ok) return decoded.value;
  const { path: where, message } = decoded.problem;
  const place = where === '' ? '' : `${where}: `;
  throw new UsageError('malformed', `${path} is not a transaction: ${place}${message}`);
}

/** Writes a transaction file; `overwrite: false` keeps an existing file. */
export async function writeTransactionFile(
  path: string,
  signed: SignedTransaction,
  options: { readonly overwrite: boolean },
): Promise<void> {
  const text = `${JSON.stringify(signedTransactionCodec.toJson(signed), null, 2)}\n`;
  await writeFile(path, text, { flag: options.overwrite ? 'w' : 'wx' }).catch(
    (error: NodeJS.ErrnoException) => {
      const hint = error.code === 'EEXIST' ? 'it exists already; name another file' : error.code;
      throw new UsageError('file_unwritable', `${path} can't be written: ${hint}`);
    },
  );
}

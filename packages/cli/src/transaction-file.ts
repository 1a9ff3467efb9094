/** Transactions in files: readable JSON that can be carried between those who sign it. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { decodeJson, type SignedTransaction, signedTransactionCodec } from '@trellis/protocol';
import { UsageError, whyUnreadable } from './command-error.ts';

/**
 * Reads a transaction file strictly. Throws `UsageError` that names the field that is wrong, or `what` could not be
 * read.
 */
export async function readTransactionFile(
  path: string,
  what = `the file ${path}`,
): Promise<SignedTransaction> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UsageError('file_unreadable', `${what} can’t be read: ${whyUnreadable(error)}`);
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

/** Writes a new transaction file. Throws `UsageError` when there is a file of this name. */
export async function createTransactionFile(
  path: string,
  signed: SignedTransaction,
): Promise<void> {
  await writeFile(path, textOf(signed), { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'EEXIST' ? 'it exists already; name another file' : error.code;
    throw new UsageError('file_unwritable', `${path} can’t be written: ${why}`);
  });
}

/** Replaces a transaction file in one piece: an interruption leaves the old one or the new one. */
export async function replaceTransactionFile(
  path: string,
  signed: SignedTransaction,
): Promise<void> {
  try {
    await writeFile(`${path}.new`, textOf(signed));
    await rename(`${path}.new`, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError('file_unwritable', `${path} can’t be written: ${code}`);
  }
}

function textOf(signed: SignedTransaction): string {
  return `${JSON.stringify(signedTransactionCodec.toJson(signed), null, 2)}\n`;
}

/** Transactions in files: readable JSON that can be carried between those who sign it. */
import { replaceFile, sharedMode } from '@trellis/crypto/files';
import {
  decodeJsonText,
  problemText,
  type SignedTransaction,
  signedTransactionCodec,
} from '@trellis/protocol';
import { UsageError } from './command-error.ts';
import { readGivenFile, writeNewFile } from './given-file.ts';

/**
 * Reads a transaction file strictly. Throws `UsageError` that names the field that is wrong, or `what` could not be
 * read.
 */
export async function readTransactionFile(
  path: string,
  what = `the file ${path}`,
): Promise<SignedTransaction> {
  const decoded = decodeJsonText(signedTransactionCodec, await readGivenFile(path, what));
  if (decoded.ok) return decoded.value;
  const problem = problemText(decoded.problem);
  throw new UsageError('malformed', `${path} is not a transaction: ${problem}`);
}

/** Writes a new transaction file. Throws `UsageError` when there is a file of this name. */
export async function createTransactionFile(
  path: string,
  signed: SignedTransaction,
): Promise<void> {
  await writeNewFile(path, textOf(signed), sharedMode);
}

/** Replaces a transaction file in one piece: an interruption leaves the old one or the new one. */
export async function replaceTransactionFile(
  path: string,
  signed: SignedTransaction,
): Promise<void> {
  try {
    await replaceFile(path, textOf(signed), sharedMode);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError('file_unwritable', `${path} can’t be written: ${code}`);
  }
}

function textOf(signed: SignedTransaction): string {
  return `${JSON.stringify(signedTransactionCodec.toJson(signed), null, 2)}\n`;
}

/** Transactions in files, in the form of the command line, and in links, to be carried between those who sign them. */

import { toBase64Url } from '@trellis/crypto';
import {
  decode,
  decodeJsonText,
  encode,
  problemText,
  type SignedTransaction,
  signedTransactionCodec,
  transactionId,
} from '@trellis/protocol';
import { t } from '../page/language.ts';
import { saveFile } from './file-access.ts';
import { linkedBytes } from './linked-bytes.ts';

/** Reads one strictly. Throws with the field that is wrong. */
export function readTransaction(text: string): SignedTransaction {
  const decoded = decodeJsonText(signedTransactionCodec, text);
  if (decoded.ok) return decoded.value;
  throw new Error(t('this is no transaction file: {0}', problemText(decoded.problem)));
}

/** A link that brings the transaction with its signatures into a wallet: behind `#`, which no server sees. */
export function transactionLink(signed: SignedTransaction): string {
  const { origin, pathname } = location;
  const text = toBase64Url(encode(signedTransactionCodec, signed));
  return `${origin}${pathname}#/file?${new URLSearchParams({ transaction: text })}`;
}

/** Reads the part of such a link strictly. Throws with what is wrong. */
export function readLinkedTransaction(text: string): SignedTransaction {
  const bytes = linkedBytes(text);
  const decoded = decode(signedTransactionCodec, bytes);
  if (decoded.ok) return decoded.value;
  throw new Error(t('this link brings no transaction: {0}', problemText(decoded.problem)));
}

export function saveTransaction(signed: SignedTransaction): void {
  const name = `transaction-${transactionId(signed.transaction).slice(0, 8)}.json`;
  saveFile(name, `${JSON.stringify(signedTransactionCodec.toJson(signed), null, 2)}\n`);
}

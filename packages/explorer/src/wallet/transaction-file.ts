/** Transactions in files, in the form of the command line, to be carried between those who sign them. */
import {
  decodeJsonText,
  problemText,
  type SignedTransaction,
  signedTransactionCodec,
  transactionId,
} from '@trellis/protocol';
import { saveFile } from './file-access.ts';

/** Reads one strictly. Throws with the field that is wrong. */
export function readTransaction(text: string): SignedTransaction {
  const decoded = decodeJsonText(signedTransactionCodec, text);
  if (decoded.ok) return decoded.value;
  throw new Error(`this is no transaction file: ${problemText(decoded.problem)}`);
}

export function saveTransaction(signed: SignedTransaction): void {
  const name = `transaction-${transactionId(signed.transaction).slice(0, 8)}.json`;
  saveFile(name, `${JSON.stringify(signedTransactionCodec.toJson(signed), null, 2)}\n`);
}

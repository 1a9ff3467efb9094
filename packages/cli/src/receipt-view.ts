/** Shows what became of a transaction, after checking it as a light client. */

import { getParameters } from '@trellis/client';
import type { Hash } from '@trellis/crypto';
import {
  container,
  encode,
  holdId,
  list,
  mandateId,
  operationCodec,
  operationMovements,
  type SignedTransaction,
  signedTransactionCodec,
  statusMeaning,
} from '@trellis/protocol';
import { type FinalTransaction, finalTransactionCodec } from '@trellis/protocol/http-api';
import { answerJson } from './answer-json.ts';
import { fetchAsset, showAmount } from './assets.ts';
import { TransactionFailed } from './command-error.ts';
import { bad, formatBytes, good, printFields } from './output.ts';
import { printProvenJson, proofField } from './proof-view.ts';
import { amountJson, utcOf } from './readable-json.ts';
import type { Session } from './session.ts';

/** What the command knows of a transaction beside what the chain says. */
interface KnownBeside {
  readonly finalityMs?: number | undefined;
  /** What was sealed in it, for documents. */
  readonly opened?: readonly object[] | undefined;
}

/** Prints a final transaction, which was checked. Throws `TransactionFailed` when it was executed without success. */
export async function showReceipt(
  session: Session,
  final: FinalTransaction,
  { finalityMs, opened }: KnownBeside = {},
): Promise<void> {
  const { globals } = session;
  const { receipt, signed, height, certificate } = final;
  const size = sizeOf(signed);
  const holds = holdsOf(final);
  const mandates = mandatesOf(final);
  if (globals.json) {
    printProvenJson(session, {
      ...finalTransactionCodec.toJson(final),
      timeUtc: utcOf(final.header.time),
      ...(await answerJson(session, operationsCodec, signed.transaction)),
      fee: await feeJson(session, receipt.fee),
      ...(finalityMs === undefined ? {} : { finalityMs: Math.round(finalityMs) }),
      size,
      ...(holds.length === 0 ? {} : { holds }),
      ...(mandates.length === 0 ? {} : { mandates }),
      ...(opened && { opened }),
    });
  } else {
    const { status } = receipt;
    printFields([
      ['transaction', final.transactionId],
      ['status', status === 'success' ? good(status) : bad(status)],
      [
        'block',
        `${height}, final by the signatures of ${certificate?.signatures.length ?? 0} validators`,
      ],
      ...(finalityMs === undefined
        ? []
        : ([['time to finality', `${finalityMs.toFixed(0)} ms`]] as const)),
      ...(receipt.fee === 0n ? [] : ([['fee', await describeFee(session, receipt.fee)]] as const)),
      ...holds.map((id) => ['hold', id] as const),
      ...mandates.map((id) => ['mandate', id] as const),
      ['size', describeSize(size)],
      proofField(session, 'transaction and receipt → block → certificate'),
    ]);
  }
  if (receipt.status === 'success') return;
  const where =
    receipt.failedOperation === null ? '' : ` (operation ${receipt.failedOperation + 1})`;
  const meaning = statusMeaning[receipt.status].replace(/\.$/, '');
  throw new TransactionFailed(receipt.status, `${meaning}${where}`, receipt.failedOperation);
}

/** The operations of a transaction, with amounts in units. */
export const operationsCodec = container({ operations: list(operationCodec, 65_536) });

async function feeJson(session: Session, fee: bigint): Promise<object | null> {
  if (fee === 0n) return null;
  const { fees } = (await getParameters(await session.light())).value;
  if (fees === null) return null;
  return amountJson(fee, fees.asset, (await fetchAsset(session, fees.asset)).decimals);
}

/** In the asset that fees are paid in today: a receipt names none. */
async function describeFee(session: Session, fee: bigint): Promise<string> {
  const { fees } = (await getParameters(await session.light())).value;
  if (fees === null) return `${fee} smallest units of the asset that fees were paid in`;
  const { decimals } = await fetchAsset(session, fees.asset);
  return showAmount(fee, decimals, fees.asset);
}

/** The holds that a transaction made. */
function holdsOf({ receipt, signed, transactionId }: FinalTransaction): readonly Hash[] {
  if (receipt.status !== 'success') return [];
  return signed.transaction.operations.flatMap((operation, index) =>
    operationMovements(operation).some(({ kind }) => kind === 'hold')
      ? [holdId(transactionId, index)]
      : [],
  );
}

/** The mandates that a transaction granted. */
function mandatesOf({ receipt, signed, transactionId }: FinalTransaction): readonly Hash[] {
  if (receipt.status !== 'success') return [];
  return signed.transaction.operations.flatMap(({ type }, index) =>
    type === 'grantMandate' ? [mandateId(transactionId, index)] : [],
  );
}

/** Where the bytes of a signed transaction go. */
export interface TransactionSize {
  readonly bytes: number;
  readonly signatureBytes: number;
  /** Public keys that the ledger saw for the first time. */
  readonly publicKeyBytes: number;
}

export function sizeOf(signed: SignedTransaction): TransactionSize {
  const sum = (lengths: readonly number[]): number => lengths.reduce((all, one) => all + one, 0);
  return {
    bytes: encode(signedTransactionCodec, signed).length,
    signatureBytes: sum(signed.witnesses.map(({ signature }) => signature.length)),
    publicKeyBytes: sum(signed.witnesses.map(({ publicKey }) => publicKey?.length ?? 0)),
  };
}

/** `5,480 B: 3,309 B signatures, 1,952 B new public keys, 219 B everything else` */
export function describeSize({ bytes, signatureBytes, publicKeyBytes }: TransactionSize): string {
  const parts = [
    `${formatBytes(signatureBytes)} signatures`,
    ...(publicKeyBytes > 0 ? [`${formatBytes(publicKeyBytes)} new public keys`] : []),
    `${formatBytes(bytes - signatureBytes - publicKeyBytes)} everything else`,
  ];
  return `${formatBytes(bytes)}: ${parts.join(', ')}`;
}

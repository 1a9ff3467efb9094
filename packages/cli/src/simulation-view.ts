/** Shows what a transaction would do. */

import { formatAmount } from '@trellis/client';
import {
  type AssetCode,
  codeText,
  isUnknown,
  type Rejection,
  rejectionMeaning,
  type SignedTransaction,
  statusMeaning,
} from '@trellis/protocol';
import { type SimulationResponse, simulationResponseCodec } from '@trellis/protocol/http-api';
import { answerJson } from './answer-json.ts';
import { fetchAsset } from './assets.ts';
import { TransactionFailed } from './command-error.ts';
import { fetchNames } from './known-names.ts';
import { bad, good, printFields, printJson } from './output.ts';
import { describeSize, sizeOf } from './receipt-view.ts';
import type { Session } from './session.ts';

/** Prints it. Throws `TransactionFailed` for what would fail or be refused. */
export async function showSimulation(
  session: Session,
  signed: SignedTransaction,
  simulation: SimulationResponse,
): Promise<void> {
  const { receipt, refusal, witnessRefusal, height, otherKeys } = simulation;
  const size = sizeOf(signed);
  if (session.globals.json) {
    printJson({ ...(await answerJson(session, simulationResponseCodec, simulation)), size });
  } else {
    const outcome = codeText(receipt?.status ?? `rejected: ${refusal}`);
    printFields([
      ['would be', `${outcome === 'success' ? good(outcome) : bad(outcome)}, in block ${height}`],
      ...(await balanceLines(session, signed, simulation)).map(
        (line, index) => [index === 0 ? 'balances' : '', line] as const,
      ),
      ['other entries', `${otherKeys.length}, such as sequences and accounts`],
      ['fee', await describeFee(session, simulation)],
      ['size', describeSize(size)],
      ...(witnessRefusal === null ? [] : ([['signatures', meaningOf(witnessRefusal)]] as const)),
      ['reported by', `${session.transport.url} (not verified)`],
    ]);
  }
  if (refusal !== null) throw new TransactionFailed(refusal, meaningOf(refusal), null);
  const failure = receipt && failureOf(receipt);
  if (failure) throw failure;
}

/** Refusals that are of the moment: the sequence is taken when it is submitted. */
const ofTheMoment: ReadonlySet<string> = new Set([
  'sequence_used',
  'sequence_taken',
  'sequence_too_far',
]);

/** Throws `TransactionFailed` for what would fail, as the node reports, so that it costs no fee and no sequence. */
export function expectSuccess({ receipt, refusal, witnessRefusal }: SimulationResponse): void {
  const refused = refusal !== null && !ofTheMoment.has(refusal) ? refusal : witnessRefusal;
  if (refused !== null) throw new TransactionFailed(refused, meaningOf(refused), null);
  const failure = receipt && failureOf(receipt);
  if (failure) throw failure;
}

/** `null` for a success. */
function failureOf({
  status,
  failedOperation,
}: NonNullable<SimulationResponse['receipt']>): TransactionFailed | null {
  if (status === 'success') return null;
  const where = failedOperation === null ? '' : ` (operation ${failedOperation + 1})`;
  const meaning = isUnknown(status) ? codeText(status) : statusMeaning[status].replace(/\.$/, '');
  return new TransactionFailed(codeText(status), `${meaning}${where}`, failedOperation);
}

/** `alice: 100.00 → 90.00 EUR` */
async function balanceLines(
  session: Session,
  signed: SignedTransaction,
  { balances }: SimulationResponse,
): Promise<readonly string[]> {
  const names = await fetchNames(session, signed.transaction.operations);
  return balances.map(({ account, asset, before, after }) => {
    const decimals = names.decimalsOf(asset);
    const amounts =
      decimals === undefined
        ? `${before} → ${after} smallest units of ${asset}`
        : `${formatAmount(before, decimals)} → ${formatAmount(after, decimals)} ${asset}`;
    return `${names.nameOf(account)}: ${amounts}`;
  });
}

async function describeFee(
  session: Session,
  { receipt, feeAsset }: SimulationResponse,
): Promise<string> {
  if (receipt === null) return 'none, as it is rejected';
  if (receipt.fee === 0n || feeAsset === null) return 'none';
  return `${formatAmount(receipt.fee, await decimalsOf(session, feeAsset))} ${feeAsset}`;
}

async function decimalsOf(session: Session, asset: AssetCode): Promise<number> {
  return (await fetchAsset(session, asset)).decimals;
}

/** The sentence of a rejection; a newer node may have one that is not known here. */
function meaningOf(code: string): string {
  return Object.hasOwn(rejectionMeaning, code) ? rejectionMeaning[code as Rejection] : code;
}

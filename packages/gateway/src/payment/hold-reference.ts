/**
 * How a hold says which transfer of a bank's file it is for. A hold of the ledger has no remittance, and the transaction that
 * makes it has a memo; the hold's id follows from that transaction, so nobody can put another memo behind it.
 */
import { getReportedBlock, getTransaction, type LightClient } from '@trellis/client';
import type { Hash } from '@trellis/crypto';
import { type HoldRecord, holdId, limits, type Remittance, rawText } from '@trellis/protocol';

/** As a payment in the clear carries it in its remittance and its memo. */
export interface HoldReference {
  readonly endToEndId: string | null;
  readonly uetr: string | null;
  readonly reference: string | null;
  readonly invoice: string | null;
  readonly purpose: string | null;
}

/** What a payment would carry in its remittance. */
export function holdReference(remittance: Remittance, uetr: string | null): HoldReference {
  const { endToEndId, reference, invoice, purpose } = remittance;
  return {
    ...{ uetr, reference, purpose },
    endToEndId: endToEndId === null ? null : rawText(endToEndId),
    invoice: invoice === null ? null : rawText(invoice),
  };
}

const names = ['endToEndId', 'uetr', 'reference', 'invoice', 'purpose'] as const;

/** The memo of a transaction that makes one hold. Ids of 35 characters and all their names are less than a memo may have. */
export const holdMemo = (reference: HoldReference): string =>
  JSON.stringify(Object.fromEntries(names.flatMap((name) => pairOf(name, reference[name]))));

const pairOf = (name: string, value: string | null) => (value === null ? [] : [[name, value]]);

/** `undefined` for a memo that says something else. */
function readHoldMemo(memo: string): HoldReference | undefined {
  const said = parsed(memo);
  if (typeof said !== 'object' || said === null) return undefined;
  const values = new Map<string, unknown>(Object.entries(said));
  const idIn = (name: (typeof names)[number]): string | null => {
    const value = values.get(name);
    return typeof value === 'string' && value.length <= 36 ? value : null;
  };
  const [endToEndId, uetr] = [idIn('endToEndId'), idIn('uetr')];
  const [reference, invoice, purpose] = [idIn('reference'), idIn('invoice'), idIn('purpose')];
  return { endToEndId, uetr, reference, invoice, purpose };
}

function parsed(memo: string): unknown {
  try {
    return JSON.parse(memo);
  } catch {
    return undefined;
  }
}

/** The transaction that made an open hold, and what that says it is for; `undefined` if the node does not show it. */
export async function fetchHoldOrigin(
  light: LightClient,
  id: Hash,
  { reservedAt }: Pick<HoldRecord, 'reservedAt'>,
): Promise<{ readonly madeBy: Hash; readonly reference: HoldReference | undefined } | undefined> {
  const { transactions } = await getReportedBlock(light.transport, reservedAt);
  const madeBy = transactions.find(({ transactionId }) => makesHold(transactionId, id));
  if (madeBy === undefined) return undefined;
  const { signed } = await getTransaction(light, madeBy.transactionId);
  const reference = readHoldMemo(rawText(signed.transaction.memo));
  return { madeBy: madeBy.transactionId, reference };
}

function makesHold(transactionId: Hash, id: Hash): boolean {
  for (let index = 0; index < limits.operationsMax; index++) {
    if (holdId(transactionId, index) === id) return true;
  }
  return false;
}

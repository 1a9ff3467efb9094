/** What a payment is found by in somebody's books: its references and its memo. */
import { getReportedTransaction } from '@trellis/client';
import type { Hash } from '@trellis/crypto';
import { isUnknown, rawText } from '@trellis/protocol';
import type { FinalTransaction, ReportedTransaction } from '@trellis/protocol/http-api';
import type { Live } from './live.ts';
import { newestTransactions } from './newest-transactions.ts';
import type { Session } from './session.ts';

/** End-to-end ids, creditor references and numbers of invoices, each once. */
export function referencesOf({ operations }: ReportedTransaction): readonly string[] {
  const found = operations.flatMap((operation) => {
    if (isUnknown(operation) || !('remittance' in operation)) return [];
    const { endToEndId, reference, invoice } = operation.remittance;
    return [endToEndId, reference, invoice].flatMap((one) => (one === null ? [] : [rawText(one)]));
  });
  return [...new Set(found)];
}

/** All that a transaction is found by as a reference. */
export function wordsOf(transaction: ReportedTransaction): readonly string[] {
  const memo = rawText(transaction.memo);
  return memo === '' ? referencesOf(transaction) : [...referencesOf(transaction), memo];
}

/** Whether a reference begins with what was typed, in any case; a creditor reference is printed with spaces in it (ISO 11649). */
export function isReferredBy(word: string, typed: string): boolean {
  const [name, wanted] = [word, typed].map((text) => text.trim().toLowerCase());
  if (name === undefined || wanted === undefined) return false;
  return name.startsWith(wanted) || name.startsWith(wanted.replaceAll(/\s/g, ''));
}

/** The newest transactions by their ids; those in `kept` are not fetched again, and what the node does not give is left out. */
export async function fetchNewest(
  session: Pick<Session, 'transport'>,
  live: Pick<Live, 'blocks'>,
  kept: ReadonlyMap<Hash, FinalTransaction>,
): Promise<ReadonlyMap<Hash, FinalTransaction>> {
  // A node has no index of what they say.
  const { ids } = await newestTransactions(session, live);
  const fetched = await Promise.allSettled(
    ids.map(async (id) => kept.get(id) ?? (await fetchFinal(session.transport, id))),
  );
  const finals = fetched.flatMap((one) => (one.status === 'fulfilled' ? (one.value ?? []) : []));
  return new Map(finals.map((final) => [final.transactionId, final]));
}

async function fetchFinal(
  transport: Session['transport'],
  id: Hash,
): Promise<FinalTransaction | null> {
  return (await getReportedTransaction(transport, id)).final;
}

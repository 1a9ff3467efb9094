/** Pays a message that was read: what was done of it before is not done again. */
import { signAlone } from '@trellis/client';
import { createQueue } from '@trellis/client/account';
import type { TransferFile, TransferOutcome } from '@trellis/iso20022';
import { takeInterruption } from '../interruption.ts';
import { openKey } from '../key-store.ts';
import type { PasswordOptions } from '../password.ts';
import { withProgress } from '../progress.ts';
import type { Session } from '../session.ts';
import { openSubmissions } from '../submission-file.ts';
import { TransfersOpen } from './file-rejected.ts';
import type { PaymentJournal } from './payment-journal.ts';
import type { PlannedTransfer } from './planned-transfer.ts';

export interface PayingMessage {
  readonly session: Session;
  readonly options: PasswordOptions;
  readonly file: TransferFile;
  readonly plans: readonly PlannedTransfer[];
  readonly journal: PaymentJournal;
  /** Of the message in the journal, where it was begun. */
  readonly key: string;
  readonly timeoutMs: number;
  readonly keepMs: number;
}

/** So many wait for their blocks at the same time. */
const atOnce = 256;

/** One outcome a transfer. Throws `TransfersOpen` when it is interrupted, and what making a payment throws. */
export async function payMessage(paying: PayingMessage): Promise<readonly TransferOutcome[]> {
  const { session, plans, journal, key } = paying;
  journal.note(key, rejectionsIn(plans));
  const before = journal.outcomes(key);
  const open = new Map(
    plans.flatMap((plan, position) =>
      plan.type === 'payment' && !before.has(position) ? [[position, plan] as const] : [],
    ),
  );
  const signal = takeInterruption();
  const submissions = await openSubmissions(session.globals.home, paying.keepMs);
  try {
    const { makePayments } = await import('@trellis/gateway');
    const light = await session.light();
    const signers = new Map(
      [...open.values()].map(({ from, signer }) => [from, signer.keyName] as const),
    );
    const making = makePayments(open, {
      ...{ chainId: light.trusted().chainId, submissions, key, signal, atOnce },
      timeoutMs: paying.timeoutMs,
      async queueOf(address) {
        const signing = await openKey(session.globals, signers.get(address) ?? '', paying.options);
        return createQueue({
          ...{ light, address, submissions },
          sign: (transaction, proven) => signAlone(light, signing, transaction, proven),
        });
      },
      onOutcomes: (outcomes) => journal.note(key, outcomes),
    });
    const made = await withProgress('waiting for the blocks', making);
    return plans.map((_, position) => outcomeAt(position, made, before));
  } catch (error) {
    if (!signal.aborted) throw error;
    const done = journal.outcomes(key).size;
    throw new TransfersOpen(
      `interrupted when ${done} of ${plans.length} transfers were decided; run it again to continue`,
      { cause: error },
    );
  } finally {
    submissions.close();
  }
}

/** What can't be paid is decided before anything is paid, and stays so. */
function rejectionsIn(plans: readonly PlannedTransfer[]): ReadonlyMap<number, TransferOutcome> {
  const rejected = plans.flatMap((plan, position) =>
    plan.type === 'rejected' ? [[position, plan] as const] : [],
  );
  return new Map(rejected);
}

function outcomeAt(
  position: number,
  made: ReadonlyMap<number, TransferOutcome>,
  before: ReadonlyMap<number, TransferOutcome>,
): TransferOutcome {
  const outcome = before.get(position) ?? made.get(position);
  if (outcome === undefined) throw new Error(`transfer ${position} has no outcome`);
  return outcome;
}

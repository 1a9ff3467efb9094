/** A command that ended before it was proven what became of a transaction. */

/** The transaction, as JSON documents have it. */
export interface SubmittedTransaction {
  readonly transactionId: string;
  readonly sender: string;
  readonly sequence: bigint;
  /** The last block that can hold it. */
  readonly validUntil: bigint;
  readonly state: 'signed' | 'submitted' | 'final' | 'expired' | 'failed';
  /** The command that waits for it. */
  readonly wait: string;
}

/** It was submitted, or may have been: it may still become final. */
export class OutcomeUnknown extends Error {
  readonly code: string;
  readonly transaction: SubmittedTransaction;

  constructor(
    transaction: SubmittedTransaction,
    { code, why }: { readonly code: string; readonly why: string },
  ) {
    const { transactionId, validUntil } = transaction;
    super(
      `${why}: the transaction ${transactionId} may have been submitted, and may become final until block ${validUntil}`,
    );
    this.name = 'OutcomeUnknown';
    this.code = code;
    this.transaction = transaction;
  }
}

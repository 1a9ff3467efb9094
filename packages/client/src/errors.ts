/** What can go wrong between a client and a node. Every error has a stable `code`. */
import { CodedError } from '@trellis/crypto';
import {
  type ForeignText,
  type Json,
  type Status,
  statusMeaning,
  visibleText,
} from '@trellis/protocol';
import type { FinalTransaction, Problem } from '@trellis/protocol/http-api';

/** The node refused; `code` is the ledger's stable code, `detail` the sentence that goes with it. */
export class ApiProblem extends Error {
  readonly code: string;
  readonly status: number;
  readonly detail: ForeignText;

  /** All that the node said of it. */
  readonly body: Json;

  constructor({ code, status, detail }: Problem, body: Json = null) {
    super(visibleText(detail, 4_096));
    this.name = 'ApiProblem';
    this.body = body;
    this.code = code;
    this.status = status;
    this.detail = detail;
  }
}

/** There is no node at this address that answers, or not as a node of this ledger does. */
export class Unreachable extends Error {
  readonly code = 'unreachable';
  readonly url: string;

  constructor(url: string, why: string, options?: ErrorOptions) {
    super(`no answer from the node at ${url}: ${why}`, options);
    this.name = 'Unreachable';
    this.url = url;
  }
}

/** A transaction is not final yet, and may become so. */
export class NotFinal extends Error {
  readonly code = 'not_final';

  constructor(id: string, waitedMs: number, options?: ErrorOptions) {
    super(
      `the transaction ${id} is not final after ${(waitedMs / 1000).toFixed(0)} s; it may still become so`,
      options,
    );
    this.name = 'NotFinal';
  }
}

/** It is proven that a transaction can't become final any more; nothing of it was done. */
export class NeverFinal extends Error {
  readonly code = 'never_final';

  constructor(id: string, why: string) {
    super(`the transaction ${id} can never become final: ${why}`);
    this.name = 'NeverFinal';
  }
}

/** A transaction is final, but did nothing except use up its sequence; `code` says why. */
export class TransactionFailed extends Error {
  readonly code: Status;
  /** Which of its operations could not be applied. */
  readonly failedOperation: number | null;
  readonly final: FinalTransaction;

  constructor(final: FinalTransaction) {
    const { status, failedOperation } = final.receipt;
    const where = failedOperation === null ? '' : ` (operation ${failedOperation + 1})`;
    super(`${statusMeaning[status]}${where}`);
    this.name = 'TransactionFailed';
    this.code = status;
    this.failedOperation = failedOperation;
    this.final = final;
  }
}

/** Why something can’t be built, signed or opened here; nothing has been sent. */
export type BuildErrorCode =
  /** No transaction can have the part that the message names. */
  | 'invalid_transaction'
  | 'different_transactions'
  /** A function was given something else than it takes; the message says what. */
  | 'bad_argument'
  /** The genesis to trust is named by no hash, which has 64 hex digits. */
  | 'bad_genesis'
  | 'no_key'
  | 'unknown_sender'
  | 'unknown_payee'
  | 'unknown_asset'
  | 'wrong_key'
  | 'no_recovery'
  | 'bad_payment_request'
  | 'not_a_reader'
  | 'bad_sealed_content'
  | 'idempotency_key_reused';

/** A transaction can't be made of what was given. Nothing was sent. */
export class BuildError extends CodedError<BuildErrorCode> {}

/** How a failed command ends: what it says, and with which exit code. */
import { ApiProblem, Unreachable } from '@trellis/client';

/** A mistake in how a command was called, or a file it was given. */
export class UsageError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UsageError';
    this.code = code;
  }
}

/** The ledger executed the transaction, and it failed. */
export class TransactionFailed extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'TransactionFailed';
    this.code = code;
  }
}

export const exitCodes = { refused: 1, usage: 2, unreachable: 3 } as const;

export interface ErrorReport {
  readonly code: string;
  readonly message: string;
  readonly exitCode: number;
}

/** What to tell of an error. */
export function reportOf(error: unknown): ErrorReport {
  if (error instanceof Unreachable) {
    const hint = 'Is it running? "trellis testnet up" starts a testnet; --node names another node.';
    return {
      code: error.code,
      message: `${error.message}. ${hint}`,
      exitCode: exitCodes.unreachable,
    };
  }
  if (error instanceof UsageError) {
    return { code: error.code, message: error.message, exitCode: exitCodes.usage };
  }
  const message = error instanceof Error ? error.message : String(error);
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string'
      ? error.code
      : 'internal_error';
  const known = error instanceof ApiProblem || code !== 'internal_error';
  return {
    code,
    message: known ? message : `${message} (--verbose shows more)`,
    exitCode: exitCodes.refused,
  };
}

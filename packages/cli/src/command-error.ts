/** How a failed command ends: what it says, and with which exit code. */

import { CodedError } from '@trellis/crypto/coded-error';
import { visibleText } from '@trellis/protocol/foreign-text';
import { CommanderError } from 'commander';
import { exitCodes } from './exit-codes.ts';
import { hintFor } from './hints.ts';
import { OutcomeUnknown, type SubmittedTransaction } from './outcome-unknown.ts';
import { type SystemFailure, systemErrors, systemFailure } from './system-errors.ts';

/** A mistake in how a command was called, or in a file it was given. */
export class UsageError extends CodedError<string> {}

/** Why a file or folder that was named can't be used, in words for the reasons that the system has. */
export function whyUnusable(error: unknown): string {
  const reason = codeOf(error) ?? String(error);
  return systemErrors[reason]?.what ?? reason;
}

/** The ledger executed the transaction, and it failed. */
export class TransactionFailed extends Error {
  readonly code: string;
  /** Position of the operation that failed, from 0 on. */
  readonly operation: number | null;

  constructor(code: string, message: string, operation: number | null) {
    super(message);
    this.name = 'TransactionFailed';
    this.code = code;
    this.operation = operation;
  }
}

/**
 * Mistakes in how a command was called that other packages find: in the name of a key or node, or in how a measurement was
 * called. Their errors are told by their codes, as loading their classes would slow every command down.
 */
const usageCodes: ReadonlySet<string> = new Set([
  'bad_key_name',
  'unknown_key',
  'key_exists',
  'unknown_node',
  'bad_option',
  'bad_run',
  'not_comparable',
]);

export interface ErrorReport {
  readonly code: string;
  /** A sentence. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  readonly exitCode: number;
  /** The transaction that may still become final. */
  readonly transaction?: SubmittedTransaction;
}

/** What to tell of an error. `commandLine` is how to ask for help, such as `trellis keys new --help`. */
export function reportOf(error: unknown, commandLine = 'trellis --help'): ErrorReport {
  if (error instanceof CommanderError) return parsingReport(error, commandLine);
  const code = codeOf(error);
  if (code === undefined) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      code: 'internal_error',
      message: sentence(message),
      hint: 'This is a fault of the program; --verbose shows where.',
      exitCode: exitCodes.refused,
    };
  }
  if (error instanceof OutcomeUnknown) return unknownReport(error);
  const failure = systemFailure(error);
  const hint = (isUnreachable(error) ? failure?.advice : undefined) ?? hintFor(code);
  const advice = hint ?? failure?.advice;
  return {
    code,
    message: sentence(messageOf(error, code, failure)),
    ...(advice === undefined ? {} : { hint: advice }),
    exitCode: exitCodeOf(error, code),
  };
}

/** The platform names what it refuses by a code and a system call; here it is said in words. */
function messageOf(error: unknown, code: string, failure: SystemFailure | undefined): string {
  const message = error instanceof Error ? error.message : String(error);
  if (failure === undefined) return message;
  if (isUnreachable(error)) return `no answer from the node at ${error.url}: ${failure.what}`;
  if (failure.code !== code) return message;
  return failure.subject === undefined ? failure.what : `${failure.subject}: ${failure.what}`;
}

/** The error as it is printed. */
export function formatReport({ code, message, hint }: ErrorReport): string {
  return visibleText(`error (${code}): ${message}${hint === undefined ? '' : ` ${hint}`}`, 2_000);
}

/** The error as a JSON document, or a part of one. */
export function errorDocument({ code, message, hint, transaction }: ErrorReport): object {
  return { error: { code, message, ...(hint && { hint }), ...(transaction && { transaction }) } };
}

function unknownReport({ code, message, transaction }: OutcomeUnknown): ErrorReport {
  const hint = `Wait for it with "${transaction.wait}"; what it pays is not to be sent again before that has ended.`;
  return { code, message: sentence(message), hint, exitCode: exitCodes.unknown, transaction };
}

function exitCodeOf(error: unknown, code: string): number {
  if (isUnreachable(error)) return exitCodes.unreachable;
  if (code === 'interrupted') return exitCodes.interrupted;
  if (code === 'not_final') return exitCodes.unknown;
  const usage = error instanceof UsageError || usageCodes.has(code);
  return usage ? exitCodes.usage : exitCodes.refused;
}

/** The error `Unreachable` of the client, told by its parts so that the client need not be loaded. */
function isUnreachable(error: unknown): error is Error & { readonly url: string } {
  return (
    error instanceof Error &&
    codeOf(error) === 'unreachable' &&
    'url' in error &&
    typeof error.url === 'string'
  );
}

/** Commander's codes are `commander.unknownOption`; ours have the form of all others. */
function parsingReport({ code, message }: CommanderError, commandLine: string): ErrorReport {
  const [, name = code] = /^commander\.(.+)$/.exec(code) ?? [];
  return {
    code: name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    message: sentence(message.replace(/^error: /, '').replace(/\s+/g, ' ')),
    hint: `"${commandLine}" shows how it is called.`,
    exitCode: exitCodes.usage,
  };
}

/** The stable code of an error; the platform's errors (`ENOSPC`, `EACCES`) have one too. */
function codeOf(error: unknown): string | undefined {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string')
    return error.code;
  return undefined;
}

function sentence(text: string): string {
  return /[.?!\n]$/.test(text) ? text : `${text}.`;
}

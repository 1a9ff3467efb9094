import { ApiProblem, ProofError, Unreachable } from '@trellis/client';
import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import {
  errorDocument,
  formatReport,
  reportOf,
  TransactionFailed,
  UsageError,
} from './command-error.ts';

describe('an error', () => {
  it.each([
    [new UsageError('bad_thing', 'the thing is bad'), 2, 'error (bad_thing): the thing is bad.'],
    [
      new TransactionFailed('insufficient_funds', 'Too little', null),
      1,
      'error (insufficient_funds): Too little. "trellis balance" shows what an account holds.',
    ],
    [
      new ApiProblem({ type: '', title: '', status: 422, code: 'expired', detail: 'It passed.' }),
      1,
      'error (expired): It passed. --valid gives it more time.',
    ],
    [
      new ProofError('certificate_forged', 'the signature does not verify'),
      1,
      'error (certificate_forged): the signature does not verify. The node is faulty or lies: ask another one with --node.',
    ],
    [
      new Unreachable('http://x', 'it is gone'),
      3,
      'error (unreachable): no answer from the node at http://x: it is gone. Is it running? "trellis testnet up" starts a testnet; --node names another node.',
    ],
    [
      new CommanderError(1, 'commander.unknownOption', "error: unknown option '--x'"),
      2,
      `error (unknown_option): unknown option '--x'. "trellis foo --help" shows how it is called.`,
    ],
    [
      new TypeError('x is not a function'),
      1,
      'error (internal_error): x is not a function. This is a fault of the program; --verbose shows where.',
    ],
    [new UsageError('interrupted', 'interrupted'), 130, 'error (interrupted): interrupted.'],
  ])('is told with its code, a sentence and what to do: %s', (error, exitCode, text) => {
    const report = reportOf(error, 'trellis foo --help');
    expect(report.exitCode).toBe(exitCode);
    expect(formatReport(report)).toBe(text);
    const { code, message, hint } = report;
    expect(errorDocument(report)).toEqual({
      error: hint === undefined ? { code, message } : { code, message, hint },
    });
  });
});

/** The options of every command that submits a transaction. */
import { isIdempotencyKey } from '@trellis/protocol';
import { type Command, InvalidArgumentError, Option } from 'commander';

export interface SubmissionOptions {
  readonly dryRun?: boolean;
  readonly force?: boolean;
  /** `--no-wait` makes it `false`. */
  readonly wait: boolean;
  /** In seconds. */
  readonly timeout?: number;
  readonly idempotencyKey?: string;
  /** In days. */
  readonly keepRecords: number;
}

/** How long a command waits for finality unless something else is asked for, in seconds. */
const defaultTimeoutSeconds = 30;

/** Adds them. */
export function addSubmissionOptions(command: Command): Command {
  return command
    .option(
      '--dry-run',
      'show what it would do, its size and its fee; nothing is signed, no password is needed',
    )
    .option('--force', 'submit it even if a simulation says that it would fail')
    .option('--no-wait', 'end as soon as it is submitted, with 0; "trellis tx wait" waits for it')
    .addOption(timeoutOption(`(default: ${defaultTimeoutSeconds})`))
    .addOption(
      new Option(
        '--idempotency-key <text>',
        'run again with the same key and content, it is the same transaction and is made once',
      ).argParser(readIdempotencyKey),
    )
    .addOption(keepRecordsOption());
}

/** How long to wait for a transaction that was submitted. */
export function timeoutOption(otherwise: string): Option {
  return new Option(
    '--timeout <seconds>',
    `wait so long until it is final, then end with 4 ${otherwise}`,
  ).argParser(readSeconds);
}

/** How long the record of a submission is kept. */
export function keepRecordsOption(): Option {
  return new Option(
    '--keep-records <days>',
    'keep what was submitted in the home for so long after its outcome is proven',
  )
    .env('TRELLIS_KEEP_RECORDS')
    .argParser(readDays)
    .default(30);
}

export const keepMs = ({ keepRecords }: Pick<SubmissionOptions, 'keepRecords'>): number =>
  keepRecords * 24 * 60 * 60 * 1000;

export const timeoutMs = ({
  timeout = defaultTimeoutSeconds,
}: Pick<SubmissionOptions, 'timeout'>) => timeout * 1000;

function readSeconds(text: string): number {
  if (/^[0-9]{1,6}(\.[0-9]{1,3})?$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError('expected a number of seconds over 0, such as 30.');
}

function readDays(text: string): number {
  if (/^[0-9]{1,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('expected a whole number of days.');
}

function readIdempotencyKey(text: string): string {
  if (isIdempotencyKey(text)) return text;
  throw new InvalidArgumentError(
    'expected 1 to 255 letters, digits, spaces and signs of ASCII, without a space at either end.',
  );
}

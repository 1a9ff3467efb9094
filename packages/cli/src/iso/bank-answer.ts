/** The answer to a file: which version, what it is called, and where it is written. */
import { createHash } from 'node:crypto';
import { replaceFile, sharedMode } from '@trellis/crypto/files';
import type { AnswerHead, AnswerId, MessageId, TransferOutcome } from '@trellis/iso20022';
import { UsageError } from '../command-error.ts';

/** The version that was asked for, or the one that goes with the question. Throws `UsageError`. */
export async function answerVersion(
  question: MessageId | undefined,
  asked: string | undefined,
): Promise<AnswerId> {
  const { answerOf, isAnswerTo, isMessageId } = await import('@trellis/iso20022');
  const usual = question === undefined ? undefined : answerOf(question);
  if (question === undefined || usual === undefined) {
    const what = question === undefined ? 'it is no message that is read' : `it is a ${question}`;
    throw new UsageError('not_payable', `the file asks for no payment that is made here: ${what}`);
  }
  if (asked === undefined) return usual;
  if (isMessageId(asked) && isAnswerTo(question, asked)) return asked;
  throw new UsageError('bad_option', `--answer-version: ${asked} is no answer to ${question}`);
}

/** Of one file the same each time: its number follows from the file, its time from what was done last. */
export function answerHead(
  fileHash: string,
  outcomes: readonly TransferOutcome[],
  begun: number,
): AnswerHead {
  const times = outcomes.flatMap((one) => (one.type === 'final' ? [one.time] : []));
  const last = times.sort().at(-1) ?? new Date(begun).toISOString();
  return { messageId: `A${fileHash.slice(0, 34)}`, createdAt: last };
}

/** Beside the file, unless another place is named. */
export const answerPath = (file: string, answer: AnswerId, given: string | undefined): string =>
  given ?? `${file.replace(/\.xml$/i, '')}.${answer}.xml`;

/** Written aside, synced and renamed: whoever opens it finds it whole. */
export const writeAnswer = (path: string, text: string): Promise<void> =>
  replaceFile(path, text, sharedMode);

/** What a message is unique for: the chain, its kind, who sent it, and its number. */
export const messageKey = (parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex');

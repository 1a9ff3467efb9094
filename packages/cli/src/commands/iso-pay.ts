/** `trellis iso pay`: pays what a bank's file asks for, each transfer once, and writes the answer. */
import type { AnswerId, StatedReason, TransferFile, TransferOutcome } from '@trellis/iso20022';
import { type Command, Option } from 'commander';
import { showAmount } from '../assets.ts';
import { readAccountList } from '../iso/account-list.ts';
import { askYes } from '../iso/ask.ts';
import {
  answerHead,
  answerPath,
  answerVersion,
  messageKey,
  writeAnswer,
} from '../iso/bank-answer.ts';
import { FileRejected, TransfersOpen } from '../iso/file-rejected.ts';
import { payMessage } from '../iso/pay-message.ts';
import { openJournal, type PaymentJournal } from '../iso/payment-journal.ts';
import { type PlannedTransfer, planTransfers } from '../iso/planned-transfer.ts';
import { type ReadFile, readBankFile } from '../iso/read-file.ts';
import { addReadingOptions, type ReadingOptions, rulesOf } from '../iso/reading-options.ts';
import { showFindings, showLeftOut } from '../iso/show-findings.ts';
import { totalsOf } from '../iso/totals.ts';
import { knownNames } from '../known-names.ts';
import { print, printFields, printJson } from '../output.ts';
import { addPasswordOptions, type PasswordOptions, passwordHelp } from '../password.ts';
import { connect, type Session } from '../session.ts';
import { keepMs, keepRecordsOption, timeoutMs, timeoutOption } from '../submission-options.ts';
import { addAccountOptions } from './iso-explain.ts';

interface PayOptions extends ReadingOptions, PasswordOptions {
  readonly accounts?: string;
  readonly key?: string;
  readonly answer?: string;
  readonly answerVersion?: string;
  readonly yes?: boolean;
  readonly timeout?: number;
  readonly keepRecords: number;
}

/** Gives the command its options and action. */
export function definePayFileCommand(paying: Command): void {
  addPasswordOptions(
    addAccountOptions(
      addReadingOptions(paying.description('Pay what a file asks for, and write the answer to it')),
    ),
  )
    .option('--answer <file>', 'where the answer is written (default: beside the file)')
    .addOption(
      new Option('--answer-version <id>', 'such as pain.002.001.10 (default: by the question)'),
    )
    .option('--yes', 'pay without asking')
    .addOption(timeoutOption('(default: 30)'))
    .addOption(keepRecordsOption())
    .addHelpText(
      'after',
      '\nEach transfer is a transaction of its own. A file that is paid again, whatever interrupted it, is paid\n' +
        'once; a file that is answered gets the same answer again.\n' +
        passwordHelp +
        '\nExamples:\n  $ trellis iso pay salaries.xml --accounts accounts.csv\n',
    )
    .action(payFile);
}

/** A file, and the answer that it gets. */
interface Asked {
  readonly session: Session;
  readonly options: PayOptions;
  readonly path: string;
  readonly read: ReadFile;
  readonly answer: AnswerId;
  /** Where the answer is written. */
  readonly target: string;
}

async function payFile(path: string, options: PayOptions, command: Command): Promise<void> {
  const session = await connect(command);
  const { home } = session.globals;
  const read = await readBankFile(home, path, options);
  const answer = await answerVersion(read.reading.id, options.answerVersion);
  const target = answerPath(path, answer, options.answer);
  const asked: Asked = { session, options, path, read, answer, target };
  const { file } = read.reading;
  if (file === undefined || read.bySchema === 'invalid') return rejectFile(asked);
  const journal = await openJournal(home);
  try {
    await payOnce(asked, file, journal);
  } finally {
    journal.close();
  }
}

/** Nothing of an invalid file is paid. */
async function rejectFile({ session, path, read, answer, target }: Asked): Promise<void> {
  const { rejectionReport } = await import('@trellis/iso20022');
  const { reading, findings, hash } = read;
  const head = answerHead(hash, [], Date.now());
  const original = { messageId: reading.messageId ?? 'NOTPROVIDED' };
  await writeAnswer(target, rejectionReport(answer, head, { id: reading.id, findings }, original));
  if (session.globals.json) {
    printJson({ messageId: reading.messageId ?? null, answer: target, transfers: null });
  } else {
    showFindings(findings);
    printFields([['answer', target]]);
  }
  throw new FileRejected(`${path} is not valid, and nothing of it was paid`);
}

async function payOnce(asked: Asked, file: TransferFile, journal: PaymentJournal): Promise<void> {
  const { session, options, read } = asked;
  const chainId = (await session.light()).trusted().chainId;
  const key = messageKey([chainId, file.kind, file.sender, file.messageId]);
  const known = journal.find(key);
  if (known !== undefined && known.file !== read.hash) return rejectDuplicate(asked, file);
  if (known !== undefined && known.answer !== null) {
    return repeatAnswer(asked, known.answer, [...journal.outcomes(key).values()]);
  }
  // One that was begun before keeps the business day of then.
  const day = known?.day ?? rulesOf(options).today;
  const { findings } = await readBankFile(session.globals.home, asked.path, { ...options, day });
  const list = await readAccountList(session.names, options.accounts);
  const plans = await planTransfers(session, file, findings, { list, options });
  await show(asked, file, plans);
  const isWanted = options.yes === true || known !== undefined || (await askYes('Pay this?'));
  if (!isWanted) return print('Nothing was paid.');
  const begun = journal.begin(key, { file: read.hash, day, begun: known?.begun ?? Date.now() });
  if (begun.file !== read.hash) return rejectDuplicate(asked, file);
  const outcomes = await payMessage({
    ...{ session, options, file, plans, journal, key },
    timeoutMs: timeoutMs(options),
    keepMs: keepMs(options),
  });
  await answerWith(asked, file, outcomes, { journal, key, begun: begun.begun });
}

async function show(
  { session, read, target }: Asked,
  file: TransferFile,
  plans: readonly PlannedTransfer[],
): Promise<void> {
  if (session.globals.json) return;
  const { nameOf } = await knownNames(session.globals, []);
  showFindings(read.findings);
  for (const [index, plan] of plans.entries()) {
    const instruction = file.instructions[index];
    if (plan.type !== 'rejected' || instruction === undefined) continue;
    const words = plan.reasons.map(({ reason, message }) => `${reason}: ${message}`).join('; ');
    print(`line ${instruction.line}: ${instruction.endToEndId} is rejected: ${words}`);
  }
  showLeftOut(read.reading.leftOut);
  const paid = plans.filter(({ type }) => type === 'payment').length;
  printFields([
    ['message', `${file.id} ${file.messageId}`],
    ['sender', file.sender],
    ['transfers', `${plans.length}, of which ${paid} can be paid`],
    ...totalsOf(plans).map(
      ({ from, asset, amount, count }) =>
        [
          'pays',
          `${nameOf(from)} ${showAmount(amount, asset.decimals, asset.asset)} in ${count}`,
        ] as const,
    ),
    ['answer', target],
  ]);
}

/** A second message of one number is rejected, and the first stays what it is. */
async function rejectDuplicate(asked: Asked, file: TransferFile): Promise<void> {
  const { statusReport } = await import('@trellis/iso20022');
  const { session, read, answer, target } = asked;
  const message = `a message ${file.messageId} of this sender was handled before, and it was another file`;
  const reasons: readonly StatedReason[] = [{ reason: 'DU01', message }];
  const outcomes = file.instructions.map((): TransferOutcome => ({ type: 'rejected', reasons }));
  const head = answerHead(read.hash, [], Date.now());
  await writeAnswer(target, statusReport(answer, head, file, outcomes));
  printResult(session, { messageId: file.messageId, answer: target, outcomes });
  throw new FileRejected(`${message}; nothing of this one was paid`);
}

/** Ends as the first time did. */
async function repeatAnswer(
  { session, read, target }: Asked,
  text: string,
  outcomes: readonly TransferOutcome[],
): Promise<void> {
  await writeAnswer(target, text);
  if (session.globals.json) {
    printJson({ messageId: read.reading.messageId ?? null, answer: target, transfers: null });
  } else {
    print('This file was paid and answered before; nothing was paid now.');
    printFields([['answer', `${target}, the same as the first`]]);
  }
  expectAllPaid(outcomes);
}

/** Throws `FileRejected`. */
function expectAllPaid(outcomes: readonly TransferOutcome[]): void {
  const { rejected } = countsOf(outcomes);
  if (rejected > 0) throw new FileRejected(`not paid: ${rejected} of ${outcomes.length} transfers`);
}

async function answerWith(
  { session, read, answer, target }: Asked,
  file: TransferFile,
  outcomes: readonly TransferOutcome[],
  { journal, key, begun }: { journal: PaymentJournal; key: string; begun: number },
): Promise<void> {
  const { statusReport } = await import('@trellis/iso20022');
  const text = statusReport(answer, answerHead(read.hash, outcomes, begun), file, outcomes);
  const counts = countsOf(outcomes);
  // The answer is what is kept: one that is not the last may be written again, and is not kept.
  if (counts.submitted === 0) journal.finish(key, text);
  await writeAnswer(target, text);
  printResult(session, { messageId: file.messageId, answer: target, outcomes });
  if (counts.submitted > 0) {
    throw new TransfersOpen(
      `${counts.submitted} of ${outcomes.length} transfers are not final in time; run it again to continue`,
    );
  }
  expectAllPaid(outcomes);
}

function countsOf(outcomes: readonly TransferOutcome[]) {
  const count = (type: TransferOutcome['type']): number =>
    outcomes.filter((one) => one.type === type).length;
  return { final: count('final'), rejected: count('rejected'), submitted: count('submitted') };
}

function printResult(
  { globals }: Session,
  result: {
    readonly messageId: string;
    readonly answer: string;
    readonly outcomes: readonly TransferOutcome[];
  },
): void {
  const { messageId, answer, outcomes } = result;
  const transfers = countsOf(outcomes);
  if (globals.json) printJson({ messageId, answer, transfers });
  else
    printFields([
      ['final', `${transfers.final}`],
      ['rejected', `${transfers.rejected}`],
      ...(transfers.submitted === 0 ? [] : ([['not final', `${transfers.submitted}`]] as const)),
      ['answer', answer],
    ]);
}

/** `trellis iso explain`: what a file says, and what it would do on this ledger. */
import { getBalance } from '@trellis/client';
import type { Instruction, TransferFile } from '@trellis/iso20022';
import { describeRemittance } from '@trellis/protocol';
import { type Command, Option } from 'commander';
import { accountJson } from '../account-names.ts';
import { showAmount } from '../assets.ts';
import { readAccountList } from '../iso/account-list.ts';
import { FileRejected } from '../iso/file-rejected.ts';
import { type PlannedTransfer, planTransfers } from '../iso/planned-transfer.ts';
import { readBankFile } from '../iso/read-file.ts';
import { addReadingOptions, type ReadingOptions } from '../iso/reading-options.ts';
import { leftOutJson, showFindings, showLeftOut } from '../iso/show-findings.ts';
import { type PayersTotal, totalsOf } from '../iso/totals.ts';
import { knownNames } from '../known-names.ts';
import { print, printFields, printJson } from '../output.ts';
import { amountJson } from '../readable-json.ts';
import { connect, type Session } from '../session.ts';

interface ExplainOptions extends ReadingOptions {
  readonly accounts?: string;
  readonly key?: string;
}

/** Transfers that are shown to people. */
const shownMax = 50;

/** Gives the command its options and action. */
export function defineExplainCommand(explain: Command): void {
  addAccountOptions(
    addReadingOptions(
      explain.description('Say in words what a file asks for, and what it would do on this ledger'),
    ),
  )
    .addHelpText(
      'after',
      '\nNothing is signed or sent.\n' +
        '\nExamples:\n  $ trellis iso explain salaries.xml --accounts accounts.csv\n',
    )
    .action(explainFile);
}

/** Whose accounts a file names, and who signs. */
export function addAccountOptions(command: Command): Command {
  return command
    .option('--accounts <file>', 'CSV with the columns id and account: whose account an IBAN is')
    .option('--key <name>', 'key that signs, if it is not that of the payer’s account itself')
    .addOption(
      new Option('--seal <when>', 'seal what transfers say for the payee’s institution')
        .choices(['never', 'possible', 'required'])
        .default('never'),
    );
}

async function explainFile(path: string, options: ExplainOptions, command: Command): Promise<void> {
  const session = await connect(command);
  const { home, json } = session.globals;
  const { reading, findings } = await readBankFile(home, path, options);
  const { file, leftOut, id } = reading;
  if (file === undefined) {
    if (!json) showFindings(findings);
    const what = id === undefined ? 'no message that is read' : `a ${id} that can’t be paid`;
    throw new FileRejected(`${path} is ${what}`);
  }
  const list = await readAccountList(session.names, options.accounts);
  const plans = await planTransfers(session, file, findings, { list, options });
  const words = await transferWords(session, file, plans);
  const payers = await Promise.all(
    totalsOf(plans).map(async (total) => ({ ...total, held: await heldBy(session, total) })),
  );
  if (json) return printJson(await explained(home, file, { plans, words, payers, leftOut }));
  printFields([
    ['message', `${file.id} ${file.messageId}`],
    ['created', file.createdAt],
    ['sender', file.sender],
    ['transfers', `${file.instructions.length}`],
  ]);
  for (const line of words.slice(0, shownMax)) print(line);
  if (words.length > shownMax) print(`… and ${words.length - shownMax} more`);
  const { nameOf } = await knownNames(session.globals, []);
  for (const payer of payers) print(payerWords(payer, nameOf(payer.from)));
  showLeftOut(leftOut);
}

const heldBy = async (session: Session, { from, asset }: PayersTotal): Promise<bigint> =>
  (await getBalance(await session.light(), from, asset.asset)).value;

type Payer = PayersTotal & { readonly held: bigint };

function payerWords({ asset, amount, count, held }: Payer, name: string): string {
  const { decimals } = asset;
  const times = count === 1 ? '1 transfer' : `${count} transfers`;
  const enough = held >= amount ? '' : ': not enough';
  return `${name} pays ${showAmount(amount, decimals, asset.asset)} in ${times}, and holds ${showAmount(held, decimals, asset.asset)}${enough}`;
}

async function transferWords(
  { globals }: Session,
  { instructions }: TransferFile,
  plans: readonly PlannedTransfer[],
): Promise<readonly string[]> {
  const { nameOf } = await knownNames(globals, []);
  return instructions.map((instruction, index) => {
    const plan = plans[index];
    return `line ${instruction.line}: ${plan === undefined ? '' : wordsOf(instruction, plan, nameOf)}`;
  });
}

function wordsOf(
  { amount, remittance, endToEndId }: Instruction,
  plan: PlannedTransfer,
  nameOf: (account: Extract<PlannedTransfer, { readonly type: 'payment' }>['to']) => string,
): string {
  if (plan.type === 'rejected') {
    const reasons = plan.reasons.map(({ reason, message }) => `${reason}, ${message}`).join('; ');
    return `${amount.value} ${amount.Ccy} (${endToEndId}) would be rejected: ${reasons}`;
  }
  const { signer, to, asset, enclosed } = plan;
  const isSealed = enclosed.type === 'sealed';
  const purpose = isSealed ? 'what for is sealed for the payee' : describeRemittance(remittance);
  const paid = showAmount(plan.amount, asset.decimals, asset.asset);
  const what = `pay ${paid} from ${nameOf(signer.account)} to ${nameOf(to)}`;
  return purpose === '' ? what : `${what}, ${purpose}`;
}

async function explained(
  home: string,
  file: TransferFile,
  found: {
    readonly plans: readonly PlannedTransfer[];
    readonly words: readonly string[];
    readonly payers: readonly Payer[];
    readonly leftOut: Parameters<typeof leftOutJson>[0];
  },
) {
  const { plans, words, payers, leftOut } = found;
  return {
    message: file.id,
    messageId: file.messageId,
    sender: file.sender,
    transfers: plans.map(({ type }, index) => ({ result: type, words: words[index] ?? '' })),
    payers: await Promise.all(
      payers.map(async ({ from, asset: { asset, decimals }, amount, count, held }) => ({
        ...{ account: await accountJson(home, from), transfers: count },
        pays: amountJson(amount, asset, decimals),
        holds: amountJson(held, asset, decimals),
      })),
    ),
    leftOut: leftOutJson(leftOut),
  };
}

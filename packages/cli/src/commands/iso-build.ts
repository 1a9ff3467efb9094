/** `trellis iso build`: the transfers of several files as one transaction, so that all of them are final or none is. */
import { buildTransaction, defaultValidityBlocks, pay } from '@trellis/client';
import { type Address, formatAddress } from '@trellis/crypto';
import type { PlannedPayment } from '@trellis/gateway';
import { limits, type Operation, requiredSigners, transactionId } from '@trellis/protocol';
import type { Command } from 'commander';
import { describeAccount } from '../account-names.ts';
import { showAmount } from '../assets.ts';
import { readBuildContext } from '../build-options.ts';
import { type AccountList, findAccount, readAccountList } from '../iso/account-list.ts';
import { FileRejected } from '../iso/file-rejected.ts';
import { readBankFile } from '../iso/read-file.ts';
import { addReadingOptions, type ReadingOptions } from '../iso/reading-options.ts';
import { showFindings } from '../iso/show-findings.ts';
import { knownNames } from '../known-names.ts';
import { print, printJson } from '../output.ts';
import { connect, type Session } from '../session.ts';
import { createTransactionFile } from '../transaction-file.ts';

interface BuildOptions extends ReadingOptions {
  readonly accounts?: string;
  readonly out: string;
}

/** Gives the command its options and action. */
export function defineBuildCommand(build: Command): void {
  addReadingOptions(
    build.description('Make one transaction of all transfers of the files: all of them or none'),
  )
    .option('--accounts <file>', 'CSV with the columns id and account: whose account an IBAN is')
    .requiredOption('--out <file>', 'where the transaction is written, that nobody has signed yet')
    .addHelpText(
      'after',
      '\nFor payments that belong together, such as the two legs of an exchange of currencies: each payer signs it\n' +
        '("trellis tx sign"), and one of them submits it ("trellis tx submit"). The payer of the first transfer is its\n' +
        'sender.\n' +
        '\nExamples:\n  $ trellis iso build order.xml exchange.xml --accounts accounts.csv --out deal.json\n',
    )
    .action(buildFromFiles);
}

async function buildFromFiles(
  paths: readonly string[],
  options: BuildOptions,
  command: Command,
): Promise<void> {
  const session = await connect(command);
  const { home, json } = session.globals;
  const list = await readAccountList(session.names, options.accounts);
  const payments: PlannedPayment<Address>[] = [];
  for (const path of paths) payments.push(...(await paymentsOf(session, path, { options, list })));
  const [first] = payments;
  if (first === undefined) throw new FileRejected('the files ask for no transfer');
  if (payments.length > limits.operationsMax) {
    throw new FileRejected(
      `they ask for ${payments.length} transfers, and one transaction has at most ${limits.operationsMax}`,
    );
  }
  const wanted = { memo: '', valid: defaultValidityBlocks };
  const { chainId, sequence, validUntil } = await readBuildContext(session, first.from, wanted);
  const operations = payments.map(operationOf);
  const plan = { chainId, sender: first.from, sequence, validUntil, operations, memo: '' };
  const transaction = buildTransaction(plan);
  await createTransactionFile(options.out, { transaction, witnesses: [] });
  const id = transactionId(transaction);
  const signers = requiredSigners(transaction);
  if (json) {
    const needed = signers.map(formatAddress);
    return printJson({ file: options.out, transactionId: id, requiredSigners: needed });
  }
  const { nameOf } = await knownNames(session.globals, []);
  for (const { from, to, asset, amount } of payments) {
    const paid = showAmount(amount, asset.decimals, asset.asset);
    print(`pay ${paid} from ${nameOf(from)} to ${nameOf(to)}`);
  }
  print(`Wrote ${options.out}: transaction ${id}, valid until block ${validUntil}.`);
  print('These accounts must sign:');
  for (const signer of signers) print(`  ${await describeAccount(home, signer)}`);
}

/** Throws `FileRejected` unless all of a file can be paid. */
async function paymentsOf(
  session: Session,
  path: string,
  { options, list }: { readonly options: BuildOptions; readonly list: AccountList },
): Promise<readonly PlannedPayment<Address>[]> {
  const { home, json } = session.globals;
  const { reading, findings } = await readBankFile(home, path, options);
  const { file } = reading;
  if (file === undefined || findings.length > 0) {
    if (!json) showFindings(findings);
    throw new FileRejected(`${path} is not valid, and nothing was made of it`);
  }
  const gateway = await import('@trellis/gateway');
  const planner = {
    ...{ light: await session.light(), sealing: 'never' as const },
    findAccount: (name: Parameters<typeof findAccount>[2]) => findAccount(home, list, name),
    // Whoever pays signs it, wherever that is.
    findSigner: async (account: Address) => account,
  };
  const plans = await gateway.planTransfers(planner, file, findings);
  return plans.map((plan, index) => {
    if (plan.type === 'payment') return plan;
    const why = plan.reasons.map(({ reason, message }) => `${reason}, ${message}`).join('; ');
    throw new FileRejected(`${path}, line ${file.instructions[index]?.line ?? 0}: ${why}`);
  });
}

function operationOf({ from, to, asset, amount, enclosed }: PlannedPayment<Address>): Operation {
  if (enclosed.type !== 'clear') throw new Error('nothing is sealed or reserved here');
  return pay({ from, to, asset: asset.asset, amount, remittance: enclosed.remittance });
}

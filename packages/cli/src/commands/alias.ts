/** `trellis alias`: what accounts are called, as directories confirmed it. */
import { getAccountAliases, getAlias, removeAlias, resolveAlias, setAlias } from '@trellis/client';
import { formatAddress } from '@trellis/crypto';
import {
  type Alias,
  type AliasRecord,
  aliasCodec,
  aliasRecordCodec,
  aliasText,
} from '@trellis/protocol';
import { type Command, Option } from 'commander';
import { accountJson, describeAccount, resolveAccount, resolveSigner } from '../account-names.ts';
import { findHolder, holderText } from '../alias-text.ts';
import { asOfJson } from '../answer-json.ts';
import { blockTime } from '../block-time.ts';
import { createIbanKey, readAliasByKey } from '../iban-key-file.ts';
import { print, printFields, printJson } from '../output.ts';
import { passwordHelp } from '../password.ts';
import { printProvenJson, proofField } from '../proof-view.ts';
import { addSendingOptions, type SendingOptions, sendOperations } from '../send-operations.ts';
import { connect, openSession } from '../session.ts';
import { wholeNumber } from '../whole-number.ts';

interface IbanOptions {
  readonly ibanKey?: string;
}

const ibanKeyOption = (): Option =>
  new Option(
    '--iban-key <file>',
    'the directory’s key for IBANs, with which iban:DE… can be written',
  );

const writing =
  '\nAn alias is @name, bic:BIC or lei:LEI; with the directory’s key also iban:IBAN. Names are of small letters\n' +
  'of one script, digits and hyphens, and none can be had that looks like another account’s.\n';

/** Gives `alias` its subcommands. */
export function defineAliasCommand(alias: Command): void {
  addSet(alias);
  addShow(alias);
  addFind(alias);
  addRemove(alias);
  addIbanKey(alias);
}

interface SetOptions extends SendingOptions, IbanOptions {
  readonly directory: string;
  readonly directoryKey?: string;
}

function addSet(alias: Command): void {
  addSendingOptions(
    alias
      .command('set <account> <alias>')
      .description('Give an account a name or an identifier; the account and a directory sign')
      .requiredOption(
        '--directory <account>',
        'who confirms it: an account with the role directory',
      )
      .option(
        '--directory-key <name>',
        'key that signs for the directory, if it is not that of the account itself',
      )
      .addOption(ibanKeyOption()),
  )
    .addHelpText(
      'after',
      writing +
        '\nWhere the keys are on different machines, write the transaction with "trellis tx build … --set-alias\n' +
        'directory,account,alias", and sign it with "trellis tx sign" on each.\n' +
        passwordHelp +
        '\nExamples:\n  $ trellis alias set alice @alice --directory registry\n' +
        '  $ trellis alias set bank bic:DEUTDEFF --directory registry\n',
    )
    .action(async (text: string, written: string, options: SetOptions, command: Command) => {
      const session = await connect(command);
      const { home } = session.globals;
      const wanted = await readAliasByKey(written, options.ibanKey);
      const key = options.directoryKey === undefined ? {} : { key: options.directoryKey };
      const confirming = await resolveSigner(session.names, options.directory, key);
      const directory = await describeAccount(home, confirming.account);
      await sendOperations(session, text, options, async ({ account }) => ({
        operations: [setAlias(confirming.account, { account, alias: wanted })],
        cosigners: confirming.account === account ? [] : [confirming],
        headline: `Call ${await describeAccount(home, account)} ${aliasText(wanted)}, confirmed by ${directory}`,
      }));
    });
}

function addShow(alias: Command): void {
  alias
    .command('show <account>')
    .description('Show what an account is called, with the proof')
    .addHelpText('after', '\nExamples:\n  $ trellis alias show alice\n')
    .action(async (text: string, _options: object, command: Command) => {
      const session = await connect(command);
      const { globals } = session;
      const light = await session.light();
      const address = await resolveAccount(session.names, text);
      const shown = await getAccountAliases(light, address);
      if (globals.json) {
        return printProvenJson(session, {
          ...(await accountJson(globals.home, address)),
          aliases: shown.value.map((one) => aliasCodec.toJson(one)),
          ...asOfJson(shown),
        });
      }
      const lines: (readonly [string, string])[] = [];
      for (const one of shown.value) {
        const { directory, since } = await findHolder(light, one);
        const by = await describeAccount(globals.home, directory);
        lines.push(['alias', `${aliasText(one)}, confirmed by ${by} in block ${since}`]);
      }
      printFields([
        ['account', await describeAccount(globals.home, address)],
        ...(lines.length === 0 ? [['alias', 'none'] as const] : lines),
        ['as of', blockTime(shown.header)],
        proofField(session, 'entries → state root → certificate'),
      ]);
    });
}

function addFind(alias: Command): void {
  alias
    .command('find <alias>')
    .description('Find the account of an alias, who confirmed it, and who had it before')
    .addOption(ibanKeyOption())
    .addHelpText(
      'after',
      `${writing}\nExamples:\n  $ trellis alias find @alice\n  $ trellis alias find iban:DE89370400440532013000 --iban-key ibans.key\n`,
    )
    .action(async (written: string, options: IbanOptions, command: Command) => {
      const session = await connect(command);
      const { globals } = session;
      const light = await session.light();
      const wanted = await readAliasByKey(written, options.ibanKey);
      const shown = await getAlias(light, wanted);
      if (globals.json) {
        return printProvenJson(session, {
          alias: aliasCodec.toJson(wanted),
          record: shown.value && aliasRecordCodec.toJson(shown.value),
          ...asOfJson(shown),
        });
      }
      const { value: found } = await resolveAlias(light, wanted);
      const state =
        found.type === 'held'
          ? holderText(found)
          : found.type === 'free'
            ? `no account is called ${aliasText(wanted)}`
            : `no account is called ${aliasText(wanted)}, and none can be: ${aliasText(found.with)} looks like it`;
      printFields([
        ['alias', state],
        ...(await pastFields(globals.home, wanted, shown.value)),
        ['as of', blockTime(shown.header)],
        proofField(session, 'entry → state root → certificate'),
      ]);
    });
}

/** Who had it before, the last first. */
async function pastFields(
  home: string,
  wanted: Alias,
  record: AliasRecord | null,
): Promise<readonly (readonly [string, string])[]> {
  const fields: (readonly [string, string])[] = [];
  for (const { alias, account, since, until } of record?.past.toReversed() ?? []) {
    const name = aliasText(alias) === aliasText(wanted) ? '' : `${aliasText(alias)}: `;
    const who = await describeAccount(home, account);
    fields.push(['before', `${name}${who}, from block ${since} until block ${until}`]);
  }
  return fields;
}

function addRemove(alias: Command): void {
  addSendingOptions(
    alias
      .command('remove <by> <alias>')
      .description('Take an alias away, as the account that has it or as a directory')
      .addOption(ibanKeyOption()),
  )
    .addHelpText(
      'after',
      `${writing}${passwordHelp}\nExamples:\n  $ trellis alias remove alice @alice\n  $ trellis alias remove registry @alice\n`,
    )
    .action(
      async (
        by: string,
        written: string,
        options: SendingOptions & IbanOptions,
        command: Command,
      ) => {
        const session = await connect(command);
        const wanted = await readAliasByKey(written, options.ibanKey);
        const { account: holder } = await findHolder(await session.light(), wanted);
        const whom = await describeAccount(session.globals.home, holder);
        await sendOperations(session, by, options, ({ account }) => ({
          operations: [removeAlias(account, { account: holder, alias: wanted })],
          headline: `Remove ${aliasText(wanted)} from ${whom}`,
        }));
      },
    );
}

function addIbanKey(alias: Command): void {
  alias
    .command('iban-key <directory> <file>')
    .description('Make a directory’s key for IBANs: 32 random bytes in a new file')
    .option(
      '--number <number>',
      'one more than that of the key before',
      wholeNumber(1, 2 ** 32 - 1),
      1,
    )
    .addHelpText(
      'after',
      '\nWhoever has the key finds the account of an IBAN, and can try out which IBANs are on the chain.\n' +
        '\nExamples:\n  $ trellis alias iban-key registry ibans.key\n',
    )
    .action(
      async (
        text: string,
        file: string,
        options: { readonly number: number },
        command: Command,
      ) => {
        const session = await openSession(command);
        const directory = await resolveAccount(session.names, text);
        await createIbanKey(file, { directory, keyNumber: options.number });
        if (session.globals.json) return printJson({ file, keyNumber: options.number });
        print(`Wrote ${file}: key ${options.number} of ${formatAddress(directory)}.`);
      },
    );
}

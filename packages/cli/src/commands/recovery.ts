/** `trellis recovery`: keys that can give an account other keys, after a delay in which its owner can veto. */

import {
  finishRecovery,
  getParameters,
  getRecovery,
  setRecovery,
  startRecovery,
  vetoRecovery,
} from '@trellis/client';
import { type Address, formatAddress } from '@trellis/crypto';
import { type Operation, type RecoveryRecord, recoveryRecordCodec } from '@trellis/protocol';
import type { Command } from 'commander';
import { accountJson, describeAccount, resolveAccount } from '../account-names.ts';
import { asOfJson } from '../answer-json.ts';
import { blockTime } from '../block-time.ts';
import { readGlobals } from '../globals.ts';
import { print, printFields } from '../output.ts';
import { passwordHelp } from '../password.ts';
import { addPolicyOptions, type PolicyOptions } from '../policy-options.ts';
import { policyKeyHelp, readDelay, readPolicy } from '../policy-text.ts';
import { printProvenJson, proofField } from '../proof-view.ts';
import { addSendingOptions, type SendingOptions, sendOperations } from '../send-operations.ts';
import { describeKeys } from '../sentence-text.ts';
import { connect } from '../session.ts';

/** Gives `recovery` its subcommands. */
export function defineRecoveryCommand(recovery: Command): void {
  addShow(recovery);
  addSet(recovery);
  addStart(recovery);
  addPlain(recovery, {
    name: 'veto',
    description: "End a recovery that was started; the account's own keys sign",
    build: vetoRecovery,
    headline: (account) => `Veto the recovery of ${account}`,
  });
  addPlain(recovery, {
    name: 'finish',
    description: 'Give the account its other keys, once the delay has passed; recovery keys sign',
    build: finishRecovery,
    headline: (account) => `Finish the recovery of ${account}`,
  });
  addPlain(recovery, {
    name: 'remove',
    description: "Let nobody recover the account any more; the account's own keys sign",
    build: (account) => setRecovery(account, null),
    headline: (account) => `Take the recovery keys from ${account}`,
  });
}

function addShow(recovery: Command): void {
  recovery
    .command('show <account>', { isDefault: true })
    .description('Show who can recover an account, and a recovery that is under way')
    .addHelpText('after', '\nExamples:\n  $ trellis recovery alice\n')
    .action(async (text: string, _options: object, command: Command) => {
      const session = await connect(command);
      const { globals } = session;
      const address = await resolveAccount(session.names, text);
      const shown = await getRecovery(await session.light(), address);
      const { value: recovery, header } = shown;
      if (globals.json) {
        return printProvenJson(session, {
          ...(await accountJson(globals.home, address)),
          recovery: recovery && recoveryRecordCodec.toJson(recovery),
          ...asOfJson(shown),
        });
      }
      printFields([
        ['account', await describeAccount(globals.home, address)],
        ...describeRecovery(recovery, header.height),
        ['as of', blockTime(header)],
        proofField(session, 'entry → state root → certificate'),
      ]);
    });
}

function describeRecovery(
  recovery: RecoveryRecord | null,
  height: bigint,
): readonly (readonly [string, string])[] {
  if (recovery === null) return [['recovery', 'nobody can; "trellis recovery set" names keys']];
  const { policy, delay, pending } = recovery;
  const by = ['recovery', `by ${describeKeys(policy)}, ${delay} blocks after its start`] as const;
  if (pending === null) return [by, ['state', 'none is under way']];
  const { startedAt, finishableFrom } = pending;
  const left = finishableFrom - height - 1n;
  const when = left > 0n ? `in ${left} blocks` : 'now';
  return [
    by,
    ['state', `started in block ${startedAt}; it can be vetoed until it is finished`],
    ['finish', `from block ${finishableFrom} on (${when})`],
    ['gives', describeKeys(pending.policy)],
  ];
}

function addSet(recovery: Command): void {
  addPolicyOptions(
    recovery
      .command('set <account> <recovery-keys...>')
      .description("Name the keys that can recover an account; the account's own keys sign")
      .option(
        '--delay <blocks>',
        'blocks in which a recovery can be vetoed (default: the least that the chain allows)',
        readDelay,
      ),
  )
    .addHelpText(
      'after',
      '\nRecovery keys sleep in a safe until the account\u2019s own are lost. Besides the schemes of accounts\n' +
        'they can be of slh-dsa-sha2-128s, which rests on nothing but a hash function.\n' +
        policyKeyHelp +
        passwordHelp +
        '\nExamples:\n  $ trellis keys new alice-safe --scheme slh-dsa-sha2-128s\n' +
        '  $ trellis recovery set alice alice-safe --delay 2000\n' +
        '  $ trellis recovery set alice ann ben chris --threshold 2\n',
    )
    .action(
      async (
        text: string,
        keys: readonly string[],
        options: PolicyOptions & { readonly delay?: number },
        command: Command,
      ) => {
        const { home } = readGlobals(command);
        const policy = await readPolicy(home, keys, options.threshold, options.postQuantum);
        const session = await connect(command);
        const delay =
          options.delay ?? (await getParameters(await session.light())).value.limits.recoveryDelay;
        await sendOperations(session, text, options, async ({ account }) => ({
          operations: [setRecovery(account, { policy, delay })],
          headline: `Let ${await describeAccount(home, account)} be recovered, ${delay} blocks after the start of a recovery`,
        }));
      },
    );
}

function addStart(recovery: Command): void {
  addPolicyOptions(
    recovery
      .command('start <account> <new-keys...>')
      .description('Begin to give an account other keys; a recovery key signs (--key)'),
  )
    .addHelpText(
      'after',
      '\nFrom now on everybody sees it, and the owner can veto. "trellis recovery finish" ends it after the\n' +
        'delay. Several recovery keys sign with "trellis tx build --start-recovery" and "trellis tx sign".\n' +
        policyKeyHelp +
        passwordHelp +
        '\nExamples:\n  $ trellis recovery start alice alice-new --key alice-safe\n',
    )
    .action(
      async (text: string, keys: readonly string[], options: PolicyOptions, command: Command) => {
        const { home } = readGlobals(command);
        const policy = await readPolicy(home, keys, options.threshold, options.postQuantum);
        const session = await connect(command);
        const signer = await sendOperations(session, text, options, async ({ account }) => ({
          operations: [startRecovery(account, policy)],
          headline: `Start the recovery of ${await describeAccount(home, account)}`,
        }));
        if (session.globals.json || !signer.isFinal) return;
        const { value: record } = await getRecovery(await session.light(), signer.account);
        if (record?.pending) {
          print(
            `It can be vetoed from now on, and finished from block ${record.pending.finishableFrom} on.`,
            `Next: trellis recovery finish ${formatAddress(signer.account)} --key ${signer.keyName}`,
          );
        }
      },
    );
}

interface PlainCommand {
  readonly name: 'veto' | 'finish' | 'remove';
  readonly description: string;
  build(account: Address): Operation;
  headline(account: string): string;
}

function addPlain(recovery: Command, { name, description, build, headline }: PlainCommand): void {
  const key = name === 'finish' ? ' --key alice-safe' : '';
  addSendingOptions(recovery.command(`${name} <account>`).description(description))
    .addHelpText('after', `${passwordHelp}\nExamples:\n  $ trellis recovery ${name} alice${key}\n`)
    .action(async (text: string, options: SendingOptions, command: Command) => {
      const session = await connect(command);
      const { home } = session.globals;
      await sendOperations(session, text, options, async ({ account }) => ({
        operations: [build(account)],
        headline: headline(await describeAccount(home, account)),
      }));
    });
}

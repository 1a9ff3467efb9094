/** `trellis sealing`: the keys with which what a payment is for is encrypted, and who reads along. */

import { getAuditor, getEncryptionKey, setAuditor, setEncryptionKey } from '@trellis/client';
import { toBase64 } from '@trellis/crypto';
import type { Command } from 'commander';
import { accountJson, describeAccount, resolveAccount } from '../account-names.ts';
import { assetCode } from '../assets.ts';
import { openOpeningKey } from '../key-store.ts';
import { print, printFields } from '../output.ts';
import { passwordHelp } from '../password.ts';
import { printProvenJson, proofField } from '../proof-view.ts';
import { addSendingOptions, type SendingOptions, sendOperations } from '../send-operations.ts';
import { connect } from '../session.ts';

/** Gives `sealing` its subcommands. */
export function defineSealingCommand(sealing: Command): void {
  sealing.addHelpText(
    'after',
    '\nA payee publishes an encryption key once; then "trellis send … --sealed-file" seals for it, and\n' +
      '"trellis tx show … --decrypt" opens.\n',
  );
  addPublish(sealing);
  addWithdraw(sealing);
  addAuditor(sealing);
  addShow(sealing);
}

function addPublish(sealing: Command): void {
  addSendingOptions(
    sealing.command('publish <account>').description('Publish the encryption key of an account'),
  )
    .addHelpText(
      'after',
      '\nThe encryption key follows from the key that signs: keep that one, also after the account has got\n' +
        'others, to read what was sealed until then.\n' +
        `${passwordHelp}\nExamples:\n  $ trellis sealing publish bob\n`,
    )
    .action(async (text: string, options: SendingOptions, command: Command) => {
      const session = await connect(command);
      const { home } = session.globals;
      await sendOperations(session, text, options, async ({ account, keyName }) => {
        const { publicKey } = await openOpeningKey(home, keyName, options);
        return {
          operations: [setEncryptionKey(account, publicKey)],
          headline: `Publish an encryption key for ${await describeAccount(home, account)}`,
        };
      });
    });
}

function addWithdraw(sealing: Command): void {
  addSendingOptions(
    sealing.command('withdraw <account>').description('Take the encryption key of an account away'),
  )
    .addHelpText('after', `${passwordHelp}\nExamples:\n  $ trellis sealing withdraw bob\n`)
    .action(async (text: string, options: SendingOptions, command: Command) => {
      const session = await connect(command);
      const { home } = session.globals;
      await sendOperations(session, text, options, async ({ account }) => ({
        operations: [setEncryptionKey(account, null)],
        headline: `Take the encryption key from ${await describeAccount(home, account)}`,
      }));
    });
}

function addAuditor(sealing: Command): void {
  addSendingOptions(
    sealing
      .command('auditor <issuer> <asset> [auditor]')
      .description('Say who reads what is sealed in payments of an asset; nobody when left out'),
  )
    .addHelpText(
      'after',
      '\nThe auditor publishes an encryption key first. From then on a sealed payment of the asset that is\n' +
        'not sealed for the auditor as well is rejected.\n' +
        `${passwordHelp}\nExamples:\n  $ trellis sealing auditor treasury EUR central-bank\n`,
    )
    .action(
      async (
        issuer: string,
        code: string,
        whom: string | undefined,
        options: SendingOptions,
        command: Command,
      ) => {
        const session = await connect(command);
        const { home } = session.globals;
        const asset = assetCode(code);
        const auditor = whom === undefined ? null : await resolveAccount(session.names, whom);
        const who = auditor === null ? 'nobody' : await describeAccount(home, auditor);
        await sendOperations(session, issuer, options, ({ account }) => ({
          operations: [setAuditor({ issuer: account, asset, auditor })],
          headline: `Auditor of ${asset}: ${who}`,
        }));
      },
    );
}

function addShow(sealing: Command): void {
  sealing
    .command('show <account-or-asset>')
    .description('Show whether an account has an encryption key, or who audits an asset')
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis sealing show bob\n  $ trellis sealing show EUR\n',
    )
    .action(async (what: string, _options: object, command: Command) => {
      const session = await connect(command);
      const { globals } = session;
      const light = await session.light();
      const proof = proofField(session, 'entry → state root → certificate');
      if (/^[A-Z]/.test(what)) {
        const asset = assetCode(what);
        const auditor = (await getAuditor(light, asset)).value?.auditor ?? null;
        if (globals.json) {
          const named = auditor === null ? null : await accountJson(globals.home, auditor);
          return printProvenJson(session, { asset, auditor: named });
        }
        const who = auditor === null ? 'nobody' : await describeAccount(globals.home, auditor);
        return printFields([['auditor', who], proof]);
      }
      const account = await resolveAccount(session.names, what);
      const { value: encryption } = await getEncryptionKey(light, account);
      if (globals.json) {
        const publicKey = encryption === null ? null : toBase64(encryption.publicKey);
        return printProvenJson(session, {
          ...(await accountJson(globals.home, account)),
          publicKey,
        });
      }
      if (encryption === null) return print('The account has published no encryption key.');
      printFields([
        ['key', `X-Wing (ML-KEM-768 and X25519), since block ${encryption.since}`],
        proof,
      ]);
    });
}

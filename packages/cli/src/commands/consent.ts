/** `trellis consent`: let others see an account or pay from it, and see who does. */
import {
  getAccount,
  getConsents,
  refuseConsent,
  revokeConsent,
  signerOf,
  signRevocation,
} from '@trellis/client';
import { formatAddress, isHash } from '@trellis/crypto';
import { type ConsentView, consentViewCodec } from '@trellis/protocol/http-api';
import type { Command } from 'commander';
import {
  resolveAccount,
  resolveSigner,
  type SignerOptions,
  signerOption,
} from '../account-names.ts';
import { alignRows } from '../align-rows.ts';
import { plainAnswerJson } from '../answer-json.ts';
import { UsageError } from '../command-error.ts';
import { readConsentLink } from '../consent-link.ts';
import { consentFields, useLines } from '../consent-text.ts';
import { openKey } from '../key-store.ts';
import { print, printFields, printJson } from '../output.ts';
import { addPasswordOptions, type PasswordOptions, passwordHelp } from '../password.ts';
import { connect, type Session } from '../session.ts';
import { addConsentClient } from './consent-client.ts';
import { addConsentGrant } from './consent-grant.ts';

/** Gives `consent` its subcommands. */
export function defineConsentCommand(consent: Command): void {
  consent.addHelpText(
    'after',
    '\nA client asks, and gives you a link. What you grant is signed by your keys, so the node can’t invent it; what a\n' +
      'client may pay is a mandate on the chain, so no node can widen it.\n',
  );
  addConsentGrant(consent);
  addRefuse(consent);
  addList(consent);
  addShow(consent);
  addRevoke(consent);
  addConsentClient(consent);
}

function addRefuse(consent: Command): void {
  consent
    .command('refuse <request>')
    .description('Give a client nothing of what it asks for')
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis consent refuse "https://node1.example/explorer/consent/…"\n',
    )
    .action(async (text: string, _options: object, command: Command) => {
      const session = await connect(command);
      const answer = await refuseConsent(session.client, readConsentLink(session.globals, text));
      if (session.globals.json) return printJson(answer);
      printFields([['back to', answer.redirect]]);
    });
}

function addList(consent: Command): void {
  consent
    .command('list <account>')
    .description('List the consents of an account that the node keeps')
    .addHelpText('after', '\nExamples:\n  $ trellis consent list alice\n')
    .action(async (text: string, _options: object, command: Command) => {
      const session = await connect(command);
      const account = await resolveAccount(session.names, text);
      const { consents } = await getConsents(session.client, account);
      if (session.globals.json) {
        const shown = consents.map((one) => plainAnswerJson(consentViewCodec, one));
        return printJson({ address: formatAddress(account), consents: shown });
      }
      if (consents.length === 0) print('The account has given no consent here.');
      for (const one of consents) {
        printFields(await consentFields(session, one));
        print('');
      }
      if (consents.length > 0) print('As reported by the node; the mandates are on the chain.');
    });
}

/** Throws `UsageError`. */
async function findConsent(session: Session, text: string, id: string): Promise<ConsentView> {
  const account = await resolveAccount(session.names, text);
  const { consents } = await getConsents(session.client, account);
  const found = consents.filter((one) => id.length >= 4 && one.id.startsWith(id));
  if (found.length === 1 && found[0] !== undefined) return found[0];
  throw new UsageError(
    'unknown_consent',
    found.length === 0
      ? `the account gave no consent ${id} here`
      : `several consents begin with ${id}; write more of it`,
  );
}

function addShow(consent: Command): void {
  consent
    .command('show <account> <consent>')
    .description('Show a consent, and who acted by it when')
    .addHelpText('after', '\nExamples:\n  $ trellis consent show alice 5b2c…\n')
    .action(async (text: string, id: string, _options: object, command: Command) => {
      const session = await connect(command);
      const found = await findConsent(session, text, id.replace(/…$/, ''));
      if (session.globals.json) return printJson(plainAnswerJson(consentViewCodec, found));
      printFields(await consentFields(session, found));
      print('');
      if (found.uses.length === 0) return print('Nobody acted by it.');
      print(...alignRows([['time', 'what', 'from', ''], ...useLines(found)]));
    });
}

interface RevokeOptions extends PasswordOptions, SignerOptions {}

function addRevoke(consent: Command): void {
  addPasswordOptions(
    consent
      .command('revoke <account> <consent>')
      .description(
        'End a consent and its tokens at once; its mandates end by "trellis mandate revoke"',
      )
      .addOption(signerOption()),
  )
    .addHelpText('after', `${passwordHelp}\nExamples:\n  $ trellis consent revoke alice 5b2c…\n`)
    .action(async (text: string, id: string, options: RevokeOptions, command: Command) => {
      const session = await connect(command);
      const { globals, client } = session;
      const found = await findConsent(session, text, id.replace(/…$/, ''));
      if (!isHash(found.id)) throw new UsageError('unknown_consent', 'the node names no consent');
      const { account, keyName } = await resolveSigner(session.names, text, options);
      const light = await session.light();
      const key = await openKey(globals, keyName, options);
      const revocation = {
        chainId: light.trusted().chainId,
        issuer: new URL(globals.node).origin,
        account,
        consent: found.id,
      };
      const signer = signerOf(await getAccount(light, account), key);
      const witnesses = [await signRevocation(revocation, signer)];
      const { consent: ended } = await revokeConsent(client, { revocation, witnesses });
      if (globals.json) return printJson(plainAnswerJson(consentViewCodec, ended));
      printFields(await consentFields(session, ended));
      if (ended.mandates.length > 0)
        print('Its mandates are on the chain until they are revoked there.');
    });
}

/** `trellis consent`: let others see an account or pay from it, and see who does. */
import { getConsents, refuseConsent } from '@trellis/client';
import { formatAddress } from '@trellis/crypto';
import { consentViewCodec } from '@trellis/protocol/http-api';
import type { Command } from 'commander';
import { resolveAccount } from '../account-names.ts';
import { alignRows } from '../align-rows.ts';
import { plainAnswerJson } from '../answer-json.ts';
import { readConsentLink } from '../consent-link.ts';
import { consentFields, findConsent, useLines } from '../consent-text.ts';
import { print, printFields, printJson } from '../output.ts';
import { connect } from '../session.ts';
import { addConsentClient } from './consent-client.ts';
import { addConsentGrant } from './consent-grant.ts';
import { addConsentRevoke } from './consent-revoke.ts';

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
  addConsentRevoke(consent);
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
      const answer = await refuseConsent(session.transport, readConsentLink(session.globals, text));
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
      const { consents } = await getConsents(session.transport, account);
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

function addShow(consent: Command): void {
  consent
    .command('show <account> <consent>')
    .description('Show a consent, and who acted by it when')
    .addHelpText('after', '\nExamples:\n  $ trellis consent show alice 5b2c…\n')
    .action(async (text: string, id: string, _options: object, command: Command) => {
      const session = await connect(command);
      const account = await resolveAccount(session.names, text);
      const found = await findConsent(session, account, id);
      if (session.globals.json) return printJson(plainAnswerJson(consentViewCodec, found));
      printFields(await consentFields(session, found));
      print('');
      if (found.uses.length === 0) return print('Nobody acted by it.');
      print(...alignRows([['time', 'what', 'from', ''], ...useLines(found)]));
    });
}

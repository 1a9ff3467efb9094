/** `trellis governance`: what the validators decide by vote, and what it made of the network. */

import {
  type AsOf,
  getNodes,
  getParameters,
  getProposal,
  getProposals,
  getRoles,
  getStatus,
  propose,
  vote,
} from '@trellis/client';
import { schemes } from '@trellis/crypto';
import {
  actionSentence,
  type Choice,
  codeText,
  type GovernanceAction,
  isAdmitted,
  isUnknown,
  nextHeight,
  type ProposalRecord,
  parametersRecordCodec,
  proposalRecordCodec,
  roleMeaning,
  type SchemeRule,
  statusMeaning,
  toHeight,
  type UnknownCode,
} from '@trellis/protocol';
import {
  nodesResponseCodec,
  proposalsResponseCodec,
  type ReportedProposal,
} from '@trellis/protocol/http-api';
import type { Command } from 'commander';
import { accountJson, describeAccount, resolveAccount } from '../account-names.ts';
import { actionHelp, readAction } from '../action-text.ts';
import { asOfJson } from '../answer-json.ts';
import { blockTime } from '../block-time.ts';
import { UsageError } from '../command-error.ts';
import { joiningActions } from '../joining-actions.ts';
import { knownNames } from '../known-names.ts';
import { print, printFields, printJson } from '../output.ts';
import { passwordHelp } from '../password.ts';
import { printProvenJson, printReportedList, proofField, reportedByNode } from '../proof-view.ts';
import { addSendingOptions, type SendingOptions, sendOperations } from '../send-operations.ts';
import { type NounNames, sentenceText } from '../sentence-text.ts';
import { connect, type Session } from '../session.ts';
import { wholeNumber } from '../whole-number.ts';
import { defineUpgradeCommands } from './upgrade.ts';

/** Gives `governance` its subcommands. */
export function defineGovernanceCommand(governance: Command): void {
  addPropose(governance);
  addVote(governance, 'approve');
  addVote(governance, 'reject');
  addList(governance);
  addShow(governance);
  addNodes(governance);
  addParameters(governance);
  addRoles(governance);
  defineUpgradeCommands(governance);
}

const proposalNumber = wholeNumber(1, 4_294_967_295);

interface ProposeOptions extends SendingOptions {
  readonly blocks: number;
  readonly join?: string;
  readonly power: number;
}

function addPropose(governance: Command): void {
  addSendingOptions(
    governance
      .command('propose <operator> [actions...]')
      .description('Put one or more actions to the vote; the proposer approves them')
      .option('--blocks <count>', 'for how many blocks it can be voted on', wholeNumber(1), 10_000)
      .option('--join <file>', 'let in the node of this join request, see "trellis node init"')
      .option(
        '--power <power>',
        'with which it votes (default: it follows)',
        wholeNumber(1, 65_535),
        0,
      ),
  )
    .addHelpText(
      'after',
      '\n<operator> is the account that operates a validator. Each action is one argument, in quotes:\n' +
        `${actionHelp}\n\nA key is the name of one here, or <scheme>/<public key in base64>; an account is a name or\n` +
        'an address. Amounts of fees are in the smallest unit. All actions are done together, or none.\n' +
        passwordHelp +
        '\nExamples:\n  $ trellis governance propose operator1 "set-power node=node2 power=3"\n' +
        '  $ trellis governance propose operator1 "grant-role account=alice role=issuer"\n' +
        '  $ trellis governance propose operator1 "remove-node node=node4"\n' +
        '  $ trellis governance propose bank-a --join bank-e.join --power 1\n',
    )
    .action(
      async (
        operator: string,
        texts: readonly string[],
        options: ProposeOptions,
        command: Command,
      ) => {
        const session = await connect(command);
        const { globals, transport } = session;
        const actions = await readActions(session, texts, options);
        const { head } = await getStatus(transport);
        const expiresAt = toHeight(head.height + BigInt(options.blocks));
        const names = await knownNames(globals, []);
        const described = actions
          .map((action) => sentenceText(actionSentence(action), names))
          .join('; ');
        const { account, isFinal } = await sendOperations(session, operator, options, (signer) => ({
          operations: [propose({ operator: signer.account, actions, expiresAt })],
          headline: `Propose: ${described}`,
        }));
        if (globals.json || !isFinal) return;
        const { proposals } = await getProposals(transport);
        const mine = proposals.find(({ proposer }) => proposer === account);
        if (mine !== undefined) {
          print(`This is proposal ${mine.number}: ${describeOutcome(mine)}.`);
        }
      },
    );
}

async function readActions(
  session: Session,
  texts: readonly string[],
  { join, power }: ProposeOptions,
): Promise<readonly GovernanceAction[]> {
  const actions = await Promise.all(texts.map((text) => readAction(session.names, text)));
  const joining = join === undefined ? [] : await joiningActions(session, join, power);
  if (actions.length + joining.length > 0) return [...joining, ...actions];
  throw new UsageError('no_action', 'say what to propose: an action, or --join with a file');
}

function addVote(governance: Command, choice: Choice): void {
  addSendingOptions(
    governance
      .command(`${choice} <operator> <proposal>`)
      .description(`Vote ${choice === 'approve' ? 'for' : 'against'} a proposal`),
  )
    .addHelpText(
      'after',
      `${passwordHelp}\nExamples:\n  $ trellis governance ${choice} operator2 1\n`,
    )
    .action(async (operator: string, text: string, options: SendingOptions, command: Command) => {
      const number = proposalNumber(text);
      const session = await connect(command);
      const { isFinal } = await sendOperations(session, operator, options, ({ account }) => ({
        operations: [vote({ operator: account, proposal: number, choice })],
        headline: `${choice === 'approve' ? 'Approve' : 'Reject'} proposal ${number}`,
      }));
      if (session.globals.json || !isFinal) return;
      const { value } = await getProposal(await session.light(), number);
      print(`Proposal ${number}: ${describeOutcome(value)}.`);
    });
}

function addList(governance: Command): void {
  governance
    .command('list', { isDefault: true })
    .description('List the proposals, the newest first')
    .addHelpText('after', '\nExamples:\n  $ trellis governance list\n')
    .action(async (_options: object, command: Command) => {
      const { globals, transport } = await connect(command);
      const answer = await getProposals(transport);
      if (globals.json) return printJson(proposalsResponseCodec.toJson(answer));
      if (answer.proposals.length === 0) return print('Nothing has been proposed yet.');
      const names = await knownNames(globals, []);
      const rows = answer.proposals.map((proposal) => [
        String(proposal.number),
        describeOutcome(proposal, answer.height),
        proposal.actions.map((action) => actionText(action, names)).join('; '),
      ]);
      printReportedList([['number', 'outcome', 'what'], ...rows]);
    });
}

function addShow(governance: Command): void {
  governance
    .command('show <proposal>')
    .description('Show a proposal and how the votes stand')
    .addHelpText('after', '\nExamples:\n  $ trellis governance show 1\n')
    .action(async (text: string, _options: object, command: Command) => {
      const number = proposalNumber(text);
      const session = await connect(command);
      const { globals } = session;
      const shown = await getProposal(await session.light(), number);
      const { value: proposal, header } = shown;
      if (globals.json) {
        const record = proposalRecordCodec.toJson(proposal);
        return printProvenJson(session, { proposal: record, ...asOfJson(shown) });
      }
      const names = await knownNames(globals, []);
      printFields([
        ['proposal', String(number)],
        ['by', await describeAccount(globals.home, proposal.proposer)],
        ...actionFields(proposal, names),
        ['outcome', describeOutcome(proposal, header.height)],
        ['expires', `after block ${proposal.expiresAt}`],
        ...proposal.votes.map(({ operator, choice }) => [choice, names.nameOf(operator)] as const),
        ...proofFields(session, shown),
      ]);
    });
}

function actionText(action: GovernanceAction | UnknownCode, names: NounNames): string {
  return isUnknown(action)
    ? `${codeText(action)} (not known here)`
    : sentenceText(actionSentence(action), names);
}

function actionFields(
  { actions }: ProposalRecord,
  names: NounNames,
): readonly (readonly [string, string])[] {
  return actions.map((action, index) => [
    index === 0 ? 'what' : '',
    sentenceText(actionSentence(action), names),
  ]);
}

function describeOutcome(
  { outcome, expiresAt }: Pick<ReportedProposal, 'outcome' | 'expiresAt'>,
  height?: bigint,
): string {
  switch (outcome.type) {
    case 'open':
      return height !== undefined && height > expiresAt
        ? `expired after block ${expiresAt}`
        : `open since block ${outcome.since}`;
    case 'unknown':
      return 'it ended in a way that this version does not know';
    case 'passed':
      return `passed in block ${outcome.at}`;
    case 'rejected':
      return `rejected in block ${outcome.at}`;
    case 'failed': {
      const why = statusMeaning[outcome.status].replace(/\.$/, '');
      return `passed in block ${outcome.at}, but action ${outcome.action + 1} could not be done (${outcome.status}: ${why})`;
    }
  }
}

function addNodes(governance: Command): void {
  governance
    .command('nodes')
    .description('Show who may connect, and who acts for each node')
    .addHelpText('after', '\nExamples:\n  $ trellis governance nodes\n')
    .action(async (_options: object, command: Command) => {
      const { globals, transport } = await connect(command);
      const answer = await getNodes(transport);
      if (globals.json) return printJson(nodesResponseCodec.toJson(answer));
      const next = nextHeight(answer.height);
      const names = await knownNames(globals, []);
      const rows = answer.nodes.map((node) => [
        node.name,
        isAdmitted(node, next) ? 'admitted' : `not admitted since block ${node.until}`,
        node.peer,
        names.nameOf(node.operator),
      ]);
      printReportedList([['node', 'state', 'peer', 'operator'], ...rows]);
    });
}

function addParameters(governance: Command): void {
  governance
    .command('parameters')
    .description('Show the rules that a vote can change')
    .addHelpText('after', '\nExamples:\n  $ trellis governance parameters\n')
    .action(async (_options: object, command: Command) => {
      const session = await connect(command);
      const { globals } = session;
      const shown = await getParameters(await session.light());
      if (globals.json) {
        const parameters = parametersRecordCodec.toJson(shown.value);
        return printProvenJson(session, { parameters, ...asOfJson(shown) });
      }
      const { accountSchemes, validatorSchemes, recoverySchemes, limits, fees } = shown.value;
      const names = await knownNames(globals, []);
      printFields([
        ['accounts may use', describeSchemes(accountSchemes)],
        ['validators may use', describeSchemes(validatorSchemes)],
        [
          'recovery may use',
          `${describeSchemes(recoverySchemes) || 'nothing'} beside those of accounts`,
        ],
        ['limits', sentenceText(actionSentence({ type: 'setLimits', limits }), names)],
        ['fees', sentenceText(actionSentence({ type: 'setFees', fees }), names)],
        ...proofFields(session, shown),
      ]);
    });
}

function describeSchemes(rules: readonly SchemeRule[]): string {
  return rules
    .map(({ scheme, until }) => {
      const end = until === null ? '' : `, up to block ${until}`;
      return `${scheme}${schemes[scheme].postQuantum ? '' : ' (not post-quantum)'}${end}`;
    })
    .join(', ');
}

function addRoles(governance: Command): void {
  governance
    .command('roles <account>')
    .description('Show what an account may do beyond holding and paying')
    .addHelpText('after', '\nExamples:\n  $ trellis governance roles treasury\n')
    .action(async (text: string, _options: object, command: Command) => {
      const session = await connect(command);
      const { globals } = session;
      const address = await resolveAccount(session.names, text);
      const shown = await getRoles(await session.light(), address);
      const { value: granted, reported } = shown;
      const { votingPower } = reported;
      if (globals.json) {
        return printProvenJson(session, {
          ...(await accountJson(globals.home, address)),
          roles: granted,
          votingPower,
          ...asOfJson(shown),
        });
      }
      const roles = [
        ...granted.map((role) => [role, roleMeaning[role]] as const),
        ...(votingPower > 0
          ? [
              [
                'validator',
                `votes on proposals with a power of ${votingPower}, ${reportedByNode}`,
              ] as const,
            ]
          : []),
      ];
      printFields([
        ['account', await describeAccount(globals.home, address)],
        ...(roles.length === 0 ? [['roles', 'none granted'] as const] : roles),
        ...proofFields(session, shown),
      ]);
    });
}

function proofFields(session: Session, { header }: AsOf): readonly (readonly [string, string])[] {
  return [['as of', blockTime(header)], proofField(session, 'entry → state root → certificate')];
}

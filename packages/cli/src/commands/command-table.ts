/**
 * All commands of the program, in the order of its help. What a command is made of is loaded when the command is
 * run or asked about, so that no command carries the weight of the others.
 */
import type { DefineCommand } from './define-command.ts';

export interface TableCommand {
  readonly name: string;
  /** Its arguments as commander writes them; empty if it has none, or subcommands. */
  readonly args: string;
  readonly description: string;
  /** Runs nodes, reads their databases, or needs all commands, and so loads a whole node. */
  readonly runsNodes?: true;
  /** Loads what gives the command its options, subcommands and action. */
  readonly load: () => Promise<DefineCommand>;
}

export const commandTable: readonly TableCommand[] = [
  {
    name: 'testnet',
    args: '',
    description: 'Run a network of validators on this machine, each a process of its own',
    runsNodes: true,
    load: async () => (await import('./testnet.ts')).defineTestnetCommand,
  },
  {
    name: 'keys',
    args: '',
    description: 'Make, show, import and export keys',
    load: async () => (await import('./keys.ts')).defineKeysCommand,
  },
  {
    name: 'send',
    args: '<from> <to> <amount> <asset>',
    description: 'Pay, and wait until it is final',
    load: async () => (await import('./send.ts')).defineSendCommand,
  },
  {
    name: 'alias',
    args: '',
    description:
      'Give accounts names, BICs, LEIs and IBANs that a directory confirms, and find them',
    load: async () => (await import('./alias.ts')).defineAliasCommand,
  },
  {
    name: 'sealing',
    args: '',
    description: 'Let payments say what they are for to the payee alone',
    load: async () => (await import('./sealing.ts')).defineSealingCommand,
  },
  {
    name: 'batch',
    args: '<payer> <file>',
    description: 'Make up to 100 payments under one signature: all of them or none',
    load: async () => (await import('./batch.ts')).defineBatchCommand,
  },
  {
    name: 'request',
    args: '<payee> <amount> <asset>',
    description: 'Write a payment request: one line that the payer gives to "trellis pay"',
    load: async () => (await import('./payment-request.ts')).defineRequestCommand,
  },
  {
    name: 'pay',
    args: '<payer> <request>',
    description: 'Pay a payment request, and wait until it is final',
    load: async () => (await import('./payment-request.ts')).definePayCommand,
  },
  {
    name: 'balance',
    args: '<account> [asset]',
    description: 'Show what an account holds, with a proof that the light client checks',
    load: async () => (await import('./balance.ts')).defineBalanceCommand,
  },
  {
    name: 'statement',
    args: '<account>',
    description: 'Show how a balance came to be what it is, line by line with the running balance',
    load: async () => (await import('./statement.ts')).defineStatementCommand,
  },
  {
    name: 'iso',
    args: '',
    description: 'Read, pay, answer and write banks’ files (ISO 20022)',
    load: async () => (await import('./iso.ts')).defineIsoCommand,
  },
  {
    name: 'gateway',
    args: '',
    description: 'Take banks’ files from a folder or by HTTP, pay them once, and answer them',
    load: async () => (await import('./gateway.ts')).defineGatewayCommand,
  },
  {
    name: 'account',
    args: '',
    description: 'Create accounts, show them, change their keys',
    load: async () => (await import('./account.ts')).defineAccountCommand,
  },
  {
    name: 'recovery',
    args: '',
    description: 'Get an account back whose keys are lost, by recovery keys and after a delay',
    load: async () => (await import('./recovery.ts')).defineRecoveryCommand,
  },
  {
    name: 'crypto',
    args: '',
    description: 'Show how much of the chain withstands a quantum computer',
    load: async () => (await import('./crypto.ts')).defineCryptoCommand,
  },
  {
    name: 'asset',
    args: '',
    description: 'Define, mint, burn and show assets',
    load: async () => (await import('./asset.ts')).defineAssetCommand,
  },
  {
    name: 'holds',
    args: '',
    description: 'Reserve units for somebody, to be paid out later or to go back at a time',
    load: async () => (await import('./holds.ts')).defineHoldsCommand,
  },
  {
    name: 'mandate',
    args: '',
    description: 'Let others pay from an account, within limits that every validator counts',
    load: async () => (await import('./mandate.ts')).defineMandateCommand,
  },
  {
    name: 'consent',
    args: '',
    description: 'Let clients see an account or pay from it, as you sign, and see who acted when',
    runsNodes: true,
    load: async () => (await import('./consent.ts')).defineConsentCommand,
  },
  {
    name: 'tx',
    args: '',
    description: 'Build, sign, submit and show transactions',
    load: async () => (await import('./tx.ts')).defineTxCommand,
  },
  {
    name: 'wallet',
    args: '',
    description: 'Serve the wallet for the browser to this machine, or write it for a web server',
    load: async () => (await import('./wallet.ts')).defineWalletCommand,
  },
  {
    name: 'block',
    args: '[height]',
    description: 'Show a block: the newest, or that of a height',
    load: async () => (await import('./chain.ts')).defineBlockCommand,
  },
  {
    name: 'validators',
    args: '',
    description: 'Show who decides blocks, with what power and signatures',
    load: async () => (await import('./chain.ts')).defineValidatorsCommand,
  },
  {
    name: 'export',
    args: '',
    description: 'Write final blocks into Parquet files or PostgreSQL, each once, and follow',
    runsNodes: true,
    load: async () => (await import('./export.ts')).defineExportCommand,
  },
  {
    name: 'status',
    args: '',
    description: 'Show what a node is doing, or why there is no new block',
    load: async () => (await import('./chain.ts')).defineStatusCommand,
  },
  {
    name: 'evidence',
    args: '',
    description: 'Show which validators signed two different messages, with the proof',
    load: async () => (await import('./evidence.ts')).defineEvidenceCommand,
  },
  {
    name: 'governance',
    args: '',
    description: 'Propose changes of validators, nodes, roles and rules, and vote on them',
    load: async () => (await import('./governance.ts')).defineGovernanceCommand,
  },
  {
    name: 'peers',
    args: '',
    description: 'Show whom a node is connected with, and with what cryptography',
    load: async () => (await import('./peers.ts')).definePeersCommand,
  },
  {
    name: 'cbom',
    args: '',
    description: 'Show the cryptographic inventory of a running node (CycloneDX 1.6 with --json)',
    load: async () => (await import('./cbom.ts')).defineCbomCommand,
  },
  {
    name: 'apikey',
    args: '',
    description: 'Make, list, rotate and revoke the keys that a node’s HTTP API asks for',
    runsNodes: true,
    load: async () => (await import('./apikey.ts')).defineApiKeyCommand,
  },
  {
    name: 'audit',
    args: '',
    description: 'Verify and export the audit log of a node’s HTTP API',
    runsNodes: true,
    load: async () => (await import('./audit.ts')).defineAuditCommand,
  },
  {
    name: 'repair',
    args: '[node]',
    description:
      'Say what of a stopped node’s files is damaged, and allow its next start to repair it',
    runsNodes: true,
    load: async () => (await import('./repair.ts')).defineRepairCommand,
  },
  {
    name: 'genesis',
    args: '',
    description:
      'Found a network of several organisations: put join requests together, check, sign',
    runsNodes: true,
    load: async () => (await import('./genesis.ts')).defineGenesisCommand,
  },
  {
    name: 'node',
    args: '',
    description: 'Make, run and examine a node, change what it logs, let it read its configuration',
    runsNodes: true,
    load: async () => (await import('./node.ts')).defineNodeCommand,
  },
  {
    name: 'backup',
    args: '',
    description: 'Back up a running node, check a backup offline, and restore a node from one',
    runsNodes: true,
    load: async () => (await import('./backup.ts')).defineBackupCommand,
  },
  {
    name: 'disk',
    args: '<node>',
    description: 'Show what uses the disk of a running node, how it grows and when it is full',
    runsNodes: true,
    load: async () => (await import('./disk.ts')).defineDiskCommand,
  },
  {
    name: 'verify',
    args: '[nodes...]',
    description: 'Audit stopped nodes’ databases: every signature, root, receipt and state entry',
    runsNodes: true,
    load: async () => (await import('./verify.ts')).defineVerifyCommand,
  },
  {
    name: 'chain',
    args: '',
    description: 'Recover a chain more than a third of whose validators lost their disks',
    runsNodes: true,
    load: async () => (await import('./chain-recover.ts')).defineChainCommand,
  },
  {
    name: 'acknowledge',
    args: '',
    description: 'Let a node vote again after its two verifiers disagreed about a signature',
    runsNodes: true,
    load: async () => (await import('./acknowledge.ts')).defineAcknowledgeCommand,
  },
  {
    name: 'signer',
    args: '',
    description: 'Keep the key of a validator, or of an account that pays, in a process of its own',
    runsNodes: true,
    load: async () => (await import('./signer.ts')).defineSignerCommand,
  },
  {
    name: 'guard',
    args: '',
    description: 'Tell the double-sign guard of a validator that its folder was moved',
    runsNodes: true,
    load: async () => (await import('./guard.ts')).defineGuardCommand,
  },
  {
    name: 'snapshot',
    args: '',
    description: 'Make a snapshot of a stopped node’s state, or begin a node’s chain from one',
    runsNodes: true,
    load: async () => (await import('./snapshot.ts')).defineSnapshotCommand,
  },
  {
    name: 'bench',
    args: '',
    description: 'Measure what signatures cost, from one call to a whole network',
    runsNodes: true,
    load: async () => (await import('./bench.ts')).defineBenchCommand,
  },
  {
    name: 'plan',
    args: '',
    description: 'Say what hosts a network needs, and how many payments it can take',
    runsNodes: true,
    load: async () => (await import('./plan.ts')).definePlanCommand,
  },
  {
    name: 'errors',
    args: '[code]',
    description: 'Explain the codes of errors, and what to do about each',
    load: async () => (await import('./errors.ts')).defineErrorsCommand,
  },
  {
    name: 'completion',
    args: '<shell>',
    description: 'Print a completion script for a shell',
    load: async () => (await import('./completion.ts')).defineCompletionCommand,
  },
  {
    name: 'demo',
    args: '',
    description: 'Start a testnet, make real payments, and show what post-quantum signatures cost',
    runsNodes: true,
    load: async () => (await import('./demo.ts')).defineDemoCommand,
  },
];

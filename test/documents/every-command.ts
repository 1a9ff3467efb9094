/**
 * Every command of the program once, in an order in which each finds what it needs, on a testnet of two nodes in a home
 * of its own. What it prints as JSON is held against its schema, and what it prints as text against what must not be in it.
 */
import { readFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CliHome } from '@trellis/cli/testing/run-cli';
import { differencePath } from '@trellis/node';
import { newestVersion } from '@trellis/protocol';
import { exportJWK, generateKeyPair } from 'jose';
import { makeClient, push, redirectUri } from '../access/consent-client.ts';
import { testPorts } from '../ports.ts';
import { bankFile, requestSchema } from './bank-message.ts';
import { foundingSteps } from './founding-steps.ts';
import { fieldOf, type PlannedStep, type Printed, step } from './planned-step.ts';
import { recoverySteps } from './recovery-steps.ts';

const password = 'password.txt';

const quickSignatures = [
  ...['--quick', '--schemes', 'ed25519', '--providers', 'openssl'],
  ...['--sizes', '32', '--rounds', '3'],
];

/** Beside a key, as a testnet keeps the passwords of its keys. */
const passwordOf = (name: string) => async (cli: CliHome) => {
  await cli.write(password, 'a long password\n');
  await writeFile(join(cli.home, 'keys', `${name}.password`), 'a long password\n', { mode: 0o600 });
};

const newKey = (name: string, ...more: readonly string[]): PlannedStep => ({
  command: 'keys new',
  args: (_, cli) => [name, '--password-file', cli.path(password), ...more],
  before: passwordOf(name),
});

const pemPassword = (cli: CliHome) => ['--pem-password-file', cli.path(password)];

const mandateTerms = ['--max', '2', '--until', '7d', '--payments', '3'];

/** The testnet is made and started by the caller, on ports that are free. */
export const everyCommand: readonly PlannedStep[] = [
  step('testnet status'),
  step('testnet logs', ['node1', '-n', '3']),
  newKey('alice'),
  newKey('bob'),
  newKey('erin', '--phrase'),
  newKey('safe', '--scheme', 'slh-dsa-sha2-128s'),
  step('keys list'),
  step('keys show', ['alice']),
  step('keys export', ['alice']),
  {
    command: 'keys export',
    args: (_, cli) => ['alice', '--private', cli.path('alice.pem'), ...pemPassword(cli)],
  },
  {
    command: 'keys import',
    args: (_, cli) => [
      ...['dora', cli.path('alice.pem'), '--password-file', cli.path(password)],
      ...pemPassword(cli),
    ],
  },
  step('keys rename', ['dora', 'doris']),
  {
    command: 'keys change-password',
    args: (_, cli) => [
      ...['doris', '--password-file', cli.path(password)],
      ...['--new-password-file', cli.path(password)],
    ],
  },
  step('keys delete', ['doris', '--yes']),
  step('account create', ['treasury', 'alice']),
  step('account create', ['treasury', 'bob']),
  step('account show', ['alice']),
  step('send', ['treasury', 'alice', '100.00', 'EUR', '--memo', 'rent'], { as: 'sent' }),
  step('send', ['treasury', 'bob', '5', 'EUR', '--invoice', '7', '--dry-run']),
  step('send', ['treasury', 'bob', '5', 'EUR', '--no-wait'], { as: 'submitted' }),
  { command: 'tx wait', args: (printed) => [fieldOf(printed, 'submitted', 'transactionId')] },
  { command: 'tx show', args: (printed) => [fieldOf(printed, 'sent', 'transactionId')] },
  step('balance', ['alice']),
  step('balance', ['alice', 'EUR']),
  step('statement', ['alice', '--asset', 'EUR', '--check']),
  {
    command: 'batch',
    args: (_, cli) => ['treasury', cli.path('batch.csv')],
    before: async (cli) => {
      await cli.write('batch.csv', 'to,amount,asset\nalice,1.00,EUR\nbob,2.00,EUR\n');
    },
  },
  {
    command: 'request',
    args: (_, cli) => ['bob', '2.50', 'EUR', '--out', cli.path('invoice.txt')],
  },
  { command: 'pay', args: (_, cli) => ['alice', cli.path('invoice.txt')] },
  {
    command: 'iso validate',
    args: (_, cli) => [cli.path('bank.xml')],
    before: async (cli) => {
      await cli.write('bank.xml', bankFile());
    },
  },
  { command: 'iso explain', args: (_, cli) => [cli.path('bank.xml')] },
  { command: 'iso pay', args: (_, cli) => [cli.path('bank.xml'), '--yes'] },
  { command: 'iso pay', args: (_, cli) => [cli.path('bank.xml'), '--yes'] },
  {
    command: 'iso build',
    args: (_, cli) => [cli.path('bank.xml'), '--out', cli.path('bank.json')],
  },
  step('iso statement', ['bob', '--asset', 'EUR']),
  {
    command: 'iso schemas add',
    args: (_, cli) => [cli.path('request.xsd')],
    before: async (cli) => {
      await cli.write('request.xsd', requestSchema);
    },
  },
  step('iso schemas list'),
  {
    command: 'gateway queue',
    args: (_, cli) => ['--config', cli.path('gateway.json')],
    before: async (cli) => {
      await cli.write('gateway.json', '{"folder":"gateway"}');
    },
  },
  { command: 'wallet build', args: (_, cli) => ['--out', cli.path('wallet')] },
  step('sealing publish', ['bob']),
  step('sealing show', ['bob']),
  {
    command: 'send',
    args: (_, cli) => [
      ...['treasury', 'bob', '1', 'EUR', '--sealed-file', cli.path('sealed.txt')],
      ...['--invoice', '2026-7'],
    ],
    before: async (cli) => {
      await cli.write('sealed.txt', 'for the boat');
    },
    as: 'sealed',
  },
  {
    command: 'tx show',
    args: (printed) => [fieldOf(printed, 'sealed', 'transactionId'), '--decrypt', 'bob'],
    as: 'opened',
  },
  step('sealing auditor', ['treasury', 'EUR', 'bob']),
  step('sealing show', ['EUR']),
  step('sealing auditor', ['treasury', 'EUR']),
  step('sealing withdraw', ['bob']),
  step('asset define', ['treasury', 'GOLD', 'Gold', '--decimals', '3']),
  step('asset list'),
  step('asset mint', ['treasury', 'alice', '10', 'GOLD']),
  step('asset burn', ['alice', '0.5', 'GOLD']),
  step('asset rules', ['treasury', 'GOLD', 'freeze=issuer', 'clawback=issuer', 'supplyMax=5000']),
  step('asset show', ['GOLD']),
  step('asset freeze', ['treasury', 'GOLD', 'alice']),
  step('asset holder', ['alice', 'GOLD']),
  step('asset unfreeze', ['treasury', 'GOLD', 'alice']),
  step('asset clawback', ['treasury', 'alice', '1', 'GOLD', '--reason', 'courtOrder']),
  step('asset rules', ['treasury', 'GOLD', 'holders=listed']),
  step('asset allow', ['treasury', 'GOLD', 'alice']),
  step('asset disallow', ['treasury', 'GOLD', 'alice']),
  { command: 'holds secret', args: (_, cli) => [cli.path('swap.secret')], as: 'secret' },
  {
    command: 'holds reserve',
    args: (printed) => [
      ...['alice', 'bob', '3', 'EUR', '--until', '2h'],
      ...['--release', `sha256=${fieldOf(printed, 'secret', 'sha256')}`],
    ],
    as: 'claimed',
  },
  step('holds list', ['alice']),
  { command: 'holds show', args: (printed) => [holdOf(printed, 'claimed')] },
  {
    command: 'holds claim',
    args: (printed, cli) => ['bob', holdOf(printed, 'claimed'), cli.path('swap.secret')],
  },
  step('holds reserve', reserveFor('bob'), { as: 'posted' }),
  { command: 'holds post', args: (printed) => ['bob', holdOf(printed, 'posted'), '1'] },
  step('holds reserve', reserveFor('bob'), { as: 'voided' }),
  { command: 'holds void', args: (printed) => ['bob', holdOf(printed, 'voided')] },
  {
    command: 'tx build',
    args: (_, cli) => ['alice', cli.path('tx.json'), '--pay', 'alice,bob,1,EUR'],
  },
  { command: 'tx show', args: (_, cli) => [cli.path('tx.json')] },
  { command: 'tx sign', args: (_, cli) => [cli.path('tx.json'), '--key', 'alice'] },
  { command: 'tx submit', args: (_, cli) => [cli.path('tx.json')] },
  step('recovery set', ['alice', 'safe', '--delay', '1000']),
  step('recovery show', ['alice']),
  newKey('alice2'),
  step('recovery start', ['alice', 'alice2', '--key', 'safe']),
  step('recovery show', ['alice']),
  step('recovery veto', ['alice']),
  step('recovery finish', ['alice', '--key', 'safe', '--dry-run'], { exitCode: 1 }),
  step('recovery remove', ['alice']),
  step('account set-policy', ['alice', 'alice2', '--dry-run']),
  step('block'),
  step('block', ['0']),
  step('validators'),
  step('status'),
  step('status', ['--why']),
  step('evidence'),
  step('peers'),
  step('cbom'),
  step('crypto status'),
  step('governance parameters'),
  step('governance nodes'),
  step('governance roles', ['treasury']),
  step('governance propose', ['operator1', 'grant-role account=bob role=issuer']),
  step('governance list'),
  step('governance show', ['1']),
  step('governance approve', ['operator2', '1']),
  step('governance propose', ['operator1', 'grant-role account=alice role=issuer']),
  step('governance reject', ['operator2', '2']),
  step('governance show', ['2']),
  step('governance protocol'),
  step('governance announce', ['operator1', '--of', 'node1', '--knows', '1']),
  step('governance propose', ['operator1', 'grant-role account=bob role=directory'], {
    before: upgradeToNewest,
  }),
  step('governance approve', ['operator2', '4']),
  step('alias set', ['alice', '@alice', '--directory', 'bob']),
  step('alias show', ['alice']),
  step('alias find', ['@alice']),
  step('alias find', ['@nobody']),
  step('alias remove', ['alice', '@alice']),
  { command: 'alias iban-key', args: (_, cli) => ['bob', cli.path('ibans.key')] },
  step('mandate grant', ['alice', 'bob', 'EUR', ...mandateTerms], { as: 'granted' }),
  step('mandate list', ['alice']),
  {
    command: 'mandate pay',
    args: (printed) => ['bob', mandateOf(printed), 'bob', '1', '--invoice', '7'],
  },
  { command: 'mandate show', args: (printed) => [mandateOf(printed)] },
  step('statement', ['alice', '--asset', 'EUR', '--limit', '1']),
  { command: 'mandate revoke', args: (printed) => ['alice', mandateOf(printed)] },
  { command: 'mandate show', args: (printed) => [mandateOf(printed)] },
  step('apikey create', ['desk', '--scope', 'read,submit', '--expires', '30d'], { as: 'apikey' }),
  {
    command: 'apikey rotate',
    args: (printed, cli) => [apiKeyOf(printed), '--out', cli.path('desk.key')],
  },
  step('apikey list'),
  { command: 'apikey dpop-key', args: (_, cli) => [cli.path('desk.jwk')] },
  { command: 'apikey revoke', args: (printed) => [apiKeyOf(printed)] },
  {
    command: 'consent client add',
    args: (_, cli) => ['Shop', '--redirect', redirectUri, '--jwk', cli.path('shop.jwk')],
    before: writeJwk,
    as: 'client',
  },
  step('consent client list'),
  {
    command: 'consent grant',
    args: (_, cli) => ['alice', askedFor(cli), '--password-file', cli.path(password)],
    before: askConsent,
    as: 'consent',
  },
  step('consent list', ['alice']),
  {
    command: 'consent show',
    args: (printed) => ['alice', fieldOf(printed, 'consent', 'consent')],
  },
  {
    command: 'consent revoke',
    args: (printed, cli) => [
      ...['alice', fieldOf(printed, 'consent', 'consent')],
      ...['--password-file', cli.path(password)],
    ],
  },
  { command: 'consent refuse', args: (_, cli) => [askedFor(cli)], before: askConsent },
  {
    command: 'consent client remove',
    args: (printed) => [fieldOf(printed, 'client', 'id')],
  },
  step('errors'),
  step('errors', ['ENOSPC']),
  step('completion', ['bash']),
  step('testnet slow', ['node2', '--latency', '1']),
  step('testnet partition', ['node2']),
  step('testnet heal'),
  step('testnet pause', ['node2']),
  step('testnet resume', ['node2']),
  step('testnet kill', ['node2']),
  step('testnet restart', ['node2']),
  step('testnet chaos', ['--seed', '7', '--for', '2s']),
  step('testnet add-node', [], { as: 'added' }),
  step('testnet remove-node', ['node3']),
  step('node doctor', ['node1']),
  { command: 'node report', args: (_, cli) => ['node1', '--to', cli.path('report.tar.gz')] },
  step('node log-level', ['node1', 'debug', '--module', 'engine', '--for', '10m']),
  step('node reload', ['node1']),
  step('disk', ['node1']),
  step('plan', []),
  {
    command: 'export',
    args: (_, cli) => ['--format', 'parquet', '--to', cli.path('exported')],
  },
  {
    command: 'export',
    args: (_, cli) => ['--format', 'parquet', '--to', cli.path('exported'), '--reconcile'],
  },
  { command: 'backup create', args: (_, cli) => ['node1', '--to', cli.path('backup')] },
  { command: 'backup verify', args: (_, cli) => [cli.path('backup')] },
  {
    command: 'backup restore',
    args: (_, cli) => [cli.path('backup'), '--to', cli.path('restored')],
  },
  step('backup key', ['alice']),
  ...foundingSteps,
  step('testnet down'),
  {
    command: 'testnet ports',
    args: async () => ['--base-port', String(await testPorts(3))],
  },
  step('audit verify', ['--of', 'node1']),
  step('audit export', ['--of', 'node1']),
  step('repair', ['node1', '--dry-run']),
  step('verify', ['node1']),
  {
    command: 'snapshot create',
    args: (_, cli) => ['node1', '--out', cli.path('snapshot')],
  },
  step('guard confirm', ['--of', 'node2', '--moved-after-clean-stop']),
  step('acknowledge', ['--of', 'node2'], { before: plantDifference }),
  ...recoverySteps,
  step('node replace-validator-key', ['node2']),
  {
    command: 'snapshot restore',
    args: (_, cli) => [cli.path('snapshot'), 'node2'],
    before: forgetChain,
  },
  {
    command: 'bench signatures',
    args: (_, cli) => [...quickSignatures, '--out', cli.path('run')],
  },
  { command: 'bench compare', args: (_, cli) => [cli.path('run'), cli.path('run')] },
  { command: 'bench report', args: (_, cli) => [cli.path('run'), '--out', cli.path('again')] },
  step('testnet reset', ['--all']),
];

/** Brings the testnet of two operators to the newest version of the protocol; its proposal is the third. */
async function upgradeToNewest(cli: CliHome): Promise<void> {
  const announce = async (node: 1 | 2): Promise<bigint> => {
    const said = ['--of', `node${node}`, '--knows', `${newestVersion}`];
    const { height } = await cli.jsonWithin(['governance', 'announce', `operator${node}`, ...said]);
    return BigInt(String(height));
  };
  // Each step takes a block, and one has to lie between the vote and the version.
  const height = (await announce(1)) + 6n;
  const upgrade = `upgrade version=${newestVersion} height=${height} release=newest release-hash=${'ab'.repeat(32)}`;
  await cli.jsonWithin(['governance', 'propose', 'operator1', upgrade]);
  await cli.jsonWithin(['governance', 'approve', 'operator2', '3']);
  await announce(2);
  while ((await announce(1)) < height) {
    // Each announcement makes a block.
  }
}

function mandateOf(printed: Printed): string {
  const mandates = printed.get('granted')?.mandates;
  if (!Array.isArray(mandates) || typeof mandates[0] !== 'string') throw new Error('no mandate');
  return mandates[0];
}

/** Options of `holds reserve` that an arbiter decides on. */
function reserveFor(arbiter: string): readonly string[] {
  return ['alice', 'bob', '2', 'EUR', '--until', '2h', '--release', `arbiter=${arbiter}`];
}

function holdOf(printed: Printed, name: string): string {
  const holds = printed.get(name)?.holds;
  if (!Array.isArray(holds) || typeof holds[0] !== 'string') throw new Error(`${name}: no hold`);
  return holds[0];
}

function apiKeyOf(printed: Printed): string {
  const key = printed.get('apikey')?.key;
  if (typeof key !== 'object' || key === null || !('id' in key)) throw new Error('no API key');
  return String(key.id);
}

const dataOf = (cli: CliHome, node: string): string => join(cli.home, 'testnet', node, 'data');

/** As a node writes it whose two verifiers disagreed. */
async function plantDifference(cli: CliHome): Promise<void> {
  const difference = {
    time: '2026-11-30T12:00:00.000Z',
    scheme: 'ml-dsa-65',
    purpose: 'tx',
    publicKey: '00',
    message: '00',
    signature: '00',
    validByWebAssembly: true,
    validByOpenssl: false,
    openssl: '3.5.8',
    engine: '14.0',
  };
  await writeFile(differencePath(dataOf(cli, 'node2')), JSON.stringify(difference), {
    mode: 0o600,
  });
}

/** A chain is restored where there is none. */
async function forgetChain(cli: CliHome): Promise<void> {
  await rm(join(dataOf(cli, 'node2'), 'chain'), { recursive: true });
}

async function writeJwk(cli: CliHome): Promise<void> {
  const { publicKey } = await generateKeyPair('ES256', { extractable: true });
  await cli.write('shop.jwk', JSON.stringify(await exportJWK(publicKey)));
}

/** A client asks at the first node, to see an account for a day. */
async function askConsent(cli: CliHome): Promise<void> {
  const { http } = JSON.parse(
    await readFile(join(cli.home, 'testnet', 'node1', 'config.json'), 'utf8'),
  );
  const server = { url: `http://127.0.0.1:${http.port}`, data: dataOf(cli, 'node1') };
  const until = BigInt(Date.now() + 86_400_000);
  const { request } = await push(await makeClient(server, null), [
    { type: 'account_information', until },
  ]);
  await cli.write('request.txt', request);
}

const askedFor = (cli: CliHome): string => readFileSync(cli.path('request.txt'), 'utf8');

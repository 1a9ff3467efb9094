/** One nasty text in every place that takes text, then every command and every page that shows what is there. */
import { join } from 'node:path';
import { type CommandUse, commandUses, documentStreams } from '@trellis/cli';
import { runWithin } from '@trellis/cli/testing/run-cli';
import {
  buildTransaction,
  defineAsset,
  getReportedTransaction,
  httpTransport,
  pay,
  signTransaction,
  submit,
  transfer,
} from '@trellis/client';
import { createProvider, formatAddress, type Hash } from '@trellis/crypto';
import { buildPage } from '@trellis/explorer/build';
import { openTestKey } from '@trellis/keystore';
import {
  type AssetCode,
  encode,
  noRemittance,
  type Operation,
  signedTransactionCodec,
  toHeight,
  transactionId,
} from '@trellis/protocol';
import { nodeFiles, testnetFolder } from '@trellis/testnet';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GuardedNode, startGuardedNode } from '../access/node.ts';
import { hasBrowser, launchBrowser, titleOf, visit } from './browser.ts';

/** A forged line, a colour, a cursor that moves, a reversed amount, something invisible; it ends in what is looked for. */
const nasty = 'rent\nbalance  999.00 EUR\r\u001b[31m\u001b[2J\u009b1A\u202e00.1\u2066\u200b NASTY';
/** The ledger itself has always refused controls in the name of an asset. */
const nastyName = 'coin\u202enioc\u200b NASTY';
const formula = '=HYPERLINK("http://x","NASTY")';

let node: GuardedNode;
let ids: Hash[];
const folder = process.cwd();

beforeAll(async () => {
  node = await startGuardedNode({ anonymous: ['read', 'submit'] });
  // Some commands write the files that they are given the names of.
  process.chdir(node.home);
  const move = { from: node.treasury, to: node.operator, asset: 'EUR' as AssetCode, amount: 1n };
  const sent = [
    await signed(1n, pay({ ...move, remittance: { ...noRemittance, invoice: formula } }), nasty),
    await signed(
      2n,
      defineAsset({
        issuer: node.treasury,
        asset: 'ODD' as AssetCode,
        decimals: 2,
        name: nastyName,
      }),
      nasty,
    ),
  ];
  ids = sent.map(({ transaction }) => transactionId(transaction));
  for (const one of sent) {
    // To the engine directly, as the API would refuse it.
    const result = await node.running.engine.submit(encode(signedTransactionCodec, one));
    expect(result.ok).toBe(true);
  }
  const transport = httpTransport({ url: node.url });
  await Promise.all(ids.map((id) => getReportedTransaction(transport, id, 20_000)));
});
afterAll(async () => {
  process.chdir(folder);
  await node?.remove();
});

/** Signed with a memo that nobody could build a transaction with. */
async function signed(sequence: bigint, operation: Operation, memo: string) {
  const { chain } = node.running.engine;
  // Not built by the SDK, which would refuse it.
  const transaction = {
    chainId: chain.genesis.chainId,
    sender: node.treasury,
    sequence,
    validUntil: toHeight(chain.head().header.height + 50n),
    operations: [operation],
    memo,
  };
  const key = await openTestKey(node.home, 'treasury', createProvider('native'));
  const signer = { account: node.treasury, keyIndex: 0, key, firstUse: sequence === 1n };
  return signTransaction(transaction, [signer]);
}

const operatorText = (): string => formatAddress(node.operator);

/** All that acts, line ends aside. */
const acting = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** Arguments of the commands that show what is there, by the command; the others are given the text itself. */
const shown: Readonly<Record<string, readonly (() => readonly string[])[]>> = {
  statement: [
    () => [operatorText(), '--asset', 'EUR'],
    () => [operatorText(), '--asset', 'EUR', '--format', 'csv'],
  ],
  'tx show': [() => [ids[0] ?? ''], () => [ids[1] ?? '']],
  'tx wait': [() => [ids[0] ?? '']],
  'asset list': [() => []],
  'asset show': [() => ['ODD']],
  'asset holder': [() => ['treasury', 'ODD']],
  block: [() => []],
  'account show': [() => ['treasury']],
  balance: [() => ['treasury'], () => ['treasury', 'ODD']],
  'holds list': [() => ['treasury']],
  status: [() => [], () => ['--why']],
  validators: [() => []],
  peers: [() => []],
  evidence: [() => []],
  'recovery show': [() => ['treasury']],
  'sealing show': [() => ['treasury'], () => ['ODD']],
  'governance list': [() => []],
  'governance nodes': [() => []],
  'governance parameters': [() => []],
  'governance roles': [() => ['treasury']],
  'governance protocol': [() => []],
  'crypto status': [() => []],
  cbom: [() => []],
  'keys list': [() => []],
  'apikey list': [() => ['--config', configFile()]],
  'consent client list': [() => ['--config', configFile()]],
  'audit verify': [() => ['--config', configFile()]],
  'audit export': [() => ['--config', configFile()]],
  'iso schemas list': [() => []],
  plan: [() => []],
  export: [() => ['--format', 'parquet', '--to', join(node.home, 'exported')]],
  errors: [() => []],
};

/** What shows the text, so that it is known that there was something to hide. */
const shows = ['statement', 'tx show', 'asset list', 'asset show'];

/** These would begin real work with an argument that they take for a name, or need none at all. */
const withoutText =
  /^(testnet|bench|demo$|completion$|chain |gateway (run|queue)$|wallet (build|serve)$|guard |acknowledge$|verify$|repair$|snapshot create$|genesis |node (init|run)$|signer (init|run|init-payments|run-payments)$)/;

const configFile = (): string => join(testnetFolder(node.home), 'node1', nodeFiles.config);

interface Run {
  readonly command: string;
  readonly args: () => readonly string[];
  readonly isTextShown: boolean;
}

/** Each command that shows something, on what is there; each with the text as every argument, which it refuses. */
function runsOf({ command, arguments: count, options }: CommandUse): readonly Run[] {
  const looking = (shown[command] ?? []).map((args) => ({
    command,
    args,
    isTextShown: shows.includes(command),
  }));
  if (withoutText.test(command)) return looking;
  const given = Array.from({ length: count }, () => nasty);
  const refusing = { command, args: () => [...given, ...options], isTextShown: false };
  return count === 0 ? looking : [...looking, refusing];
}

const uses = await commandUses(nasty);

it('every command that is not left out for a reason is run', () => {
  const commands = uses.map(({ command }) => command);
  const run = new Set(uses.flatMap(runsOf).map(({ command }) => command));
  expect(commands.filter((command) => !run.has(command) && !withoutText.test(command))).toEqual([]);
  expect(Object.keys(shown).filter((command) => !commands.includes(command))).toEqual([]);
});

describe('commands show foreign text as data', () => {
  const commands = uses
    .flatMap(runsOf)
    .flatMap((run) => [false, true].map((json) => ({ ...run, json })))
    .map((run, index) => [`${run.command} (${index})`, run] as const);

  it.each(commands)('%s', async (_name, { command, args, isTextShown, json }) => {
    const given = [...command.split(' '), ...args(), '--node', node.url];
    const { stdout, stderr } = await runWithin(node.home, json ? [...given, '--json'] : given);
    const printed = stdout + stderr;
    expect(printed).not.toBe('');
    // One run gives one form: a table for other programs, or a document.
    const isRefused = json && given.includes('csv');
    if (isTextShown && !isRefused) expect(printed).toContain('NASTY');
    if (isRefused) expect(printed).toContain('bad_option');
    expect(printed).not.toMatch(acting);
    expect(printed).not.toMatch(/^(balance {2}999|00\.1|.1A)/m);
    // A spreadsheet takes what begins so for a formula.
    if (given.includes('csv')) expect(stdout).not.toMatch(/(^|,)"?=/m);
    else if (json)
      for (const document of documentsIn(command, stdout || stderr)) JSON.parse(document);
  });
});

const documentsIn = (command: string, text: string): readonly string[] =>
  command in documentStreams ? text.trimEnd().split('\n') : [text];

describe('new text with control characters is refused', () => {
  it('by the SDK', () => {
    const { chain } = node.running.engine;
    const plan = {
      chainId: chain.genesis.chainId,
      sender: node.treasury,
      sequence: 9n,
      validUntil: 9n,
      operations: [
        transfer({ from: node.treasury, to: node.operator, asset: 'EUR' as AssetCode, amount: 1n }),
      ],
      memo: nasty,
    };
    expect(() => buildTransaction(plan)).toThrow(/memo.*\\n/);
  });

  it('by the API, one by one and in batches', async () => {
    const move = { from: node.treasury, to: node.operator, asset: 'EUR' as AssetCode, amount: 1n };
    const one = await signed(3n, pay({ ...move, remittance: noRemittance }), nasty);
    const transport = httpTransport({ url: node.url });
    await expect(submit(transport, one)).rejects.toMatchObject({ code: 'control_characters' });
  });

  it('as the name of an API key', async () => {
    const named = ['apikey', 'create', 'a\u202ekey', '--config', configFile()];
    const { code, stdout, stderr } = await runWithin(node.home, named);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/invalid_api_key.*\\u\{202e\}/);
  });

  it('by the command line', async () => {
    const to = formatAddress(node.operator);
    const args = ['send', 'treasury', to, '1', 'EUR', '--memo', nasty, '--node', node.url];
    const { code, stdout, stderr } = await runWithin(node.home, args);
    expect({ code: code === 0, stdout }).toEqual({ code: false, stdout: '' });
    expect(stderr).toMatch(/memo.*\\n/);
    expect(stderr).not.toMatch(acting);
  });
});

describe.skipIf(!hasBrowser)(titleOf('pages show foreign text as data'), () => {
  let browser: Browser;

  beforeAll(async () => {
    await buildPage();
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  const pages: readonly (readonly [name: string, shows: boolean, path: () => string])[] = [
    ['overview', false, () => ''],
    ['transaction', true, () => `tx/${ids[0]}`],
    ['transaction that defines an asset', true, () => `tx/${ids[1]}`],
    ['account', false, () => `account/${formatAddress(node.treasury)}`],
    ['statement', true, () => `statement/${formatAddress(node.operator)}?asset=EUR`],
    ['asset', true, () => 'asset/ODD'],
    ['assets', true, () => 'assets'],
  ];

  it.each(pages)('%s', async (_name, shows, path) => {
    const { page, context } = await visit(browser, `${node.url}/explorer/${path()}`);
    if (shows) await page.getByText('NASTY').first().waitFor({ state: 'attached' });
    else await page.locator('h1, h2').first().waitFor();
    const text = await page.evaluate(() => document.documentElement.outerHTML);
    const raw = /[\p{Cc}\u202a-\u202e\u2066-\u2069\u200b]/u.exec(text.replaceAll('\n', ''));
    expect(raw && text.slice(raw.index - 40, raw.index + 40)).toBeNull();
    expect(text).not.toMatch(/\nbalance {2}999/);
    await context.close();
  });
});

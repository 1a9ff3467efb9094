/** One nasty text in every place that takes text, then every command and every page that shows what is there. */

import { runWithin } from '@trellis/cli/testing/run-cli';
import {
  buildTransaction,
  createClient,
  defineAsset,
  getReportedTransaction,
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

beforeAll(async () => {
  node = await startGuardedNode({ anonymous: ['read', 'submit'] });
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
  const client = createClient({ url: node.url });
  await Promise.all(ids.map((id) => getReportedTransaction(client, id, 20_000)));
}, 60_000);
afterAll(() => node?.remove());

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

describe('commands show foreign text as data', () => {
  const commands: readonly (readonly [name: string, shows: boolean, args: () => string[]])[] = [
    ['statement', true, () => ['statement', operatorText(), '--asset', 'EUR']],
    ['statement, JSON', true, () => ['statement', operatorText(), '--asset', 'EUR', '--json']],
    [
      'statement, CSV',
      true,
      () => ['statement', operatorText(), '--asset', 'EUR', '--format', 'csv'],
    ],
    ['tx show', true, () => ['tx', 'show', ids[0] ?? '']],
    ['tx show of an asset', true, () => ['tx', 'show', ids[1] ?? '']],
    ['tx show, JSON', true, () => ['tx', 'show', ids[0] ?? '', '--json']],
    ['asset list', true, () => ['asset', 'list']],
    ['asset list, JSON', true, () => ['asset', 'list', '--json']],
    ['asset show', true, () => ['asset', 'show', 'ODD']],
    ['block', false, () => ['block']],
    ['account', false, () => ['account', 'treasury']],
    ['balance', false, () => ['balance', 'treasury']],
    ['holds list', false, () => ['holds', 'list', 'treasury']],
    ['status', false, () => ['status']],
    ['status --why', false, () => ['status', '--why']],
    ['validators', false, () => ['validators']],
    ['peers', false, () => ['peers']],
    ['evidence', false, () => ['evidence']],
    ['governance list', false, () => ['governance', 'list']],
    ['crypto', false, () => ['crypto']],
    ['cbom', false, () => ['cbom']],
    ['an error', true, () => ['balance', nasty, 'EUR']],
    ['an error, JSON', true, () => ['balance', nasty, 'EUR', '--json']],
    ['an unknown file', true, () => ['tx', 'submit', nasty]],
  ];

  it.each(commands)('%s', async (_name, shows, args) => {
    const { stdout, stderr } = await runWithin(node.home, [...args(), '--node', node.url]);
    const printed = stdout + stderr;
    expect(printed.includes('NASTY')).toBe(shows);
    expect(printed).not.toMatch(acting);
    expect(printed).not.toMatch(/^(balance {2}999|00\.1|.1A)/m);
    if (args().includes('--json')) JSON.parse(stdout || stderr);
    // A spreadsheet takes what begins so for a formula.
    if (args().includes('csv')) expect(stdout).not.toMatch(/(^|,)"?=/m);
  });
});

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
    const client = createClient({ url: node.url });
    await expect(submit(client, one)).rejects.toMatchObject({ code: 'control_characters' });
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
  }, 60_000);
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

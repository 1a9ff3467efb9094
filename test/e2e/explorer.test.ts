// cspell:ignore Betrag Übersicht Validatoren zahlen Ihrem geprüft erfolgreich Zustands
/** The explorer in a real browser, on a real network: what is true is shown as proven, and lies as lies. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { getAccounts, getReportedBlock, parsePaymentRequest } from '@trellis/client';
import { createProvider, formatAddress, keyAddress } from '@trellis/crypto';
import { buildPage } from '@trellis/explorer/build';
import { keyAccount } from '@trellis/protocol';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleSdk } from '../sdk/bundle.ts';
import type * as Sdk from '../sdk/bundled.ts';
import { treasurySecret } from '../sdk/treasury.ts';
import { readerOf } from './accessibility.ts';
import { hasBrowser, launchBrowser, markOf, titleOf, type Visit, visit } from './browser.ts';
import { places } from './explorer-places.ts';
import { forgeCertificate, lieAboutBalance } from './lies.ts';
import { type LyingProxy, startLyingProxy } from './lying-proxy.ts';
import { startNetwork, type TestNetwork } from './network.ts';
import { fillPayment, finalIn, importKey, reviewOf, sign } from './wallet-ground.ts';

const trellis = fileURLToPath(import.meta.resolve('@trellis/cli/main'));

/** As a node gives an alert that stands. */
const standing = {
  kind: 'chain_stalled',
  severity: 'page',
  since: String(Date.UTC(2026, 10, 30)),
  subject: '',
  detail: 'no block became final for 60 s',
  runbook: 'docs/incidents.md#a-third-of-the-validators-is-down',
};

/** The colours, and how wide the window is. */
const allLooks = [
  ['light', 320],
  ['dark', 1_400],
] as const;
const looks = process.env.TRELLIS_TESTS === 'short' ? allLooks.slice(0, 1) : allLooks;

describe.skipIf(!hasBrowser)(titleOf('the explorer'), () => {
  let network: TestNetwork;
  let proxy: LyingProxy;
  let browser: Browser;
  /** Holds nothing but what it is paid here. */
  let payee: string;
  let bystander: string;
  let payment: { readonly id: string; readonly height: string };

  beforeAll(async () => {
    await buildPage();
    [network, browser] = await Promise.all([startNetwork({ validators: 2 }), launchBrowser()]);
    proxy = await startLyingProxy(network.node(0).http);
    const [transport] = network.transports;
    if (transport === undefined) throw new Error('no node');
    const { accounts } = await getAccounts(transport);
    const { scheme, seed } = await treasurySecret(network.home);
    const { publicKey } = createProvider('native').openKey(scheme, seed);
    const treasury = keyAccount(scheme, keyAddress(scheme, publicKey));
    const [known, other] = accounts.filter(
      ({ address, sequence, keys }) => address !== treasury && sequence === 0n && keys === 1,
    );
    if (known === undefined || other === undefined) throw new Error('no account');
    payee = formatAddress(known.address);
    bystander = formatAddress(other.address);
  });

  afterAll(async () => {
    await browser?.close();
    await proxy?.close();
    await network?.remove();
  });

  /** Pays with the command line, as a user does. */
  async function pay(amount: string, memo: string): Promise<{ id: string; height: string }> {
    const { transactionId, height } = await run(
      'send',
      'treasury',
      payee,
      amount,
      'EUR',
      '--memo',
      memo,
    );
    return { id: transactionId ?? '', height: height ?? '' };
  }

  /** Runs the command line, and gives the document that it prints. */
  async function run(...args: readonly string[]): Promise<Record<string, string>> {
    const { http } = network.node(0);
    const { stdout } = await promisify(execFile)(process.execPath, [trellis, ...args, '--json'], {
      env: { ...process.env, TRELLIS_HOME: network.home, TRELLIS_NODE: http },
    });
    return JSON.parse(stdout);
  }

  const open = (url: string, options: Parameters<typeof visit>[2] = {}): Promise<Visit> =>
    visit(browser, url, { nodes: network.manifest.nodes.map(({ http }) => http), ...options });
  const stateOfSteps = (page: Page) =>
    page
      .locator('.mark .steps section')
      .first()
      .locator('li')
      .evaluateAll((items) => items.map((item) => item.className));

  it('shows a payment from the command line as it happens, and proves it', async () => {
    const { page, context, problems } = await open(`${network.node(0).http}/`);
    await page.locator('.head.proven').waitFor();
    payment = await pay('1.50', 'invoice 7');
    const link = page.locator(`main a[title="${payment.id}"]`);
    await link.waitFor();
    await link.click();
    await markOf(page, 'proven').waitFor();
    expect(await stateOfSteps(page)).toEqual(['ok', 'ok', 'ok', 'ok']);
    const text = await page.locator('main').textContent();
    expect(text).toContain('1.50 EUR');
    expect(text).toContain('invoice 7');
    expect(text).toContain('success');
    // The link can be given to somebody else, and what it leads to from there.
    await page.reload();
    await markOf(page, 'proven').waitFor();
    await page.locator(`main a[title="${payee}"]`).first().click();
    await page.locator('h1', { hasText: 'Account' }).waitFor();
    await markOf(page, 'proven').waitFor();
    const balances = page.getByRole('region', { name: 'Balances' });
    await balances.getByText('1.50').waitFor();
    await page.locator(`main a[title="${payment.id}"]`).waitFor();
    await pay('0.25', 'more');
    await balances.getByText('1.75').waitFor();
    await page.getByRole('link', { name: 'Statement in EUR' }).click();
    const statement = page.getByRole('region', { name: 'Statement' });
    await statement.getByText('+0.25').waitFor();
    await markOf(page, 'proven').waitFor();
    expect(await statement.locator('.sign.proven').count()).toBe(2);
    expect(problems).toEqual([]);
    await context.close();
  });

  it('catches a node that lies about a balance, and says where the proof fails', async () => {
    const { page, context } = await open(`${proxy.url}/explorer/account/${payee}`);
    await markOf(page, 'proven').waitFor();

    // Only the hashes can tell.
    proxy.tell(lieAboutBalance);
    await page.reload();
    const failed = page.locator('.mark.failed section', { hasText: 'the balance in EUR' });
    await failed.waitFor();
    expect(await failed.textContent()).toContain('does not lead to the state root');
    const steps = await failed
      .locator('li')
      .evaluateAll((items) => items.map((li) => li.className));
    expect(steps).toEqual(['ok', 'ok', 'ok', 'failed']);
    const colour = await page
      .locator('.mark.failed summary')
      .first()
      .evaluate((element) => getComputedStyle(element).color);
    expect(colour).toBe('rgb(179, 32, 27)');
    expect(await page.locator('td .sign.failed').getAttribute('aria-label')).toContain(
      'Verification failed',
    );
    // What is not proven is not shown.
    expect(await page.locator('main').textContent()).not.toContain('999,999');
    proxy.tell(undefined);
    await page.reload();
    await markOf(page, 'proven').waitFor();
    await context.close();
  });

  it('catches a forged certificate, another chain, and a head that is kept back', async () => {
    proxy.tell(forgeCertificate);
    const { page, context } = await open(`${proxy.url}/explorer/tx/${payment.id}`);
    await markOf(page, 'failed').waitFor();
    expect(await stateOfSteps(page)).toEqual(['ok', 'ok', 'failed', 'unknown']);
    proxy.tell(undefined);

    await page.clock.setFixedTime(Date.now() + 300_000);
    await page.locator('.head.failed', { hasText: 'the clocks are apart' }).waitFor();

    await page.goto(`${proxy.url}/explorer/?trust=${'ab'.repeat(32)}`);
    await page.locator('h1', { hasText: 'not the chain that you trust' }).waitFor();
    // Of a chain that is not trusted no signature is checked, so that the worker is not loaded.
    expect(page.workers()).toEqual([]);
    await context.close();
  });

  it('runs the SDK in a page: signed there, checked there', async () => {
    const { scheme, seed } = await treasurySecret(network.home);
    const { page, context, problems } = await open(`${network.node(0).http}/explorer/`);
    await page.evaluate(`${await bundleSdk()}; globalThis.trellis = trellis;`);
    const paid = await page.evaluate(
      async ({ scheme: name, seed: bytes, payee: to }) => {
        const { trellis } = globalThis as unknown as { trellis: typeof Sdk };
        const url = location.origin;
        const key = trellis.createProvider('portable').openKey(name, Uint8Array.from(bytes));
        const genesis = await trellis.getGenesis(trellis.httpTransport({ url }));
        const client = await trellis.createClient({ url, key, genesis });
        const address = trellis.parseAddress(to);
        if (address === undefined) throw new Error('not an address');
        const asset = 'EUR' as Parameters<typeof client.balanceText>[1];
        const { receipt } = await client.pay({ to: address, asset, amount: '0.25' });
        return { status: receipt.status, balance: await client.balanceText(address, asset) };
      },
      { scheme, seed: [...seed], payee },
    );
    expect(paid).toEqual({ status: 'success', balance: '2.00' });
    expect(problems).toEqual([]);
    await context.close();
  });

  it('shows what is unusual about an account wherever it is shown, and where each proof is', async () => {
    await run('asset', 'define', 'treasury', 'GOLD', 'Gold');
    await run('asset', 'rules', 'treasury', 'GOLD', 'freeze=issuer');
    await run('asset', 'mint', 'treasury', payee, '5', 'GOLD');
    await run('asset', 'freeze', 'treasury', 'GOLD', payee);
    const { page, context, problems } = await open(
      `${network.node(0).http}/explorer/account/${payee}`,
    );
    await page.locator('.notes li', { hasText: 'frozen for GOLD since block' }).waitFor();
    await run('asset', 'freeze', 'treasury', 'GOLD');
    await page.locator('.notes li', { hasText: 'GOLD is frozen as a whole' }).waitFor();
    const mark = page
      .getByRole('region', { name: 'Balances' })
      .locator('tr', { hasText: 'GOLD' })
      .locator('a.sign.proven');
    const told = await mark.getAttribute('title');
    expect(told).toMatch(/\d signatures of 2 trusted validators, [\d.]+ % of the power/);
    expect(told).toContain('state root');
    await mark.click();
    await page.locator('h1', { hasText: 'Proof' }).waitFor();
    const main = page.locator('main');
    await main.getByText(`trellis balance ${payee} GOLD`).waitFor();
    await main.locator('pre', { hasText: '"siblings"' }).waitFor();
    await page.goto(`${network.node(0).http}/explorer/asset/GOLD`);
    await page.locator('dd', { hasText: /^yes$/ }).waitFor();
    expect(problems).toEqual([]);
    await context.close();
  });

  it('shows what every link has negotiated, and by whose word', async () => {
    const { page, context, problems } = await open(`${network.node(0).http}/explorer/network`);
    const links = page.getByRole('region', { name: 'Links of the network' });
    await links.waitFor();
    const [row = ''] = await links.locator('tbody tr').allTextContents();
    expect(row).toMatch(/^node1 and node2X25519MLKEM768TLS_\w+ml-dsa-65both ends$/);
    expect(await page.locator('svg.map').getAttribute('aria-label')).toContain(
      '2 nodes with 1 link, 1 of them post-quantum',
    );
    expect(problems).toEqual([]);
    await context.close();
  });

  it('speaks the language of the browser, until the reader chooses another', async () => {
    const { page, context, problems } = await open(network.node(0).http, {
      locale: 'de-AT',
    });
    const shown = async (title: string, language: string): Promise<void> => {
      await page.getByRole('heading', { level: 1, name: title }).waitFor();
      expect(await page.locator('html').getAttribute('lang')).toBe(language);
    };
    await shown('Übersicht', 'de');
    await page.getByRole('link', { name: 'Validatoren' }).click();
    await shown('Validatoren', 'de');
    // What the operations and codes of the ledger are called, and what is said of proofs, too.
    await page.goto(`${network.node(0).http}/explorer/tx/${payment.id}`);
    await page
      .locator('.operations', { hasText: /1\.50 EUR von trellis1.* an trellis1.* zahlen/ })
      .waitFor();
    await page.locator('.mark.proven', { hasText: 'in Ihrem Browser geprüft' }).waitFor();
    const german = await page.locator('main').textContent();
    expect(german).toContain('erfolgreich');
    expect(german).toMatch(/Block \d+ von \S+, Wurzel des Zustands/);
    expect(german).not.toMatch(/\bpay\b|success|verified|trusted validators/);
    await page.getByRole('link', { name: 'Validatoren' }).click();
    await shown('Validatoren', 'de');
    await page.getByRole('button', { name: 'English' }).click();
    await shown('Validators', 'en');
    await page.reload();
    await shown('Validators', 'en');
    expect(problems).toEqual([]);
    await context.close();
  });

  it('draws the last hour from blocks that it checks, also as a table', async () => {
    const { page, context, problems } = await open(network.node(0).http);
    const history = page.getByRole('region', { name: 'History' });
    await history.getByRole('button', { name: 'Last hour' }).click();
    const about = await history.getByText('proven here').textContent();
    const [, blocks, proven] =
      /: (\d+) blocks? spread over it, (\d+) of them/.exec(about ?? '') ?? [];
    expect(Number(proven)).toBeGreaterThan(1);
    expect(proven).toBe(blocks);
    await history.getByText('As a table').click();
    expect(await history.getByRole('row').count()).toBeGreaterThan(1);
    expect(await history.locator('canvas').count()).toBe(2);
    expect(problems).toEqual([]);
    await context.close();
  });

  it('marks the fields of a transaction’s encoding', async () => {
    const { page, context } = await visit(
      browser,
      `${network.node(0).http}/explorer/tx/${payment.id}`,
    );
    await page.getByText('Encoding in hexadecimal').click();
    const rows = page.getByRole('region', { name: 'Fields of the encoding' }).getByRole('row');
    const memo = Buffer.from('invoice 7').toString('hex');
    await rows.filter({ hasText: 'chain id' }).last().waitFor();
    expect(await rows.allTextContents()).toContainEqual(expect.stringMatching(`^memo.*${memo}`));
    await context.close();
  });

  it('finds what it is asked for, by keyboard alone', async () => {
    const [transport] = network.transports;
    if (transport === undefined) throw new Error('no node');
    const { blockId } = await getReportedBlock(transport, BigInt(payment.height));
    const { page, context } = await open(`${network.node(0).http}/explorer/`);
    await page.locator('.head.proven').waitFor();
    for (const [wanted, title] of [
      [payment.height, `Block ${payment.height}`],
      [blockId, `Block ${payment.height}`],
      [payment.id, 'Transaction'],
      [payee, 'Account'],
      ['eur', 'Asset EUR'],
      ['node2', 'Validators'],
    ] as const) {
      await page.locator('h1').click();
      await page.keyboard.press('/');
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.type(wanted);
      await page.keyboard.press('Enter');
      // The heading has the focus, so that a screen reader says where one is.
      await page.locator('h1:focus', { hasText: title }).waitFor();
    }
    await page.keyboard.press('/');
    await page.keyboard.type('nonsense');
    await page.keyboard.press('Enter');
    await page.locator('.search-problem', { hasText: 'Nothing is called' }).waitFor();
    await context.close();
  });

  it('suggests what begins with what is typed', async () => {
    const { page, context, problems } = await open(`${network.node(0).http}/explorer/`);
    await page.locator('.head.proven').waitFor();
    const field = page.getByRole('combobox', { name: 'Search' });
    const options = page.getByRole('option');
    const selected = page.getByRole('option', { selected: true });
    await field.fill('trellis1');
    await options.nth(1).waitFor();
    // Up from what was typed is the last, and down from that what was typed again.
    await field.press('ArrowUp');
    await options.last().and(selected).waitFor();
    await field.press('ArrowDown');
    await selected.waitFor({ state: 'detached' });
    await field.press('ArrowDown');
    await options.first().and(selected).waitFor();
    await field.fill(payee.slice(0, 14));
    await options.filter({ hasText: 'Account' }).first().waitFor();
    await field.press('ArrowDown');
    await field.press('Enter');
    await page.locator('h1:focus', { hasText: 'Account' }).waitFor();
    await page.getByLabel('Your name for it').fill('<b>Ann');
    await page.getByRole('button', { name: 'Keep' }).click();
    await field.fill('<B>');
    await options.filter({ hasText: '“<b>Ann”' }).click();
    await page.locator('h1', { hasText: 'Account' }).waitFor();
    await page.goto(`${network.node(0).http}/explorer/accounts`);
    await page.locator('main .own-name', { hasText: '“<b>Ann”' }).waitFor();
    expect(problems).toEqual([]);
    await context.close();
  });

  it('finds a payment by what it says as a reference, and has an address for it', async () => {
    const billed = async (...references: readonly string[]) => {
      const paid = await run('send', 'treasury', bystander, '0.10', 'EUR', ...references);
      return paid.transactionId ?? '';
    };
    const first = await billed('--reference', '539007547034', '--invoice', '990000000001');
    const second = await billed('--invoice', '990000000001', '--end-to-end-id', 'Rent/11');
    const { page, context, problems } = await open(`${network.node(0).http}/explorer/`);
    await page.locator(`main a[title="${second}"]`).waitFor();
    const workers = page.workers().map((worker) => worker.url());
    expect(workers).toEqual([expect.stringContaining('/assets/verification-worker')]);
    const field = page.getByRole('combobox', { name: 'Search' });
    const found = page.getByRole('option').filter({ hasText: 'Reference' });
    const leadsTo = async (id: string) => {
      await page.locator('h1:focus', { hasText: /^Transaction$/ }).waitFor();
      expect(new URL(page.url()).pathname).toBe(`/explorer/tx/${id}`);
    };
    // As it is printed, in groups of four.
    await field.fill('rf18 5390');
    await found.filter({ hasText: 'RF18539007547034' }).click();
    await leadsTo(first);
    await field.fill('rent/11');
    await field.press('Enter');
    await leadsTo(second);
    // A number can be that of a block as well; this one is far from it.
    await field.fill('990000000001');
    await field.press('Enter');
    const rows = page.getByRole('region', { name: 'Transactions' }).locator('tbody tr');
    await page.locator('h1:focus', { hasText: 'Transactions' }).waitFor();
    await expect.poll(() => rows.count()).toBe(2);
    await page.reload();
    await expect.poll(() => rows.count()).toBe(2);
    expect(await page.getByLabel('Reference', { exact: true }).inputValue()).toBe('990000000001');
    await field.fill('rent/12');
    await field.press('Enter');
    await page.locator('.search-problem', { hasText: 'Nothing is called' }).waitFor();
    expect(problems).toEqual([]);
    await context.close();
  });

  it('shows transactions before those of the newest blocks, proven one by one, and says what is not', async () => {
    const from = `before=${BigInt(payment.height) + 1n}-0`;
    const { page, context, problems } = await open(
      `${network.node(0).http}/explorer/transactions?${from}`,
    );
    const list = page.getByRole('region', { name: 'Transactions' });
    await list.locator('tbody tr').filter({ hasText: 'invoice 7' }).waitFor();
    await markOf(page, 'proven').waitFor();
    expect(await list.locator('tbody tr').count()).toBe(1);
    await page.getByText('Which transactions came before is reported by the node').waitFor();
    // An address that was cut off on its way says so, and is no fault of the node.
    await page.goto(`${network.node(0).http}/explorer/statement/nonsense?asset=EUR`);
    await page.getByText('“nonsense” is not an address').waitFor();
    expect(problems).toEqual([]);
    await context.close();
  });

  it('sorts, searches and saves a list, and has it in the address', async () => {
    const { page, context, problems } = await open(`${network.node(0).http}/explorer/transactions`);
    const list = page.getByRole('region', { name: 'Transactions' });
    await list.getByText('invoice 7').waitFor();
    const amounts = () => list.locator('tbody tr td:nth-child(9)').allTextContents();
    await list.getByRole('button', { name: 'Amount' }).click();
    await page.locator('th[aria-sort="ascending"]').waitFor();
    await page.getByLabel('Find in this list').fill('eur');
    await page.waitForURL(/transactions\.find=eur/);
    const found = await amounts();
    expect(found.length).toBeGreaterThan(1);
    const numbers = found.map((text) => Number.parseFloat(text));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    // What a column is called in one language does not matter in the other.
    expect(new URL(page.url()).searchParams.get('transactions.sort')).toBe('amount');
    const german = await open(page.url(), { locale: 'de-AT' });
    await german.page.locator('th[aria-sort="ascending"]', { hasText: 'Betrag' }).waitFor();
    await german.context.close();
    await page.reload();
    await list.getByText('invoice 7').waitFor();
    expect(await amounts()).toEqual(found);
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as CSV: Transactions' }).click();
    const text = await readFile(await (await saved).path(), 'utf8');
    expect(text.split('\r\n')).toHaveLength(found.length + 2);
    expect(text).toContain('invoice 7');
    expect(text).toContain(payment.id);
    expect(problems).toEqual([]);
    await context.close();
  });

  it('shows the transactions of a type, account, asset, time and amount, and has that in the address', async () => {
    const { page, context, problems } = await open(`${network.node(0).http}/explorer/`);
    await page.locator('.head.proven').waitFor();
    await page.getByRole('link', { name: 'Transactions', exact: true }).click();
    const list = page.getByRole('region', { name: 'Transactions' });
    const filters = page.getByRole('group', { name: 'Show' });
    const row = list.locator('tbody tr').filter({ hasText: 'invoice 7' });
    await row.waitFor();
    const reads = async (changes: () => Promise<unknown>, isThere: boolean): Promise<void> => {
      await changes();
      await row.waitFor({ state: isThere ? 'visible' : 'detached' });
    };
    await reads(() => filters.getByLabel(/^Type/).selectOption('transfer'), true);
    await reads(() => filters.getByLabel(/^Asset/).selectOption('EUR'), true);
    await reads(() => filters.getByLabel('Account').fill(payee.slice(0, 20)), true);
    await reads(() => filters.getByLabel('At least').fill('1.50'), true);
    await reads(() => filters.getByLabel('At most').fill('1.49'), false);
    await reads(() => filters.getByLabel('At most').fill('1.50'), true);
    await reads(() => filters.getByLabel('Until').fill('2020-01-01'), false);
    await reads(() => filters.getByLabel('Until').fill(''), true);
    await reads(() => filters.getByLabel('Since').fill('2020-01-01'), true);
    expect(await list.locator('tbody tr').count()).toBe(1);
    const { searchParams } = new URL(page.url());
    expect(Object.fromEntries(searchParams)).toMatchObject({
      'transactions.type': 'transfer',
      'transactions.asset': 'EUR',
      'transactions.most': '1.50',
    });
    await row.locator('a[href*="/tx/"]').click();
    await page.locator('h1', { hasText: /^Transaction$/ }).waitFor();
    await page.goBack();
    await row.waitFor();
    expect(await filters.getByLabel(/^Type/).inputValue()).toBe('transfer');
    await page.reload();
    await reads(() => filters.getByRole('button', { name: 'Show all' }).click(), true);
    await expect.poll(() => list.locator('tbody tr').count()).toBeGreaterThan(1);
    await page.goBack();
    await page.locator('h1', { hasText: 'Overview' }).waitFor();
    expect(problems).toEqual([]);
    await context.close();
  });

  it('has content soon after an empty page of the node would have, and moves it little afterwards', async () => {
    /** When something was painted first, in milliseconds, and how much was moved after that. */
    const paintOf = async (path: string) => {
      const context = await browser.newContext({ viewport: { width: 1_280, height: 800 } });
      context.setDefaultTimeout(200_000);
      const page = await context.newPage();
      await page.addInitScript(() => {
        Object.assign(globalThis, { shifts: 0 });
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) {
            const { shifts } = globalThis as unknown as { shifts: number };
            Object.assign(globalThis, { shifts: shifts + entry.value });
          }
        }).observe({ type: 'layout-shift', buffered: true });
      });
      await page.goto(`${network.node(0).http}${path}`);
      if (path.startsWith('/explorer')) await page.locator('.head.proven').waitFor();
      const paint = () =>
        page.evaluate(() => {
          const [first] = performance.getEntriesByName('first-contentful-paint');
          const { shifts } = globalThis as unknown as { shifts: number };
          return { ms: first?.startTime ?? 0, shifts };
        });
      await expect.poll(async () => (await paint()).ms).toBeGreaterThan(0);
      const painted = await paint();
      await context.close();
      return painted;
    };
    const empty: number[] = [];
    const full: number[] = [];
    let shifts = 0;
    for (let turn = 0; turn < 2; turn += 1) {
      empty.push((await paintOf('/v1/status')).ms);
      const painted = await paintOf('/explorer/');
      full.push(painted.ms);
      shifts = Math.max(shifts, painted.shifts);
    }
    const [least, most] = [Math.min(...empty), Math.min(...full)];
    const times = `an empty page ${least.toFixed(0)} ms, the overview ${most.toFixed(0)} ms`;
    process.stdout.write(`first contentful paint: ${times}; layout shifts: ${shifts.toFixed(3)}\n`);
    // Ten times as long where nothing else runs: the page asks the node three things before it shows any.
    expect(most / least, times).toBeLessThan(40);
    // "Good" of Core Web Vitals.
    expect(shifts).toBeLessThan(0.1);
  });

  it('shows what the node says before it has what checks it, and nothing as verified until then', async () => {
    const context = await browser.newContext();
    context.setDefaultTimeout(200_000);
    const page = await context.newPage();
    const held = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    await page.route(/\/assets\/checks-[^/]+\.js$/, async (route) => {
      asked.resolve();
      await held.promise;
      await route.continue();
    });
    const verified = page.locator('.proven');
    for (const place of ['', `tx/${payment.id}`]) {
      await page.goto(`${network.node(0).http}/explorer/${place}`);
      await page.locator('main h1').waitFor();
      await asked.promise;
      const said = place === '' ? page.getByText('Mempool').last() : page.locator('.operations');
      await said.waitFor();
      expect(await page.locator('.head').getAttribute('data-state')).not.toBe('live');
      expect(await verified.count()).toBe(0);
    }
    held.resolve();
    await page.locator('.head.proven').waitFor();
    await markOf(page, 'proven').waitFor();
    await context.close();
  });

  it('says that nothing is checked where what checks it can’t be loaded', async () => {
    const context = await browser.newContext();
    context.setDefaultTimeout(200_000);
    const page = await context.newPage();
    await page.route(/\/assets\/checks-[^/]+\.js$/, (route) => route.abort());
    await page.goto(`${network.node(0).http}/explorer/tx/${payment.id}`);
    await page.locator('.mark', { hasText: 'what checks proofs could not be loaded' }).waitFor();
    expect(await page.locator('.proven').count()).toBe(0);
    await context.close();
  });

  it('shows how an account is paid, as a code that a phone reads', async () => {
    const { page, context, problems } = await open(
      `${network.node(0).http}/explorer/account/${payee}`,
    );
    await page.getByText('Receive: QR code and payment request').click();
    await page.getByRole('img', { name: 'QR code of the address' }).waitFor();
    await page.getByLabel('Amount', { exact: true }).fill('12.50');
    await page.getByRole('img', { name: 'QR code of the payment request' }).waitFor();
    const request = await page.locator('.receive code').textContent();
    expect(parsePaymentRequest(request ?? '')).toMatchObject({ amount: '12.50', asset: 'EUR' });
    const size = await page.locator('svg.qr').getAttribute('viewBox');
    expect(Number(size?.split(' ').at(-1))).toBeGreaterThan(40);
    await page.getByLabel('Amount', { exact: true }).fill('1.2345');
    await page.locator('.receive [role="alert"]', { hasText: /\w/ }).waitFor();
    expect(problems).toEqual([]);
    await context.close();
  });

  it('pays by the wallet beside it: says what the bytes say, and proves that it is final', async () => {
    const { page, context, problems } = await open(`${network.node(0).http}/wallet/`);
    const [keyFile, secret] = await Promise.all(
      ['treasury.json', 'treasury.password'].map((name) =>
        readFile(join(network.home, 'keys', name), 'utf8'),
      ),
    );
    if (keyFile === undefined || secret === undefined) throw new Error('no key');
    await importKey(page, { keyFile, password: secret.trim() });
    await fillPayment(page, bystander, '1.25');
    const review = reviewOf(page);
    const sentence = review.locator('.sentences', { hasText: `to ${bystander}` });
    await sentence.waitFor();
    expect(await sentence.textContent()).toContain('pay 1.25 EUR from trellis1');
    expect(await review.textContent()).toContain('for the first time');
    await sign(page);
    const id = await finalIn(page);
    expect(JSON.stringify(await run('tx', 'show', id))).toContain(bystander);
    expect(problems).toEqual([]);
    await context.close();
  });

  it.each(looks)('can be read by everybody: %s, %d px wide', async (colorScheme, width) => {
    const { page, context, problems } = await open(`${network.node(0).http}/explorer/`, {
      colorScheme,
      width,
    });
    // What to do about an alert has a button to copy it, in a table that is wider than a phone.
    await context.route('**/v1/status/why', async (route) => {
      const response = await route.fetch();
      const why: object = await response.json();
      await route.fulfill({ response, json: { ...why, alerts: [standing] } });
    });
    await page.locator('.head.proven').waitFor();
    const look = await readerOf(page);
    const found: unknown[] = [];
    for (const place of [
      ...places,
      `tx/${payment.id}`,
      `proof/tx%2F${payment.id}`,
      `account/${payee}`,
      `statement/${payee}?asset=EUR`,
    ]) {
      await page.evaluate((path) => {
        history.pushState(null, '', path);
        dispatchEvent(new PopStateEvent('popstate'));
      }, `/explorer/${place}`);
      await page.locator('main h1').waitFor();
      await page.locator('main', { hasNotText: 'Asking the node' }).waitFor();
      if (place === 'health') await page.getByText(standing.runbook).waitFor();
      found.push(...(await look(place)));
    }
    expect(found).toEqual([]);
    expect(problems).toEqual([]);
    await context.close();
  });

  it('says why there are no new blocks when a validator is gone', async () => {
    const { page, context } = await open(`${network.node(0).http}/explorer/health`);
    await network.kill(1);
    await page.locator('main .problem', { hasText: 'node2' }).waitFor();
    await context.close();
  });
});

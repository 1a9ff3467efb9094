/** The page and the wallet in Firefox: a node that lies, a site that frames it, texts that want to be code, passkeys, and axe. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPage } from '@trellis/explorer/build';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readerOf } from './accessibility.ts';
import { hangMs } from './browser.ts';
import { firefoxTitle, hasFirefox, launchFirefox } from './firefox.ts';
import { addAuthenticator, withMarionette } from './firefox-authenticator.ts';
import { forgeCertificate, lieAboutBalance } from './lies.ts';
import { type LyingProxy, startLyingProxy } from './lying-proxy.ts';
import { walletIn } from './wallet-firefox.ts';
import { password, startWalletNetwork, type WalletNetwork } from './wallet-network.ts';

const attack = `"><img src=x onerror="document.title='hacked'"><script>document.title='hacked'</script>`;

/** Pages of each kind; Chromium looks at all of them. */
const places = ['', 'blocks', 'accounts', 'validators', 'health', 'network', 'trust'] as const;

describe.skipIf(!hasFirefox)(firefoxTitle('the page in Firefox against'), () => {
  let ground: WalletNetwork;
  let proxy: LyingProxy;
  let browser: Browser;
  let profile: string;
  /** Of a payment whose memo is an attack: an account without money has no balance to lie about. */
  let paid: string;
  beforeAll(async () => {
    await buildPage();
    profile = await mkdtemp(join(tmpdir(), 'firefox-'));
    [ground, browser] = await Promise.all([
      startWalletNetwork(),
      launchFirefox({ userDataDir: profile, ...withMarionette }),
    ]);
    await addAuthenticator(profile);
    proxy = await startLyingProxy(ground.network.node(0).http);
    const sent = await ground.run('send', 'treasury', ground.payee, '1', 'EUR', '--memo', attack);
    paid = String(sent.transactionId);
  });
  afterAll(async () => {
    await browser?.close();
    await proxy?.close();
    await ground?.remove();
    await rm(profile, { recursive: true, force: true });
  });

  async function open(url: string, width = 1_280): Promise<Page> {
    const page = await browser.newPage();
    page.setDefaultTimeout(hangMs);
    await page.setViewport({ width, height: 800 });
    await page.goto(url);
    return page;
  }
  const textOf = (page: Page): Promise<string> =>
    page.$eval('main', (main) => main.textContent ?? '');
  const lying = (): string => proxy.url.replace('127.0.0.1', 'localhost');

  it('a node that lies about a balance: it is not shown, and the proof says why', async () => {
    proxy.tell(lieAboutBalance);
    const page = await open(`${lying()}/explorer/account/${ground.payee}`);
    await page.locator('.mark.failed section').wait();
    const text = await textOf(page);
    expect(text).toContain('does not lead to the state root');
    expect(text).not.toContain('999,999');
    proxy.tell(undefined);
    await page.reload();
    await page.locator('.mark.proven').wait();
    expect(await textOf(page)).toContain('1.00');
    expect(await page.$$('.mark.failed')).toEqual([]);
    await page.close();
  });

  it('a forged certificate: the proof stops at the signatures', async () => {
    proxy.tell(forgeCertificate);
    // Of another name than above: answers that are final stay in the browser's cache.
    const page = await open(`${proxy.url}/explorer/tx/${paid}`);
    await page.locator('.mark.failed section').wait();
    const steps = await page.$$eval('.mark.failed li', (items) => items.map((li) => li.className));
    expect(steps).toEqual(['ok', 'ok', 'failed', 'unknown']);
    proxy.tell(undefined);
    await page.close();
  });

  it('a node that lies about what the wallet pays from: nothing is shown to be signed', async () => {
    const page = await open(`${lying()}/wallet/`);
    const wallet = walletIn(page);
    await wallet.importTreasury(ground);
    proxy.tell(lieAboutBalance);
    await wallet.prepare('pay', { To: ground.payee, Amount: '0.01', Asset: 'EUR' });
    await page.locator('.review [role="alert"] ::-p-text(Nothing was signed)').wait();
    expect(await page.$$('.review input[type="password"]')).toEqual([]);
    proxy.tell(undefined);
    await page.close();
  });

  it('a site that frames it: it is shown an error', async () => {
    const site = createServer((request, response) => {
      response.setHeader('content-type', 'text/html');
      const framed = ['/harmless', `${ground.url}/wallet/`, `${ground.url}/explorer/`];
      const frames = framed.map((url) => `<iframe src="${url}"></iframe>`);
      response.end(request.url === '/' ? frames.join('') : 'Harmless');
    }).listen(0, '127.0.0.1');
    await once(site, 'listening');
    const page = await open(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
    const [harmless, ...refused] = page.frames().filter((one) => one !== page.mainFrame());
    const shownIn = (frame: typeof harmless) => frame?.evaluate(() => document.documentURI);
    expect(await shownIn(harmless)).toMatch(/\/harmless$/);
    expect(refused).toHaveLength(2);
    for (const frame of refused) {
      await expect.poll(() => shownIn(frame)).toMatch(/^about:neterror\?e=(csp|xfo)/);
    }
    await page.close();
    site.close();
  });

  it('texts that want to be code: they stay text', async () => {
    const page = await open(`${ground.url}/explorer/tx/${paid}`);
    await page.locator('.mark.proven').wait();
    expect(await textOf(page)).toContain(attack);
    expect(await page.$$('main img, main script')).toEqual([]);
    expect(await page.title()).not.toBe('hacked');
    await page.close();
  });

  it('whoever lacks the passkey: with it a payment is signed without the password', async () => {
    const first = await open(`${ground.url}/wallet/`);
    await walletIn(first).importTreasury(ground);
    await first.close();
    const page = await open(`${ground.url}/wallet/`);
    const wallet = walletIn(page);
    await page.locator('section[aria-label="Treasury"] summary').click();
    await wallet.fill('Its password', password);
    await wallet.press('Add a passkey');
    await page.locator('::-p-text(A passkey opens this key.)').wait();
    await wallet.prepare('pay', { To: ground.payee, Amount: '1', Asset: 'EUR' });
    await wallet.press('Sign with the passkey');
    await page.locator('.outcome[data-state="final"]').wait();
    expect(await ground.balance()).toBe('2.00');
    await page.close();
  });

  it.each([320, 1_280])(
    'nobody: each place can be read by everybody, %d px wide',
    async (width) => {
      const found: unknown[] = [];
      const pages = [...places, `account/${ground.payee}`, `tx/${paid}`];
      for (const url of [
        ...pages.map((place) => `${ground.url}/explorer/${place}`),
        ...['', 'import', 'do/pay'].map((place) => `${ground.url}/wallet/#/${place}`),
      ]) {
        const page = await open(url, width);
        await page.locator('main h1').wait();
        if (url.includes('/explorer/')) await page.locator('.head.proven').wait();
        found.push(...(await (await readerOf(page))(url)));
        await page.close();
      }
      expect(found).toEqual([]);
    },
  );
});

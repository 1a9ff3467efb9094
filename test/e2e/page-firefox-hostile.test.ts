/** The page and the wallet in Firefox: whether everybody can read them, what is said of a node that lies, and passkeys. */
import { buildPage } from '@trellis/explorer/build';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readerOf } from './accessibility.ts';
import { firefoxTitle, hasFirefox, launchFirefox } from './firefox.ts';
import { type LyingProxy, startLyingProxy } from './lying-proxy.ts';
import { password, startWalletNetwork, type WalletNetwork } from './wallet-network.ts';

/** Pages of each kind; Chromium looks at all of them. */
const places = ['', 'blocks', 'accounts', 'validators', 'health', 'network', 'trust'] as const;

describe.skipIf(!hasFirefox)(firefoxTitle('the page in Firefox, looked at closely'), () => {
  let ground: WalletNetwork;
  let proxy: LyingProxy;
  let browser: Browser;
  beforeAll(async () => {
    await buildPage();
    [ground, browser] = await Promise.all([startWalletNetwork(), launchFirefox()]);
    proxy = await startLyingProxy(ground.network.node(0).http);
  });
  afterAll(async () => {
    await browser?.close();
    await proxy?.close();
    await ground?.remove();
  });

  async function open(url: string, width = 1_280): Promise<Page> {
    const page = await browser.newPage();
    page.setDefaultTimeout(200_000);
    await page.setViewport({ width, height: 800 });
    await page.goto(url);
    return page;
  }
  /** Says another balance than the one that the state has. */
  const lie = (path: string, json: Record<string, unknown>): unknown => {
    if (!path.includes('/balances/EUR')) return undefined;
    return { entry: { ...(json.entry as object), record: { amount: '99999999999900' } } };
  };

  it.each([320, 1_280])('can be read by everybody, %d px wide', async (width) => {
    const found: unknown[] = [];
    for (const place of [...places, `account/${ground.payee}`]) {
      const page = await open(`${ground.url}/explorer/${place}`, width);
      await page.locator('main h1').wait();
      await page.locator('.head.proven').wait();
      found.push(...(await (await readerOf(page))(place)));
      await page.close();
    }
    const wallet = await open(`${ground.url}/wallet/#/import`, width);
    await wallet.locator('main h1').wait();
    found.push(...(await (await readerOf(wallet))('wallet')));
    await wallet.close();
    expect(found).toEqual([]);
  });

  it('catches a node that lies about a balance', async () => {
    const url = proxy.url.replace('127.0.0.1', 'localhost');
    proxy.tell(lie);
    const page = await open(`${url}/explorer/account/${ground.payee}`);
    await page.locator('.mark.failed section').wait();
    const text = await page.$eval('main', (main) => main.textContent ?? '');
    expect(text).toContain('does not lead to the state root');
    expect(text.replaceAll(/\s/g, '')).not.toContain('999999999999');
    proxy.tell(undefined);
    await page.reload();
    await page.locator('.mark.proven').wait();
    await page.close();
  });

  it('shows nothing to be signed by a node that lies', async () => {
    proxy.tell(undefined);
    const url = proxy.url.replace('127.0.0.1', 'localhost');
    const page = await open(`${url}/wallet/#/import`);
    const labelled = (label: string): string =>
      `xpath///*[@id = //label[normalize-space(.)="${label}"]/@for]`;
    const press = (name: string): Promise<void> =>
      page.locator(`xpath///*[self::button and normalize-space(.)="${name}"]`).click();
    for (const [label, text] of [
      ['Or its text, or a phrase', ground.treasury.keyFile],
      ['Password of the file', ground.treasury.password],
      ['Name', 'Treasury'],
      ['New password', password],
      ['New password again', password],
    ] as const) {
      await page.locator(labelled(label)).fill(text);
    }
    await press('Import');
    await page.locator('section[aria-label="Treasury"] .facts').wait();
    proxy.tell(lie);
    await page.evaluate(() => {
      location.hash = '#/do/pay';
    });
    for (const [label, text] of [
      ['To', ground.payee],
      ['Amount', '1'],
      ['Asset', 'EUR'],
    ] as const) {
      await page.locator(labelled(label)).fill(text);
    }
    await press('Review');
    await page.locator('.review [role="alert"] ::-p-text(Nothing was signed)').wait();
    expect(await page.$$('.review input[type="password"]')).toEqual([]);
    await page.close();
  });
});
